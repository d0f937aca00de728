#pragma once
// Keys whose byte order is the order of what they say: numbers big-endian, fixed parts first. Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/codec.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::kv {

[[nodiscard]] inline std::string be64(std::uint64_t value) {
  std::string key;
  append_be(key, value);
  return key;
}

/// The first key beyond all keys that begin with `prefix`; empty (no bound) when there is none.
[[nodiscard]] std::string after_prefix(std::string_view prefix);

/// All keys that begin with `prefix`.
[[nodiscard]] Range prefix_range(std::string_view prefix, bool reverse = false);

}
