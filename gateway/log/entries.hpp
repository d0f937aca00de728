#pragma once
// For auditors, who may read the entries: that each is what its leaf hash says, that all are well-formed, and that
// their times do not go back. One thread at a time.

#include <array>
#include <cstdint>

#include "gateway/log/walk.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/log/leaf.hpp"

namespace huecry::follow {

class Entries {
 public:
  /// `last`: the time of the last entry that was checked before.
  explicit Entries(Fetch fetch, UnixMillis last = {}) : fetch_(std::move(fetch)), last_(last) {}

  /// Errors: those of fetch; not_verified, which names the entry.
  [[nodiscard]] Result<> check(Leaves const& leaves);

  [[nodiscard]] std::uint64_t of(log::LeafKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] std::uint64_t all() const;
  [[nodiscard]] UnixMillis last() const { return last_; }

 private:
  Result<> take(std::string_view entry, Digest const& hash, std::uint64_t index);

  Fetch fetch_;
  UnixMillis last_;
  std::array<std::uint64_t, log::k_leaf_kinds> counts_{};
};

}
