// The strict reader: what it accepts, it writes and reads again as the same value.
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  Result<json::Json> const value = json::read(fuzz::text_of(data, size));
  if (!value) return 0;
  ++fuzz::accepted;
  Result<json::Json> const again = json::read(json::write(*value));
  fuzz::require(static_cast<bool>(again) && *again == *value);
  return 0;
}
