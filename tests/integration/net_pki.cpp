#include "tests/integration/net_pki.hpp"

#include <doctest/doctest.h>

#include "certs/federation/issue.hpp"

namespace huecry::test {
namespace {

using namespace certs::federation;

template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result, (result ? std::string() : result.error().detail));
  return *std::move(result);
}

certs::Certificate make_root(crypto::PrivateKey const& key, Clock const& clock, Random& random) {
  Names names;
  names.country = "XP";
  names.organisation = "TEST";
  names.label = "test root";
  auto const start = to_seconds(clock.now()) - std::chrono::hours(1);
  auto const spec = shape_of(certs::Profile::root_ca, names, start, std::chrono::days(365));
  return must(certs::federation::issue(spec, key.public_key(), Issuer{std::nullopt, key}, random));
}

}

std::string Credential::chain_pem() const {
  std::string pem;
  for (certs::Certificate const& certificate : chain) pem += certificate.pem();
  return pem;
}

net::TlsIdentity Credential::tls() const {
  net::TlsIdentity identity;
  identity.chain = chain;
  EVP_PKEY_up_ref(key.native());
  identity.key.reset(key.native());
  return identity;
}

Pki::Pki(Clock const& clock)
    : clock_(clock),
      key_(must(crypto::PrivateKey::generate(crypto::Algorithm::es256))),
      root_(make_root(key_, clock, random_)) {}

Issuer Pki::issuing_ca(Names names) {
  auto const key = must(crypto::PrivateKey::generate(crypto::Algorithm::es256));
  names.unit.clear();
  names.label += " issuing CA";
  auto const start = to_seconds(clock_.now()) - std::chrono::minutes(30);
  auto const spec = shape_of(certs::Profile::issuing_ca, names, start, std::chrono::days(300));
  return Issuer{must(certs::federation::issue(spec, key.public_key(), Issuer{root_, key_}, random_)), key};
}

Credential Pki::issue(certs::Profile profile, Names const& names, std::chrono::seconds life) {
  Issuer const issuer = issuing_ca(names);
  auto const key = must(crypto::PrivateKey::generate(crypto::Algorithm::es256));
  auto const start = to_seconds(clock_.now()) - std::chrono::minutes(5);
  auto const spec = shape_of(profile, names, start, life + std::chrono::minutes(5));
  auto leaf = must(certs::federation::issue(spec, key.public_key(), issuer, random_));
  return Credential{{std::move(leaf), *issuer.certificate}, key};
}

Credential Pki::gateway(std::string const& country, std::chrono::seconds life) {
  Names names;
  names.country = country;
  names.organisation = "NCB";
  names.unit = "gateway";
  names.label = country + " gateway";
  names.dns = {"gateway.example"};
  return issue(certs::Profile::gateway_tls, names, life);
}

Credential Pki::hub(std::chrono::seconds life) {
  Names names;
  names.country = "XP";
  names.organisation = "HUB";
  names.label = "hub";
  names.dns = {"localhost"};
  return issue(certs::Profile::hub_tls, names, life);
}

void Door::admit(Credential const& credential, certs::Role role) {
  certs::Identity identity;
  identity.country = must(CountryCode::parse(credential.leaf().subject().country));
  identity.organisation = credential.leaf().subject().organisation;
  identity.role = role;
  identity.certificate = credential.leaf().thumbprint();
  identity.not_after = credential.leaf().not_after();
  std::lock_guard const lock(mutex_);
  verdicts_[identity.certificate] = identity;
  ++generation_;
}

void Door::refuse(Credential const& credential, Errc code) {
  std::lock_guard const lock(mutex_);
  verdicts_[credential.leaf().thumbprint()] = Error(code, "refused by the test");
  ++generation_;
}

std::uint64_t Door::generation() const {
  std::lock_guard const lock(mutex_);
  return generation_;
}

Result<certs::Identity> Door::authenticate(X509* leaf, STACK_OF(X509) *, UnixSeconds now) const {
  HUECRY_TRY(certs::Certificate const certificate, certs::Certificate::from_native(leaf));
  std::lock_guard const lock(mutex_);
  auto const found = verdicts_.find(certificate.thumbprint());
  if (found == verdicts_.end()) return Error(Errc::peer_unauthenticated, "no such party");
  if (certificate.not_after() <= now) return Error(Errc::certificate_chain, "past its date");
  return found->second;
}

}
