#include "server/exchange/reader.hpp"

namespace huecry::exchange {

bool is_authorised(certs::TrustSnapshot const& trust, policy::Principal const& entity) {
  auto const* const party = trust.party(entity.country, entity.organisation);
  return party != nullptr && !party->suspended && party->role == certs::Role::entity &&
         party->kind == policy::k_entity_kinds[static_cast<std::size_t>(entity.kind)];
}

Result<Reader> reader_of(certs::Identity const& identity) {
  if (identity.role != certs::Role::entity) return Reader{identity.country, std::nullopt};
  auto const kind = policy::index_of(policy::k_entity_kinds, identity.kind);
  if (!kind) return Error(Errc::role_required, "no policy speaks of entities of the kind " + identity.kind);
  return Reader{identity.country,
                policy::Principal{identity.country, identity.organisation, policy::EntityKind{*kind}, {}}};
}

}
