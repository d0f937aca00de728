#pragma once
// What a certificate of each kind must look like (docs/protocol.md, certificates). Run after OpenSSL's own path check,
// which takes a missing extended key usage for "any", and lets a CA, a wildcard or a negative serial pass.
// Pure; any thread. All errors: Errc::certificate_profile; detail is "<rule>: <words>", with a stable rule name such as
// "eku-missing", "ca-bit", "wildcard", "serial" (all of them: the named rows of the test).

#include <string>
#include <string_view>

#include "certs/identity/certificate.hpp"

namespace huecry::certs {

enum class Profile { gateway_tls, hub_tls, signing, encryption, time_stamp, issuing_ca, root_ca };

[[nodiscard]] std::string_view to_text(Profile profile) noexcept;
[[nodiscard]] constexpr bool is_ca(Profile profile) noexcept {
  return profile == Profile::issuing_ca || profile == Profile::root_ca;
}

/// What any public key infrastructure owes: version, serial, algorithms, usages, names, well-formed extensions.
[[nodiscard]] Result<> check_structure(Certificate const& certificate, Profile profile);

/// check_structure, and our own shape besides: critical and exact key usage, CRL signing by CAs, constraints in an
/// issuing CA, no subject alternative name where none belongs, the longest life. Names of countries and bodies are
/// check_constraints' and the registry's business.
[[nodiscard]] Result<> check_profile(Certificate const& certificate, Profile profile);

/// An issuing CA permits directory names that are all of the leaf's own (C, O), and a leaf with a URI needs a CA with a
/// URI constraint, because constraints bind per name type (RFC 5280 §4.2.1.10). Rules: "constraint-name",
/// "constraint-uri".
[[nodiscard]] Result<> check_constraints(Certificate const& issuing_ca, Certificate const& leaf);

/// The first URI of a leaf's alternative names, empty when it has none. (check_structure refuses two.)
[[nodiscard]] std::string uri_of(Certificate const& leaf);

}
