#include "server/exchange/holders.hpp"

#include "storage/index/holdings.hpp"
#include "storage/index/status.hpp"

namespace huecry::exchange {

Result<std::vector<journal::Entity>> holding_entities(kv::Reader const& state, index::Head const& head) {
  HUECRY_TRY(auto const holdings, index::holdings_of(state, head.first.position));
  std::vector<journal::Entity> entities;
  for (index::Holding const& holding : holdings)
    if (holding.held()) entities.push_back(holding.entity);
  return entities;
}

Result<CountrySet> takers(kv::Reader const& state, index::Head const& head) {
  if (!head.diffusion) return CountrySet{};
  HUECRY_TRY(auto const progress, index::progress_of(state, head));
  return head.holders & progress.taken();
}

Result<bool> has_taken(kv::Reader const& state, index::Head const& head, Reader const& reader) {
  if (!head.diffusion) return false;
  if (!reader.entity) {
    HUECRY_TRY(CountrySet const bureaus, takers(state, head));
    return bureaus.contains(reader.country);
  }
  HUECRY_TRY(auto const holding, index::holding_of(state, head.first.position, reader.name()));
  return holding && holding->taken();
}

}
