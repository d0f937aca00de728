#pragma once
// Who speaks on a connection, or signed a document: a party of the trust list, named by country and organisation.
// Plain values; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"

namespace huecry::certs {

enum class Role : std::uint8_t { bureau, secretariat, coordinator, auditor, entity, hub };

[[nodiscard]] std::string_view to_text(Role role) noexcept;
[[nodiscard]] std::optional<Role> role_from_text(std::string_view text) noexcept;

/// What a registered certificate is for. Encryption certificates are registered too, but sign nothing.
enum class Purpose : std::uint8_t { notices, messages, policy, review, hub, encryption };

[[nodiscard]] std::string_view to_text(Purpose purpose) noexcept;
[[nodiscard]] std::optional<Purpose> purpose_from_text(std::string_view text) noexcept;

/// The result of authentication. Bound once per connection, never taken from a header.
struct Identity {
  CountryCode country;
  std::string organisation;  // "NCB" is the bureau itself
  Role role = Role::auditor;
  std::string kind;  // of an entity: "fisheries", "customs"…; "police" for a bureau
  Region region = Region::none;
  Digest certificate;     // thumbprint of the TLS leaf
  UnixSeconds not_after;  // of that leaf

  /// Whose share of what all use it takes from. The entities of a country have one together, so that they cannot use up
  /// their bureau's.
  static constexpr std::size_t k_accounts = 2 * CountrySet::k_slots;
  [[nodiscard]] std::size_t account() const noexcept {
    return country.slot() + (role == Role::entity ? CountrySet::k_slots : 0);
  }

  /// "FR/NCB": for logs and audit.
  [[nodiscard]] std::string text() const;
};

}
