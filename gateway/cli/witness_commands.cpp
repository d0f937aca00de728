// huecry witness: this gateway signs that the hub's log only ever grows, so that others need not take the hub's word.

#include <CLI/CLI.hpp>

#include <atomic>
#include <charconv>
#include <thread>

#include "certs/keys/open_signer.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/log_key.hpp"
#include "gateway/cli/log_memory.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "gateway/log/witness.hpp"
#include "gateway/witness/server.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

constexpr int k_ok = 200, k_created = 201;

struct Words {
  std::string name, key, folder, listen = "127.0.0.1:8777";
  std::vector<std::string> logs;
  std::size_t every_s = 0;
};

Result<log::Cosigner> cosigner_of(Words const& words) {
  HUECRY_TRY(auto signer, certs::open_signer("file:" + words.key));
  auto cosigner = log::Cosigner::make(words.name, std::move(signer));
  if (!cosigner)
    return Error(Errc::config_invalid, words.key + ": " + cosigner.error().detail +
                                           "; make one: huecry witness key --name " + words.name + " --key FILE");
  return cosigner;
}

/// 0600, and never over another key: a witness that loses its key is another witness.
Result<> make_key(Session const& session, Words const& words) {
  if (std::filesystem::exists(words.key)) return Error(Errc::config_invalid, words.key + " is there already");
  HUECRY_TRY(auto const key, crypto::PrivateKey::generate(crypto::Algorithm::eddsa));
  HUECRY_TRY(auto const cosigner, log::Cosigner::make(words.name, std::make_shared<crypto::PrivateKey>(key)));
  HUECRY_TRY(std::string const pem, key.to_pem());
  HUECRY_CHECK(write_secret(words.key, pem));
  std::string const vkey = to_vkey(cosigner.key());
  session.output().value({{"key", words.key}, {"vkey", vkey}});
  if (!session.as_json) Output::raw(vkey + "\n");
  session.output().note("for the hub's witness policy, and for everyone who counts on this witness: witness NAME " +
                        vkey + " [URL]");
  return ok();
}

/// ADDRESS:PORT, an IPv6 address in brackets.
Result<> take_place(std::string const& text, witness::ServerOptions& options) {
  auto const colon = text.rfind(':');
  std::string const port = colon == std::string::npos ? "" : text.substr(colon + 1);
  options.address = text.substr(0, colon);
  if (options.address.starts_with('[') && options.address.ends_with(']'))
    options.address = options.address.substr(1, options.address.size() - 2);
  auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (error == std::errc() && end == port.data() + port.size() && !options.address.empty()) return ok();
  return Error(Errc::config_invalid, "--listen takes ADDRESS:PORT, such as 10.0.0.5:8777; not " + text);
}

/// One line for each request, at once: a service's log.
void tell(Output const& output, std::string const& path, follow::WitnessAnswer const& answer) {
  std::string const why = answer.status == k_ok ? "" : answer.body.substr(0, answer.body.find('\n'));
  output.value({{"path", path}, {"status", answer.status}, {"why", why}});
  output.line(path + ' ' + std::to_string(answer.status) + (why.empty() ? "" : " " + why),
              answer.status == k_ok ? Tone::dim : Tone::warning);
  static_cast<void>(Output::flush());
}

Result<std::vector<log::NoteKey>> logs_of(Words const& words) {
  std::vector<log::NoteKey> logs;
  for (std::string const& text : words.logs) {
    HUECRY_TRY(log::NoteKey key, log_key_of(text));
    logs.push_back(std::move(key));
  }
  return logs;
}

Result<> serve(Session const& session, Words const& words) {
  witness::ServerOptions options;
  HUECRY_CHECK(take_place(words.listen, options));
  HUECRY_TRY(log::Cosigner cosigner, cosigner_of(words));
  HUECRY_TRY(auto logs, logs_of(words));
  HUECRY_TRY(auto const witness,
             follow::Witness::open(words.folder, std::move(cosigner), std::move(logs), session.clock));
  Output const output = session.output();
  options.on_ready = [&](std::uint16_t port) {
    output.value({{"listening", options.address + ':' + std::to_string(port)}, {"vkey", to_vkey(witness->key())}});
    output.line("witness " + words.name + " listens on " + options.address + ':' + std::to_string(port));
    static_cast<void>(Output::flush());
  };
  options.on_answered = [&](std::string const& path, follow::WitnessAnswer const& answer) {
    tell(output, path, answer);
  };
  std::atomic<bool> const never = false;
  return witness::serve(*witness, options, never);
}

