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

}

index::Edition const* edition_of(index::Version const& version, CountryCode country) noexcept {
  auto const found = std::ranges::find_if(
      version.editions, [country](index::Edition const& edition) { return edition.to.contains(country); });
  return found == version.editions.end() ? nullptr : &*found;
}

bool ReleaseChange::empty() const noexcept {
  return take.empty() && std::ranges::all_of(give, [](CountrySet const& to) { return to.empty(); });
}

ReleaseChange release_change(policy::Decision const& decision, index::Version const& has, CountrySet const& holders) {
  ReleaseChange change;
  for (std::size_t missing = 0; missing < change.give.size(); ++missing)
    change.give[missing] = wanted(decision, missing) - having(has, missing);
  change.take = holders - decision.allowed;
  return change;
}

}
