#pragma once
// Keys whose byte order is the order of what they say: numbers big-endian, fixed parts first. Pure; any thread.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/kv/kv.hpp"

namespace huecry::kv {

template <std::unsigned_integral T>
void append_be(std::string& out, T value) {
  for (std::size_t shift = sizeof(T) * 8; shift != 0;) {
    shift -= 8;
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> shift)));
  }
}

/// REQUIRES at least sizeof(T) bytes in `bytes`.
template <std::unsigned_integral T>
[[nodiscard]] T read_be(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return static_cast<T>(value);
}

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
