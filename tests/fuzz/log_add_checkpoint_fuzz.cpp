// What anybody may send to a witness: one text for each request.
#include "protocol/log/add_checkpoint.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  std::string_view const text = fuzz::text_of(data, size);
  Result<log::AddCheckpoint> const request = log::parse_add_checkpoint(text);
  if (!request) return 0;
  ++fuzz::accepted;
  fuzz::require(log::to_text(*request) == text);
  return 0;
}
