#include "server/exchange/reader.hpp"

namespace huecry::exchange {

Result<Reader> reader_of(certs::Identity const& identity) {
  if (identity.role != certs::Role::entity) return Reader{identity.country, std::nullopt};
  auto const kind = policy::index_of(policy::k_entity_kinds, identity.kind);
  if (!kind) return Error(Errc::role_required, "no policy speaks of entities of the kind " + identity.kind);
  return Reader{identity.country,
                policy::Principal{identity.country, identity.organisation, policy::EntityKind{*kind}, {}}};
}

}
