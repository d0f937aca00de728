#include "server/exchange/holders.hpp"

#include "storage/index/holdings.hpp"

namespace huecry::exchange {

Result<std::vector<journal::Entity>> holding_entities(kv::Reader const& state, index::Head const& head) {
  HUECRY_TRY(auto const holdings, index::holdings_of(state, head.first.position));
  std::vector<journal::Entity> entities;
  for (index::Holding const& holding : holdings)
    if (holding.held()) entities.push_back(holding.entity);
  return entities;
}

}
