#pragma once
// A small authority for tests: a country's root and issuing CA, and leaves of any shape below them.
// Times stand around ManualClock's start.

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "certs/federation/issue.hpp"
#include "certs/federation/shape.hpp"
#include "protocol/crypto/random.hpp"
#include "tests/support/clock.hpp"

namespace huecry::test {

using certs::Certificate;
using certs::Profile;
using certs::federation::CertificateSpec;
using certs::federation::Issuer;
using certs::federation::Names;
using Change = std::function<void(CertificateSpec&)>;

inline UnixSeconds const k_now = UnixSeconds(std::chrono::seconds(1'800'000'000));
inline void unchanged(CertificateSpec&) {}

template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result, (result ? std::string() : result.error().detail));
  return *std::move(result);
}

inline void set_extension(CertificateSpec& spec, std::string const& name, std::string const& value) {
  std::erase_if(spec.extensions, [&name](auto const& extension) { return extension.name == name; });
  if (!value.empty()) spec.extensions.push_back({name, value});
}

struct Leaf {
  Certificate certificate;
  crypto::PrivateKey key;
};

inline std::chrono::seconds life_of(Profile profile) {
  using std::chrono::days;
  switch (profile) {
    case Profile::gateway_tls: return days(30);
    case Profile::hub_tls:
    case Profile::encryption: return days(90);
    case Profile::root_ca:
    case Profile::issuing_ca: return days(3650);
    default: return days(730);
  }
}

inline Leaf make(Profile profile, Names const& names, Issuer const* issuer, Change const& change = unchanged,
                 crypto::Algorithm algorithm = crypto::Algorithm::es256) {
  crypto::SystemRandom random;
  auto key = must(crypto::PrivateKey::generate(algorithm));
  CertificateSpec spec = certs::federation::shape_of(profile, names, k_now - std::chrono::days(1), life_of(profile));
  change(spec);
  Issuer const self{std::nullopt, key};
  auto certificate = must(certs::federation::issue(spec, key.public_key(), issuer == nullptr ? self : *issuer, random));
  return {std::move(certificate), std::move(key)};
}

inline std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return text;
}

/// A country's CAs. The issuing CA is confined to (country, organisation).
struct Authority {
  std::string country;
  std::string organisation;
  Issuer root;
  Issuer issuing;

  [[nodiscard]] std::string host() const { return lower(country) + ".ncb.example"; }
  [[nodiscard]] Names names(std::string const& unit) const {
    Names names{country, organisation, unit, country + " " + unit, {"gw." + host()}, {}, {}};
    return names;
  }
  [[nodiscard]] Leaf leaf(Profile profile, std::string const& unit, Change const& change = unchanged,
                          crypto::Algorithm algorithm = crypto::Algorithm::es256) const {
    return make(profile, names(unit), &issuing, change, algorithm);
  }
};

inline Issuer issuer_of(Leaf const& leaf) { return {leaf.certificate, leaf.key}; }

inline Issuer make_issuing(Issuer const& root, std::string const& country, std::string const& organisation,
                           Change const& change = unchanged) {
  std::string const host = lower(country) + ".ncb.example";
  Names const names{country, organisation, "", country + " " + organisation + " issuing CA", {host}, host, {}};
  return issuer_of(make(Profile::issuing_ca, names, &root, change));
}

inline Authority make_authority(std::string const& country, std::string const& organisation = "NCB") {
  Names const names{country, organisation, "", country + " root", {}, {}, {}};
  Issuer const root = issuer_of(make(Profile::root_ca, names, nullptr, unchanged, crypto::Algorithm::es384));
  return {country, organisation, root, make_issuing(root, country, organisation)};
}

}
