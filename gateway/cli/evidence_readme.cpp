#include "gateway/cli/evidence_readme.hpp"

#include "protocol/base/embedded.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"

namespace huecry::cli {

extern Embedded const k_verify_program[];

namespace {

/// How openssl checks a signature of this algorithm; the message comes after it.
std::string check_command(crypto::Algorithm algorithm, std::string const& key, std::string const& signature) {
  std::string const files = " -verify " + key + " -signature " + signature + " ";
  switch (algorithm) {
    case crypto::Algorithm::es256: return "openssl dgst -sha256" + files;
    case crypto::Algorithm::es384: return "openssl dgst -sha384" + files;
    case crypto::Algorithm::ps256:
      return "openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32" + files;
    default: return "openssl pkeyutl -verify -pubin -inkey " + key + " -rawin -sigfile " + signature + " -in ";
  }
}

class Readme {
 public:
  explicit Readme(ReadmeSources const& about) : about_(about) {}

  std::string text() {
    introduction();
    document();
    certificate();
    log();
    witnesses();
    time();
    all_at_once();
    limits();
    return std::move(out_);
  }

 private:
  /// Whatever others have written stays on its line, and so is no command.
  void say(std::string line) {
    for (char& c : line)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    out_ += line + "\n";
  }
  void run(std::string const& command) { out_ += "    " + command + "\n"; }
  void head(std::string const& title) { out_ += "\n" + title + "\n" + std::string(title.size(), '-') + "\n"; }

  [[nodiscard]] log::Leaf const& leaf() const { return about_.proven.receipt.leaf; }

  void introduction() {
    say("Evidence about one signed document");
    say("==================================");
    say("");
    say("Document     " +
        (leaf().id.empty() ? std::string("-") : leaf().id + ", version " + std::to_string(leaf().ver)));
    say("Signed by    " + about_.proven.signer + ", " + about_.signer.leaf.subject().text());
    say("Taken in     " + iso_time(leaf().received) + " by the hub " + about_.proven.receipt.checkpoint.origin);
    say("Collected    " + about_.sources.file.at);
    say("");
    say("Every line below that begins with four spaces is a command. They need a POSIX shell, openssl 3 and, for the "
        "log's");
    say("tree, Python 3; nothing of the hub, and no network. Run them in the folder of this file.");
  }

  void document() {
    head("1. The document and its signature");
    say("document/payload.json is what was said; document/signing-input.txt what was signed: a header and the payload, "
        "both in");
    say("base64url (RFC 7515). That the payload is in it, and that the signature is the signer's:");
    run("python3 -c \"import base64; p = open('document/signing-input.txt').read().split('.')[1]; assert "
        "base64.urlsafe_b64decode(p + '==') == open('document/payload.json', 'rb').read()\"");
    run("openssl x509 -in document/signer.pem -noout -pubkey -out document/signer.pub");
    run(check_command(about_.proven.document.header().alg, "document/signer.pub", "document/signature.bin") +
        "document/signing-input.txt");
  }

  void certificate() {
    head("2. Whose signature it is");
    say("The certificate of the signer, of the authority that issued it, and the root of the country. Compare the "
        "root's");
    say("fingerprint with the one that the country publishes: all of this rests on it.");
    for (std::size_t i = 1; i <= about_.roots; ++i)
      run("openssl x509 -in document/root-" + std::to_string(i) + ".pem -noout -subject -fingerprint -sha256");
    run("openssl x509 -in document/signer.pem -noout -subject -issuer -dates");
    run("openssl verify -x509_strict -no_check_time -no-CApath -no-CAstore -crl_check_all -CAfile document/root.pem "
        "-untrusted document/issuing.pem -CRLfile document/crls.pem document/signer.pem");
    say("The revocation lists are those of " + about_.sources.file.at +
        ", when this was collected: a certificate that is not in");
    say("them was not revoked until then.");
    for (std::size_t i = 1; i <= about_.crls; ++i)
      run("openssl crl -in document/crl-" + std::to_string(i) + ".pem -noout -issuer -lastupdate -nextupdate");
  }

