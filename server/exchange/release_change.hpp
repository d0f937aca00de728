#pragma once
// What must happen so that every country has of a version what a decision lets it have, no more and no less. Pure; any
// thread.

#include <array>

#include "protocol/policy/decision.hpp"
#include "storage/index/rows.hpp"

namespace huecry::exchange {

/// The edition that a country has of a version; nullptr: the whole, or nothing.
[[nodiscard]] index::Edition const* edition_of(index::Version const& version, CountryCode country) noexcept;

struct ReleaseChange {
  static constexpr std::size_t k_editions = std::size_t{1} << policy::k_blocks.size();

  std::array<CountrySet, k_editions> give;  // by blocks that are missing; [0]: the issuer's own document
  CountrySet take;                          // must give up what they hold

  [[nodiscard]] bool empty() const noexcept;
  friend bool operator==(ReleaseChange const&, ReleaseChange const&) = default;
};

/// `has`: the version as it stands; one that is new has nobody. `holders`: of this or an earlier version.
[[nodiscard]] ReleaseChange release_change(policy::Decision const& decision, index::Version const& has,
                                           CountrySet const& holders);

}
