#include "server/exchange/release_change.hpp"

#include <algorithm>

namespace huecry::exchange {
namespace {

/// Whom the decision lets have exactly this edition.
CountrySet wanted(policy::Decision const& decision, std::size_t missing) {
  CountrySet countries = decision.allowed;
  for (std::size_t block = 0; block < decision.redacted.size(); ++block)
    countries = policy::has_bit(static_cast<unsigned>(missing), block) ? countries & decision.redacted[block]
                                                                       : countries - decision.redacted[block];
  return countries;
}

CountrySet having(index::Version const& version, std::size_t missing) {
  CountrySet of_this, of_any;
  for (index::Edition const& edition : version.editions) {
    of_any = of_any | edition.to;
    if (edition.missing == missing) of_this = of_this | edition.to;
  }
  return missing == 0 ? version.released - of_any : of_this;
}

/// nullptr: none. REQUIRES the order of entities.
template <class Item>
Item const* find(std::vector<Item> const& items, journal::Entity const& entity, journal::Entity Item::* name) {
  auto const found = std::ranges::lower_bound(items, entity, {}, name);
  return found != items.end() && (*found).*name == entity ? &*found : nullptr;
}

}

index::Edition const* edition_of(index::Version const& version, CountryCode country) noexcept {
  auto const found = std::ranges::find_if(
      version.editions, [country](index::Edition const& edition) { return edition.to.contains(country); });
  return found == version.editions.end() ? nullptr : &*found;
}

CountrySet served(policy::Decision const& decision, index::Version const& has) noexcept {
  CountrySet countries;
  for (std::size_t missing = 0; missing < ReleaseChange::k_editions; ++missing)
    countries = countries | (wanted(decision, missing) & having(has, missing));
  return countries;
}

bool may_have(policy::EntityDecision const& decision) noexcept {
  return decision.verdict == policy::Verdict::allow || decision.verdict == policy::Verdict::redacted;
}

bool ReleaseChange::empty() const noexcept {
  return take.empty() && std::ranges::all_of(give, [](Recipients const& to) { return to.empty(); });
}

ReleaseChange release_change(policy::Decision const& decision, index::Version const& has, CountrySet const& holders) {
  ReleaseChange change;
  for (std::size_t missing = 0; missing < change.give.size(); ++missing)
    change.give[missing].bureaus = wanted(decision, missing) - having(has, missing);
  change.take.bureaus = holders - decision.allowed;
  return change;
}

void keep_to_holders(ReleaseChange& change, CountrySet const& holders, std::vector<index::Holding> const& holdings) {
  auto const is_new = [&holdings](journal::Entity const& entity) {
    auto const* const holding = find(holdings, entity, &index::Holding::entity);
    return holding == nullptr || !holding->held();
  };
  for (Recipients& to : change.give) {
    to.bureaus = to.bureaus & holders;
    std::erase_if(to.entities, is_new);
  }
}

void add_entities(ReleaseChange& change, std::vector<EntityRight> const& rights, std::uint32_t ver,
                  std::vector<index::Holding> const& holdings) {
  for (EntityRight const& right : rights) {
    auto const* const holding = find(holdings, right.entity, &index::Holding::entity);
    bool const has = holding != nullptr && holding->held();
    if (!may_have(right.decision)) continue;
    policy::Bits const missing = right.decision.redactions;
    if (!has || holding->ver != ver || holding->missing != missing)
      change.give[missing].entities.push_back(right.entity);
  }
  for (index::Holding const& holding : holdings) {
    auto const* const right = find(rights, holding.entity, &EntityRight::entity);
    if (holding.held() && (right == nullptr || !may_have(right->decision)))
      change.take.entities.push_back(holding.entity);
  }
}

}