/// The hub hands out what a log would send to a witness; the witness believes none of it unproved.
Result<log::AddCheckpoint> request_for(Connection& connection, follow::SignedHead const& shown, std::uint64_t known) {
  log::AddCheckpoint request{.old_size = known, .proof = {}, .checkpoint = shown.note};
  if (known == 0 || known >= shown.head().size) return request;
  HUECRY_TRY(request.proof, fetch_consistency(connection, known, shown.head().size));
  return request;
}

Result<> pull_once(Session const& session, Connection& connection, follow::Witness& witness,
                   std::vector<log::NoteKey> const& keys) {
  HUECRY_TRY(std::string note, get_text(connection, "/v1/log/checkpoint?witness=true"));
  HUECRY_TRY(follow::SignedHead const shown, follow::open_head(std::move(note), keys));
  std::uint64_t const known = witness.size_of(shown.checkpoint.origin);
  std::string const size = std::to_string(shown.head().size);
  if (shown.head().size < known)
    return Error(Errc::not_verified, "the hub shows a log of " + size + " entries, and this witness has cosigned " +
                                         std::to_string(known) + ": its store was put back, or it shows another log");
  HUECRY_TRY(log::AddCheckpoint const request, request_for(connection, shown, known));
  follow::WitnessAnswer const answer = witness.add(to_text(request));
  if (answer.status != k_ok) return Error(Errc::not_verified, "not cosigned: " + answer.body);
  HUECRY_TRY(auto const taken,
             expect_success(connection.hub->submit("/v1/log/cosignatures", "text/plain", shown.note + answer.body)));
  bool const kept = taken.status == k_created;
  session.output().value(
      {{"origin", shown.checkpoint.origin}, {"size", shown.head().size}, {"before", known}, {"kept", kept}});
  if (kept) session.output().line("cosigned " + shown.checkpoint.origin + ", " + size + " entries", Tone::good);
  if (!kept) session.output().line("nothing new to cosign: " + size + " entries", Tone::dim);
  return ok();
}

/// What does not verify ends it; a hub that is away does not.
Result<> pull_again(Session const& session, Connection& connection, follow::Witness& witness,
                    std::vector<log::NoteKey> const& keys, std::chrono::seconds every) {
  for (;;) {
    HUECRY_CHECK(Output::flush());
    std::this_thread::sleep_for(every);
    auto const pulled = pull_once(session, connection, witness, keys);
    if (pulled) continue;
    if (exit_of(pulled.error()) == Exit::untrusted) return pulled;
    static_cast<void>(session.output().problem(pulled.error()));
  }
}

Result<> pull(Session const& session, Words const& words) {
  HUECRY_TRY(log::Cosigner cosigner, cosigner_of(words));
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Trust const trust, fetch_trust(connection, session.clock.now()));
  HUECRY_TRY(auto keys, trust.log_keys());
  HUECRY_TRY(auto const witness, follow::Witness::open(words.folder, std::move(cosigner), keys, session.clock));
  HUECRY_CHECK(pull_once(session, connection, *witness, keys));
  if (words.every_s == 0) return ok();
  return pull_again(session, connection, *witness, keys, std::chrono::seconds(words.every_s));
}

}

void add_witness(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group =
      program.add_subcommand("witness", "sign that the hub's log only grows, so that nobody need take its word");
  group->require_subcommand(1);
  CLI::App* const key =
      command(group, session, words, "key", "make the witness's key, and print its public part", make_key);
  CLI::App* const serving =
      command(group, session, words, "serve", "answer logs that ask for a cosignature (C2SP tlog-witness)", serve);
  CLI::App* const pulling =
      command(group, session, words, "pull",
              "fetch the hub's checkpoint, cosign it, send it back: for a gateway that none can reach", pull);
  for (CLI::App* const each : {key, serving, pulling}) {
    each->add_option("--name", words->name, "of the witness, as keys have it: fr.ncb.example/witness")->required();
    each->add_option("--key", words->key, "file of its private key (Ed25519, PEM)")->required();
  }
  for (CLI::App* const each : {serving, pulling})
    each->add_option("--state", words->folder, "folder where it remembers what it has cosigned")->required();
  serving->add_option("--log", words->logs, "key of a log that it watches, or a file with it; may stand again")
      ->required();
  serving->add_option("--listen", words->listen, "ADDRESS:PORT")->capture_default_str();
  pulling->add_option("--every", words->every_s, "again after so many seconds; once without it");
}

}
