#include "server/exchange/reader.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace huecry::exchange {

std::string to_text(journal::Entity const& entity) {
  return std::string(entity.country.text()) + "/" + entity.organisation;
}

bool is_authorised(certs::TrustSnapshot const& trust, policy::Principal const& entity) {
  auto const* const party = trust.party(entity.country, entity.organisation);
  return party != nullptr && !party->suspended && party->role == certs::Role::entity &&
         party->kind == policy::k_entity_kinds[static_cast<std::size_t>(entity.kind)];
}

std::vector<policy::Principal> authorised_entities(certs::TrustSnapshot const& trust,
                                                   policy::CompiledPolicy const& policy) {
  std::vector<policy::Principal> authorised;
  std::ranges::copy_if(policy.entities(), std::back_inserter(authorised),
                       [&trust](policy::Principal const& entity) { return is_authorised(trust, entity); });
  return authorised;
}

std::optional<policy::Principal> principal_of(CountryCode country, std::string organisation, std::string_view kind) {
  auto const known = policy::index_of(policy::k_entity_kinds, kind);
  if (!known) return std::nullopt;
  return policy::Principal{country, std::move(organisation), policy::EntityKind{*known}, {}};
}

Result<Reader> reader_of(certs::Identity const& identity) {
  if (identity.role != certs::Role::entity) return Reader{identity.country, std::nullopt};
  auto principal = principal_of(identity.country, identity.organisation, identity.kind);
  if (!principal) return Error(Errc::role_required, "no policy speaks of entities of the kind " + identity.kind);
  return Reader{identity.country, std::move(principal)};
}

}
