// The strict reader: it takes less than nlohmann's own, and what it takes it writes and reads again as the same value.
#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace huecry;

int depth_of(json::Json const& value) {
  if (!value.is_structured()) return 0;
  int deepest = 0;
  for (auto const& element : value) deepest = std::max(deepest, depth_of(element));
  return 1 + deepest;
}

void check(std::string_view text, json::Json const& value, json::ReadOptions options) {
  fuzz::require(json::Json::parse(text) == value);
  fuzz::require(depth_of(value) <= limits::payload_depth_max);
  Result<json::Json> const again = json::read(json::write(value), options);
  fuzz::require(static_cast<bool>(again) && *again == value);
}

}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text = fuzz::text_of(data, size);
  json::ReadOptions const fractions{.fractions = true};
  Result<json::Json> const value = json::read(text);
  Result<json::Json> const wider = json::read(text, fractions);
  if (wider) check(text, *wider, fractions);
  if (!value) return 0;
  ++fuzz::accepted;
  fuzz::require(wider && *wider == *value);
  check(text, *value, {});
  return 0;
}
