#pragma once
// What a certificate of each kind must look like (docs/protocol.md, certificates). Run after OpenSSL's own path check,
// which takes a missing extended key usage for "any", and lets a CA, a wildcard or a negative serial pass.
// Pure; any thread.

#include <string_view>

#include "certs/identity/certificate.hpp"

namespace huecry::certs {

enum class Profile { gateway_tls, hub_tls, signing, encryption, time_stamp, issuing_ca, root_ca };

[[nodiscard]] std::string_view to_text(Profile profile) noexcept;

/// Everything that the certificate itself shows; names of countries and bodies are check_constraints' and the
/// registry's. Errors: Errc::certificate_profile; detail is "<profile>: <rule>: <words>" with a stable rule name such
/// as "eku-missing", "ca-bit", "wildcard", "serial" (all of them: profile.cpp and its test).
[[nodiscard]] Result<> check_profile(Certificate const& certificate, Profile profile);

/// An issuing CA may only name what it is for: it permits exactly the directory names that cover the leaf's (C, O), and
/// a leaf with a URI needs a CA with a URI constraint, because constraints bind per name type (RFC 5280 §4.2.1.10).
/// Errors: Errc::certificate_profile; rules "constraint-name", "constraint-uri".
[[nodiscard]] Result<> check_constraints(Certificate const& issuing_ca, Certificate const& leaf);

/// The one URI of a leaf, empty when it has none. (check_profile refuses two.)
[[nodiscard]] std::string uri_of(Certificate const& leaf);

}
