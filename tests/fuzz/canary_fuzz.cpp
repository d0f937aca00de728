// Fails on purpose for one input: shows that a broken property is seen.
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  huecry::fuzz::require(huecry::fuzz::text_of(data, size) != "sing");
  return 0;
}
