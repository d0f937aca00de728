#pragma once
// Who reads: a bureau, or an authorised entity below it, which has mailbox and copies of its own. Plain values; any
// thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certs/identity/identity.hpp"
#include "certs/trust/snapshot.hpp"
#include "protocol/base/result.hpp"
#include "protocol/policy/compiled_policy.hpp"
#include "storage/journal/record.hpp"

namespace huecry::exchange {

/// "IT/CUSTOMS"
[[nodiscard]] std::string to_text(journal::Entity const& entity);

struct Reader {
  CountryCode country;
  std::optional<policy::Principal> entity;  // absent: the bureau

  /// REQUIRES entity.
  [[nodiscard]] journal::Entity name() const { return {country, entity->organisation}; }
};

/// The trust list says who an entity is, its bureau's delegation what it may have: both must know it, as the same. Of
/// a suspended entity, or one below a suspended bureau, never.
[[nodiscard]] bool is_authorised(certs::TrustSnapshot const& trust, policy::Principal const& entity);

/// Of those whom delegations name, the ones whom the trust list knows as such.
[[nodiscard]] std::vector<policy::Principal> authorised_entities(certs::TrustSnapshot const& trust,
                                                                 policy::CompiledPolicy const& policy);

/// nullopt: no policy speaks of entities of this kind.
[[nodiscard]] std::optional<policy::Principal> principal_of(CountryCode country, std::string organisation,
                                                            std::string_view kind);

/// Errors: role_required for an entity of a kind that policy does not know, which may have nothing.
[[nodiscard]] Result<Reader> reader_of(certs::Identity const& identity);

}
