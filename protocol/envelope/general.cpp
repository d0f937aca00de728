#include "protocol/envelope/general.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/envelope/detail/assemble.hpp"
#include "protocol/envelope/detail/container.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/text.hpp"

namespace huecry::envelope {
namespace {

using json::Json;

Error bad_container(std::string detail) { return Error(Errc::jws_container, std::move(detail)); }

bool is_string(Json const* value) { return value != nullptr && value->is_string(); }

std::string_view text_of(Json const* value) { return value->get_ref<std::string const&>(); }

Result<> check_entry(Json const& entry) {
  auto const known = json::check_members(entry, {"protected", "signature"});
  if (!known) return bad_container("signatures: " + known.error().detail);
  if (!is_string(json::find(entry, "protected")) || !is_string(json::find(entry, "signature"))) {
    return bad_container("signatures: protected and signature are required strings");
  }
  return ok();
}

Result<> check_container(Json const& container) {
  auto const known = json::check_members(container, {"payload", "signatures"});
  if (!known) return bad_container(known.error().detail);
  if (!is_string(json::find(container, "payload"))) return bad_container("payload: a string is required");
  Json const* const signatures = json::find(container, "signatures");
  if (signatures == nullptr || !signatures->is_array()) return bad_container("signatures: an array is required");
  if (signatures->size() < k_signers_min || signatures->size() > k_signers_max) {
    return bad_container("signatures: 2 to 4 entries");
  }
  for (Json const& entry : *signatures) HUECRY_CHECK(check_entry(entry));
  return ok();
}

Result<Json> read_general(std::string_view body) {
  json::ReadOptions options;
  options.depth_max = limits::container_depth_max;
  auto container = json::read(body, options);
  if (!container) return bad_container(container.error().detail);
  HUECRY_CHECK(check_container(*container));
  return container;
}

Result<std::vector<SignedDocument>> assemble_entries(Json const& container, DocumentType expected) {
  std::vector<SignedDocument> entries;
  for (Json const& entry : *json::find(container, "signatures")) {
    detail::Parts const parts{text_of(json::find(entry, "protected")), text_of(json::find(container, "payload")),
                              text_of(json::find(entry, "signature"))};
    HUECRY_TRY(SignedDocument document, detail::Assembler::assemble(parts, expected));
    entries.push_back(std::move(document));
  }
  return entries;
}

std::string signer_of(SignedDocument const& entry) { return to_base64url(entry.header().x5t); }

Digest digest_of(std::vector<SignedDocument> const& entries) {
  crypto::Sha256 hash;
  for (SignedDocument const& entry : entries) hash.update(entry.compact()).update(std::string_view("\n"));
  return hash.finish();
}

}

Result<GeneralDocument> parse_general(std::string_view body, DocumentType expected, std::size_t bytes_max) {
  HUECRY_CHECK(detail::check_body(body, bytes_max));
  HUECRY_TRY(Json const container, read_general(body));
  HUECRY_TRY(std::vector<SignedDocument> entries, assemble_entries(container, expected));
  std::ranges::sort(entries, {}, signer_of);
  if (std::ranges::adjacent_find(entries, {}, signer_of) != entries.end()) {
    return Error(Errc::jws_header, "x5t#S256: two entries name one certificate");
  }
  Digest const digest = digest_of(entries);
  return GeneralDocument(std::move(entries), digest);
}

Result<std::string> to_general(std::vector<std::string> const& compacts) {
  if (compacts.size() < k_signers_min || compacts.size() > k_signers_max) return bad_container("2 to 4 signers");
  auto const first = detail::split_compact(compacts.front());
  if (!first) return bad_container("a compact document has three parts");
  std::string body = R"({"payload":")";
  body.append(first->payload_text).append(R"(","signatures":[)");
  for (std::string const& compact : compacts) {
    auto const parts = detail::split_compact(compact);
    if (!parts || parts->payload_text != first->payload_text) return bad_container("the payloads differ");
    body.append(R"({"protected":")").append(parts->protected_text);
    body.append(R"(","signature":")").append(parts->signature_text).append(R"("},)");
  }
  body.back() = ']';
  return body + "}";
}

}
