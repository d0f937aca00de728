// Several signers: entries in one order, each a document of its own that goes back into one body.
#include "protocol/envelope/general.hpp"

#include "protocol/base/limits.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  constexpr envelope::DocumentType type = envelope::DocumentType::trustlist;
  auto const document = envelope::parse_general(fuzz::text_of(data, size), type, limits::trust_list_bytes_max);
  if (!document) return 0;
  ++fuzz::accepted;
  std::vector<std::string> compacts;
  for (envelope::SignedDocument const& entry : document->entries()) {
    fuzz::require(entry.payload() == document->payload());
    compacts.push_back(entry.compact());
  }
  auto const body = envelope::to_general(compacts);
  fuzz::require(static_cast<bool>(body));
  auto const again = envelope::parse_general(*body, type, limits::trust_list_bytes_max);
  fuzz::require(again && again->digest() == document->digest());
  return 0;
}
