#pragma once
// What must happen so that every bureau and every authorised entity has of a version what policy lets it have, no more
// and no less. Pure; any thread.

#include <array>
#include <vector>

#include "protocol/policy/decision.hpp"
#include "storage/index/holdings.hpp"
#include "storage/index/rows.hpp"

namespace huecry::exchange {

/// The edition that a country has of a version; nullptr: the whole, or nothing.
[[nodiscard]] index::Edition const* edition_of(index::Version const& version, CountryCode country) noexcept;

struct Recipients {
  CountrySet bureaus;
  std::vector<journal::Entity> entities;  // in order

  [[nodiscard]] bool empty() const noexcept { return bureaus.empty() && entities.empty(); }
  friend bool operator==(Recipients const&, Recipients const&) = default;
};

/// What policy says of an entity now.
struct EntityRight {
  journal::Entity entity;
  policy::EntityDecision decision;
};

/// Who has exactly the edition of this version that the decision lets it have.
[[nodiscard]] CountrySet served(policy::Decision const& decision, index::Version const& has) noexcept;

[[nodiscard]] bool may_have(policy::EntityDecision const& decision) noexcept;

struct ReleaseChange {
  static constexpr std::size_t k_editions = std::size_t{1} << policy::k_blocks.size();

  std::array<Recipients, k_editions> give;  // by blocks that are missing; [0]: the issuer's own document
  Recipients take;                          // must give up what they hold

  [[nodiscard]] bool empty() const noexcept;
  friend bool operator==(ReleaseChange const&, ReleaseChange const&) = default;
};

/// Of bureaus. `has`: the version as it stands; one that is new has nobody. `holders`: of this or an earlier version.
[[nodiscard]] ReleaseChange release_change(policy::Decision const& decision, index::Version const& has,
                                           CountrySet const& holders);

/// While its origin is suspended a notice reaches nobody new. Whoever has it gets what it may have: the version in
/// force, and another edition.
void keep_to_holders(ReleaseChange& change, CountrySet const& holders, std::vector<index::Holding> const& holdings);

/// Adds what entities are due of a version. `rights` and `holdings` in the order of entities; who has no right in the
/// list may have nothing.
void add_entities(ReleaseChange& change, std::vector<EntityRight> const& rights, std::uint32_t ver,
                  std::vector<index::Holding> const& holdings);

}
