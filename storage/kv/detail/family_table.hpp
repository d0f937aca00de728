#pragma once
// How each family is laid out in RocksDB. The names are on disk: never rename, only append.

#include <cstddef>
#include <cstdint>
#include <span>

#include "storage/kv/kv.hpp"

namespace huecry::kv::detail {

enum class Size : std::uint8_t { small, large };

struct FamilyRow {
  Family family;
  char const* name;
  std::size_t prefix_bytes;  // 0: no common prefix
  Size size;                 // of the write buffer
  bool compress;
};

[[nodiscard]] std::span<FamilyRow const> family_rows() noexcept;

}