  void log() {
    head("3. That the hub took it in, and when");
    say("log/entry.json is the hub's entry. `obj` is the SHA-256 of document/compact.jws and `rcv` the time, in "
        "milliseconds");
    say("since 1970. That the entry is about this document:");
    run("grep -q \"\\\"obj\\\":\\\"$(openssl dgst -sha256 -binary document/compact.jws | openssl base64 -A | tr '+/' "
        "'-_' | tr -d =)\\\"\" log/entry.json");
    say("It is the entry of log/receipt.txt, which is the receipt of proof.json:");
    run("grep -qxF \"extra $(openssl base64 -A -in log/entry.json)\" log/receipt.txt");
    run("python3 -c \"import json; assert json.load(open('proof.json'))['receipt'] == "
        "open('log/receipt.txt').read()\"");
    say("The hub has signed the root of a tree of all its entries (RFC 6962; C2SP tlog-checkpoint). Its key is in the "
        "list of");
    say("trust, which two of three ceremony keys have signed. That the root is signed:");
    run(check_command(crypto::Algorithm::eddsa, "log/checkpoint-body.pem", "log/checkpoint-body.sig") +
        "log/checkpoint-body.txt");
    run("grep -qxF \"$(sed -n 3p log/checkpoint-body.txt)\" log/receipt.txt");
    say("That the entry is in the tree of that root is arithmetic (C2SP tlog-proof, log/receipt.txt); section 6 does "
        "it.");
  }

  void witnesses() {
    head("4. Who else has seen that tree");
    if (about_.witnesses.empty()) return say("No witness's signature is in this pack.");
    say("Each of them has signed that this tree continues all that it had seen of the log before, and at what time:");
    for (std::string const& stem : about_.witnesses)
      run(check_command(crypto::Algorithm::eddsa, stem + ".pem", stem + ".sig").append(stem).append(".txt"));
    say("Compare their keys (*.pem) with those that the witnesses publish.");
  }

  void time() {
    head("5. When, by a clock that is not the hub's");
    if (about_.sources.stamps.empty()) return say("No time authority had stamped the tree when this was collected.");
    auto const& stamps = about_.sources.stamps;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
      say(stamp_file(i) + ", known to the hub as " + stamps[i].authority +
          ", says that log/checkpoint-body.txt was there at " + iso_time(stamps[i].at) + " (RFC 3161):");
      run("openssl ts -reply -in " + stamp_file(i) + " -text");
    }
    bool const with_roots = !about_.sources.time_roots.empty();
    say(with_roots ? "Compare the roots (time/roots.pem) with those that the authority publishes."
                   : "Get the roots of the authority from the authority, put them into time/roots.pem, and then:");
    for (std::size_t i = 0; i < stamps.size(); ++i) {
      std::string const at = std::to_string(to_seconds(stamps[i].at).time_since_epoch().count());
      std::string const command = "openssl ts -verify -in " + stamp_file(i) +
                                  " -data log/checkpoint-body.txt -CAfile time/roots.pem -attime " + at;
      with_roots ? run(command) : say("  " + command);
    }
  }

  void all_at_once() {
    head("6. All of it, by another program");
    say("verify.py is some 400 lines of Python that call openssl; read it. It checks sections 1 to 3, the tree too, "
        "and that");
    say("the certificate was the one registered for the signer. Compare ceremony.pem with the three certificates that "
        "the");
    say("parties of the exchange publish.");
    run("python3 verify.py proof.json --ceremony ceremony.pem");
  }

  void limits() {
    head("What this does not show");
    say("That what the document says is true; that its signer kept the key to himself; that a certificate which was "
        "revoked");
    say("after the lists above had been valid until then.");
    if (!about_.sources.decision.empty())
      say("decision.json, who was given the document and why, is the hub's own word, kept in its journal.");
  }

  ReadmeSources const& about_;
  std::string out_;
};

}

std::string stamp_file(std::size_t place) { return "time/" + std::to_string(place + 1) + ".tsr"; }

std::string evidence_readme(ReadmeSources const& about) { return Readme(about).text(); }

std::string verify_program() { return k_verify_program[0].text; }

}
