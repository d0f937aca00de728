// Has a planted bug that no file of its corpus shows: only a harness that damages inputs, and sees an abort, finds it.
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text = huecry::fuzz::text_of(data, size);
  ++huecry::fuzz::accepted;
  huecry::fuzz::require(!text.starts_with("sing") || text.size() == 4);
  return 0;
}
