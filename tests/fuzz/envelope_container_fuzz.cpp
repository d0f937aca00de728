// The container: both readers agree, and what is taken has one text that reads back as the same document.
#include "protocol/envelope/detail/container.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace huecry;

constexpr envelope::DocumentType k_type = envelope::DocumentType::notice;

std::string compact_of(envelope::detail::Parts const& parts) {
  return std::string(parts.protected_text) + "." + std::string(parts.payload_text) + "." +
         std::string(parts.signature_text);
}

void check_readers_agree(std::string_view body, envelope::SignedDocument const& document) {
  auto const container = envelope::detail::read_container(body);
  fuzz::require(static_cast<bool>(container));
  fuzz::require(compact_of(envelope::detail::parts_of(*container)) == document.compact());
}

void check_reads_back(envelope::SignedDocument const& document) {
  auto const body = envelope::to_container(document.compact());
  auto const again = envelope::parse_container(body, k_type, limits::document_bytes_max);
  auto const compact = envelope::parse_compact(document.compact(), k_type);
  fuzz::require(again && again->digest() == document.digest() && again->payload() == document.payload());
  fuzz::require(compact && compact->digest() == document.digest());
}

}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body = fuzz::text_of(data, size);
  auto const document = envelope::parse_container(body, k_type, limits::document_bytes_max);
  if (!document) return 0;
  ++fuzz::accepted;
  check_readers_agree(body, *document);
  check_reads_back(*document);
  // One text for each value: what was decoded encodes to what was signed.
  std::string_view const signed_text = document->signing_input();
  fuzz::require(signed_text.substr(signed_text.find('.') + 1) == base64url_encode(as_bytes(document->payload())));
  return 0;
}
