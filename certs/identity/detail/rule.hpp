#pragma once
// A rule of a certificate profile: a stable name, and a function that says in words what is wrong, or nothing.

#include <span>
#include <string_view>

#include "certs/identity/certificate.hpp"
#include "certs/identity/profile.hpp"

namespace huecry::certs::detail {

struct Rule {
  std::string_view name;
  std::string_view (*fault)(Certificate const&, Profile);  // empty: the rule is kept
};

/// The first broken rule. Errors: Errc::certificate_profile "<rule>: <words>".
[[nodiscard]] Result<> check(std::span<Rule const> rules, Certificate const& certificate, Profile profile);

[[nodiscard]] std::span<Rule const> common_rules() noexcept;  // every certificate
[[nodiscard]] std::span<Rule const> leaf_rules() noexcept;    // every leaf
[[nodiscard]] std::span<Rule const> name_rules() noexcept;    // alternative names of a TLS leaf
[[nodiscard]] std::span<Rule const> ca_rules() noexcept;      // roots and issuing CAs

}
