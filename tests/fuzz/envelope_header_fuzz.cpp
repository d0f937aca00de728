// The protected header: what is taken holds the closed set only, and reads back from our own writing.
#include "protocol/envelope/header.hpp"
#include "protocol/json/json.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  std::string_view const text = fuzz::text_of(data, size);
  auto const header = envelope::read_header(text, envelope::DocumentType::notice);
  if (!header) return 0;
  ++fuzz::accepted;
  // The same text by nlohmann's own reader: five members, or six with a chain.
  json::Json const members = json::Json::parse(text);
  fuzz::require(members.size() == (header->x5c.empty() ? 5 : 6));
  fuzz::require(members["alg"] == std::string(crypto::to_text(header->alg)) && members["iat"] == header->iat);
  auto const again = envelope::read_header(envelope::write_header(*header), envelope::DocumentType::notice);
  fuzz::require(again && again->alg == header->alg && again->iat == header->iat);
  fuzz::require(again->x5t == header->x5t && again->x5c == header->x5c);
  return 0;
}
