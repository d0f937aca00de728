#include "gateway/cli/evidence_pack.hpp"

#include <algorithm>

#include "certs/trust/trust_list.hpp"
#include "gateway/cli/evidence_readme.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/openssl_signature.hpp"
#include "protocol/crypto/public_key.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/origin.hpp"

namespace huecry::cli {
namespace {

using json::Json;

constexpr std::size_t k_time_bytes = 8;  // before the signature in a witness's line

std::string pem(std::string_view label, ByteView der) {
  std::string const text = base64_encode(der);
  std::string out = "-----BEGIN " + std::string(label) + "-----\n";
  for (std::size_t at = 0; at < text.size(); at += 64) out.append(text, at, 64).append("\n");
  return out + "-----END " + std::string(label) + "-----\n";
}

/// The list as its readers see it: the signatures over it were checked when the proof was.
Result<certs::TrustList> list_of(std::string const& jws) {
  HUECRY_TRY(Json const json, read_json(jws));
  HUECRY_TRY(std::string const payload, json::member_string(json, "payload"));
  HUECRY_TRY(Bytes const bytes, base64url_decode(payload));
  return certs::read_trust_list(as_text(bytes));
}

/// The signer's certificate, the CA that issued it, and the roots of its country.
struct Signer {
  certs::CertificateRow const* row = nullptr;
  std::vector<certs::Certificate> const* roots = nullptr;
};

Signer signer_in(std::vector<certs::CertificateRow> const& rows, std::vector<certs::Certificate> const& roots,
                 Digest const& x5t) {
  auto const row = std::ranges::find(rows, x5t, [](auto const& each) { return each.leaf.thumbprint(); });
  return row == rows.end() ? Signer() : Signer{&*row, &roots};
}

Signer signer_in(certs::TrustList const& list, Digest const& x5t) {
  for (certs::BureauRow const& bureau : list.bureaus)
    for (certs::PartyRow const& party : bureau.parties)
      if (Signer const found = signer_in(party.certificates, bureau.anchors, x5t); found.row != nullptr) return found;
  return signer_in(list.hub.certificates, list.hub.anchors, x5t);
}

void add_document(ZipMembers& pack, envelope::SignedDocument const& document) {
  pack["document/container.json"] = envelope::to_container(document.compact()) + "\n";
  pack["document/compact.jws"] = document.compact();
  pack["document/signing-input.txt"] = document.signing_input();
  pack["document/payload.json"] = document.payload();
  pack["document/signature.bin"] = as_text(crypto::signature_for_openssl(document.header().alg, document.signature()));
}

void add_chain(ZipMembers& pack, Signer const& signer) {
  pack["document/signer.pem"] = signer.row->leaf.pem();
  pack["document/issuing.pem"] = signer.row->issuing_ca.pem();
  for (std::size_t i = 0; i < signer.roots->size(); ++i) {
    std::string const text = (*signer.roots)[i].pem();
    pack["document/root.pem"] += text;
    pack["document/root-" + std::to_string(i + 1) + ".pem"] = text;
  }
}

/// Those of the CAs of the chain.
Result<> add_crls(ZipMembers& pack, std::string const& crls, Signer const& signer) {
  HUECRY_TRY(Json const json, read_json(crls));
  HUECRY_TRY(Json const* const rows, json::member_array(json, "crls"));
  std::vector<certs::Certificate> authorities = *signer.roots;
  authorities.push_back(signer.row->issuing_ca);
  std::vector<std::string> lists;
  for (Json const& row : *rows) {
    HUECRY_TRY(std::string const issuer, json::member_string(row, "issuer"));
    HUECRY_TRY(std::string const der, json::member_string(row, "der"));
    HUECRY_TRY(Bytes const bytes, base64_decode(der));
    for (certs::Certificate const& authority : authorities)
      if (to_base64url(authority.thumbprint()) == issuer) lists.push_back(pem("X509 CRL", bytes));
  }
  for (std::size_t i = 0; i < lists.size(); ++i) {
    pack["document/crls.pem"] += lists[i];
    pack["document/crl-" + std::to_string(i + 1) + ".pem"] = lists[i];
  }
  return ok();
}

/// What a signer of notes signed, its signature, and its key, each in a file of its own.
void add_line(ZipMembers& pack, std::string const& stem, std::string text, ByteView signature,
              log::NoteKey const& key) {
  pack[stem + ".txt"] = std::move(text);
  pack[stem + ".sig"] = as_text(signature);
  pack[stem + ".pem"] = pem("PUBLIC KEY", key.key.spki());
}

/// The log's signature, and those of the witnesses that the reader counts on.
Result<std::vector<std::string>> add_checkpoint(ZipMembers& pack, std::string const& text,
                                                std::vector<log::NoteKey> const& logs,
                                                log::WitnessPolicy const& witnesses) {
  HUECRY_TRY(log::Note const note, log::parse_note(text));
  pack["log/checkpoint.txt"] = text;
  for (log::NoteLine const& line : note.lines)
    for (log::NoteKey const& key : logs)
      if (key.type == log::KeyType::ed25519 && claims(line, key))
        add_line(pack, "log/checkpoint-body", note.body, line.signature, key);
  std::vector<std::string> stems;
  HUECRY_TRY(auto const cosigned, witnesses.cosigned(note));
  for (log::Verified const& each : cosigned) {
    auto const& witness = witnesses.witnesses()[each.key];
    ByteView const signature = ByteView(note.lines[each.line].signature).subspan(k_time_bytes);
    stems.push_back("log/witness-" + witness.name);
    add_line(pack, stems.back(), log::cosigned_text(note.body, each.time.value_or(UnixSeconds())), signature,
             witness.key);
  }
  return stems;
}

}

Result<ZipMembers> evidence_pack(PackSources const& sources, Proven const& proven) {
  HUECRY_TRY(certs::TrustList const list, list_of(sources.file.lists.list));
  Signer const signer = signer_in(list, proven.document.header().x5t);
  if (signer.row == nullptr) return Error(Errc::not_verified, "the trust list does not name the signer any more");
  ZipMembers pack;
  add_document(pack, proven.document);
  add_chain(pack, signer);
  HUECRY_CHECK(add_crls(pack, sources.file.lists.crls, signer));
  HUECRY_TRY(log::Receipt const receipt, log::parse_receipt(sources.file.receipt));
  pack["log/receipt.txt"] = sources.file.receipt;
  pack["log/entry.json"] = receipt.extra;
  std::vector<log::NoteKey> keys;
  for (std::string const& vkey : list.hub.vkeys) {
    HUECRY_TRY(log::NoteKey key, log::parse_vkey(vkey));
    keys.push_back(std::move(key));
    pack["log/keys.txt"] += vkey + "\n";
  }
  HUECRY_TRY(auto const witnesses, add_checkpoint(pack, receipt.checkpoint, keys, sources.witnesses));
  for (std::size_t i = 0; i < sources.stamps.size(); ++i) pack[stamp_file(i)] = sources.stamps[i].reply;
  if (!sources.time_roots.empty()) pack["time/roots.pem"] = sources.time_roots;
  if (!sources.decision.empty()) pack["decision.json"] = sources.decision;
  pack["proof.json"] = to_text(sources.file);
  pack["ceremony.pem"] = sources.ceremony;
  pack["verify.py"] = verify_program();
  auto const count = [&pack](std::string const& stem) {
    return std::ranges::count_if(pack, [&](auto const& member) { return member.first.starts_with(stem); });
  };
  pack["README.txt"] =
      evidence_readme({sources, proven, *signer.row, witnesses, static_cast<std::size_t>(count("document/root-")),
                       static_cast<std::size_t>(count("document/crl-"))});
  return pack;
}

}
