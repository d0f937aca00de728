#pragma once
// Who reads: a bureau, or an authorised entity below it, which has mailbox and copies of its own. Plain values; any
// thread.

#include <optional>

#include "certs/identity/identity.hpp"
#include "protocol/base/result.hpp"
#include "protocol/policy/question.hpp"
#include "storage/journal/record.hpp"

namespace huecry::exchange {

struct Reader {
  CountryCode country;
  std::optional<policy::Principal> entity;  // absent: the bureau

  /// REQUIRES entity.
  [[nodiscard]] journal::Entity name() const { return {country, entity->organisation}; }
};

/// Errors: role_required for an entity of a kind that policy does not know, which may have nothing.
[[nodiscard]] Result<Reader> reader_of(certs::Identity const& identity);

}
