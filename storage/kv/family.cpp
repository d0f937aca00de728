#include "protocol/base/assert.hpp"
#include "storage/kv/detail/family_table.hpp"

namespace huecry::kv {
namespace detail {
namespace {

// A prefix is given where every key begins with a fixed part that scans stay within (docs/storage.md).
constexpr FamilyRow k_rows[] = {
    {Family::meta, "meta", 0, Size::small, true},
    {Family::record, "record", 0, Size::large, true},
    {Family::leaf, "leaf", 0, Size::large, true},
    {Family::tile, "tile", 0, Size::large, false},  // hashes do not compress
    {Family::checkpoint, "checkpoint", 0, Size::small, true},
    {Family::identity, "identity", 0, Size::large, false},
    {Family::mailbox, "mailbox", 2, Size::large, true},  // list and member
    {Family::notice, "notice", 0, Size::large, true},
    {Family::status, "status", 13, Size::large, true},  // kind, notice, version
    {Family::index, "index", 0, Size::large, true},
    {Family::trust, "trust", 0, Size::small, true},
    {Family::policy, "policy", 0, Size::small, true},
    {Family::sublog, "sublog", 0, Size::small, false},
    {Family::time, "time", 0, Size::small, false},
    {Family::message, "message", 0, Size::large, true},
};

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < std::size(k_rows); ++i) {
    if (static_cast<std::size_t>(k_rows[i].family) != i) return false;
  }
  return std::size(k_rows) == k_families;
}
static_assert(rows_in_order(), "one row for each Family, in its order");

}

std::span<FamilyRow const> family_rows() noexcept { return k_rows; }

}

std::string_view to_text(Family family) noexcept {
  auto const index = static_cast<std::size_t>(family);
  HUECRY_ASSERT(index < k_families);
  return detail::family_rows()[index].name;
}

}
