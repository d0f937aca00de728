#include "gateway/cli/proof_file.hpp"

#include <algorithm>

#include "gateway/cli/target.hpp"

#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using envelope::DocumentType;
using json::Json;

constexpr auto k_clocks_differ = std::chrono::minutes(2);

/// The names in a leaf are the hub's; those that the issuer wrote must be the same, and the issuer must be who signed.
Result<> check_names(log::Leaf const& leaf, envelope::SignedDocument const& document, std::string const& signer) {
  HUECRY_TRY(Json const payload, read_json(document.payload()));  // with the fractions that a payload may have
  bool const is_message = document.header().type == DocumentType::envelope;
  HUECRY_TRY(auto const iss, json::optional_string(payload, is_message ? "from" : "iss"));
  bool const of_hub =
      document.header().type == DocumentType::edition || document.header().type == DocumentType::publication;
  if (iss && !of_hub && !signer.starts_with(*iss + '/'))
    return Error(Errc::not_verified, signer + " signed what " + *iss + " should have signed");
  if (!is_named(document)) return ok();
  HUECRY_TRY(std::string const id, json::member_string(payload, "id"));
  std::int64_t ver = 1;  // of a message, which has no other
  if (!is_message) {
    HUECRY_TRY(ver, json::member_integer(payload, "ver"));
  }
  if (leaf.id == id && leaf.iss.text() == iss && leaf.ver == ver) return ok();
  return Error(Errc::proof_invalid, "receipt: its names are not those of the document");
}

Result<> check_about(log::Leaf const& leaf, envelope::SignedDocument const& document) {
  if (leaf.object != document.digest()) return Error(Errc::proof_invalid, "receipt: it is about another document");
  if (leaf.certificate == document.header().x5t) return ok();
  return Error(Errc::proof_invalid, "receipt: it names another certificate than the document");
}

/// `at` is the word of whoever wrote the file: with lists from before the entry it could hide what was revoked by then.
Result<> check_at(UnixMillis at, UnixMillis received, UnixMillis now) {
  if (at + k_clocks_differ < received)
    return Error(Errc::not_verified, "its lists are older than the entry: what was revoked by then, they cannot say");
  if (at <= now + k_clocks_differ) return ok();
  return Error(Errc::not_verified, "it says that it was made at a time that has not come yet");
}

/// Of the trust list's keys, those that the reader's own policy names.
std::vector<log::NoteKey> believed(std::vector<log::NoteKey> keys, log::WitnessPolicy const& policy) {
  if (policy.logs().empty()) return keys;
  std::erase_if(keys, [&](log::NoteKey const& key) {
    return std::ranges::none_of(policy.logs(), [&](log::NoteKey const& one) { return to_vkey(one) == to_vkey(key); });
  });
  return keys;
}

}

bool is_named(envelope::SignedDocument const& document) {
  auto const type = document.header().type;
  return type == DocumentType::notice || type == DocumentType::diffusion || type == DocumentType::envelope;
}

std::string to_text(ProofFile const& file) {
  Json const json{{"v", 1},
                  {"at", file.at},
                  {"document", Json::parse(file.document)},
                  {"receipt", file.receipt},
                  {"trust", file.lists.list},
                  {"crls", file.lists.crls}};
  return json::write(json) + "\n";
}

Result<ProofFile> parse_proof_file(std::string_view text) {
  HUECRY_TRY(Json const json, json::read(text, {}));
  HUECRY_CHECK(json::check_members(json, {"v", "at", "document", "receipt", "trust", "crls"}));
  HUECRY_TRY(std::int64_t const form, json::member_integer(json, "v"));
  if (form != 1) return Error(Errc::json_invalid, "v: this program reads form 1");
  ProofFile file;
  HUECRY_TRY(Json const* const document, json::member_object(json, "document"));
  file.document = json::write(*document);
  HUECRY_TRY(file.at, json::member_string(json, "at"));
  HUECRY_TRY(file.receipt, json::member_string(json, "receipt"));
  HUECRY_TRY(file.lists.list, json::member_string(json, "trust"));
  HUECRY_TRY(file.lists.crls, json::member_string(json, "crls"));
  return file;
}

Result<Proven> verify(ProofFile const& file, Trust const& trust, log::WitnessPolicy const& witnesses, UnixMillis now) {
  HUECRY_TRY(UnixMillis const at, received_time(file.at));
  HUECRY_CHECK(trust.check_in_force(at));
  HUECRY_TRY(auto keys, trust.log_keys());
  keys = believed(std::move(keys), witnesses);
  HUECRY_TRY(log::Receipt const receipt, log::parse_receipt(file.receipt));
  HUECRY_TRY(log::CheckedReceipt checked, log::check_receipt(receipt, {.logs = keys, .witnesses = &witnesses}));
  HUECRY_CHECK(check_at(at, checked.leaf.received, now));
  HUECRY_TRY(envelope::SignedDocument document, read_any(file.document));
  HUECRY_CHECK(check_about(checked.leaf, document));
  HUECRY_TRY(std::string signer, trust.signer_of(document, checked.leaf.received, at));
  HUECRY_CHECK(check_names(checked.leaf, document, signer));
  return Proven{std::move(signer), std::move(checked), std::move(document)};
}

}
