#include "certs/trust/snapshot.hpp"

#include <openssl/x509v3.h>

#include <algorithm>

#include "certs/identity/profile.hpp"
#include "certs/trust/detail/list_rules.hpp"
#include "certs/trust/detail/state.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/message_limits.hpp"

namespace huecry::certs {
namespace {

Error refused(Errc code, std::string_view why) { return Error(code, std::string(why)); }

Result<Identity> identity_of(Party const& party, Certificate const& leaf) {
  return Identity{party.country, party.organisation, party.role,      party.kind,
                  party.region,  leaf.thumbprint(),  leaf.not_after()};
}

// The names of a TLS leaf that count, against the list: C, O and OU, and a URI if there is one.
Result<> check_names(detail::Registry const& registry, Party const* party, Certificate const& leaf) {
  if (registry.is_registered_key(leaf.key_digest())) {
    return refused(Errc::certificate_profile, "key-reuse: a registered signing or encryption key serves for TLS");
  }
  if (!registry.is_tls_name(party, leaf.subject().text())) {
    return refused(Errc::peer_unauthenticated, "not a TLS subject of the list: " + leaf.subject().text());
  }
  std::string const uri = uri_of(leaf);
  if (!uri.empty() && !registry.is_tls_name(party, uri)) {
    return refused(Errc::peer_unauthenticated, "not a URI of this party: " + uri);
  }
  return ok();
}

bool has_host(Certificate const& leaf, std::string_view host) {
  unsigned const flags = X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  return !host.empty() && X509_check_host(leaf.native(), host.data(), host.size(), flags, nullptr) == 1;
}

Profile profile_of(SignerRow const& row) {
  return row.purpose == Purpose::encryption ? Profile::encryption : Profile::signing;
}

// The codes of signing.md §2.3 step 8 for a verdict on a signer.
Result<> as_signer(Result<> verdict) {
  if (verdict || verdict.error().code == Errc::signer_revoked || verdict.error().code == Errc::crl_stale)
    return verdict;
  return Error(Errc::signer_untrusted, std::string(token_of(verdict.error().code)) + ": " + verdict.error().detail);
}

}

bool TrustSnapshot::State::denied(Certificate const& certificate) const {
  if (denied_certificates.empty() && denied_subjects.empty()) return false;
  return denied_certificates.contains(certificate.thumbprint()) ||
         denied_subjects.contains(certificate.subject().text());
}

TrustSnapshot::TrustSnapshot(std::unique_ptr<State const> state) : state_(std::move(state)) {}
TrustSnapshot::~TrustSnapshot() = default;

Result<Identity> TrustSnapshot::authenticate(X509* leaf, STACK_OF(X509) const* untrusted, UnixSeconds now) const {
  HUECRY_TRY(Identity identity, authenticate_suspended(leaf, untrusted, now));
  Party const* known = party(identity.country, identity.organisation);
  if (known == nullptr || known->suspended) return refused(Errc::peer_suspended, identity.text());
  return identity;
}

Result<Identity> TrustSnapshot::authenticate_suspended(X509* leaf, STACK_OF(X509) const* untrusted,
                                                       UnixSeconds now) const {
  HUECRY_TRY(Certificate const certificate, Certificate::from_native(leaf));
  if (state_->denied(certificate)) return refused(Errc::signer_revoked, "on the deny list");
  Subject const& subject = certificate.subject();
  auto const country = CountryCode::parse(subject.country);
  if (subject.ambiguous || !country || state_->countries[country->slot()] == nullptr) {
    return refused(Errc::certificate_chain, "no roots for the subject's country");
  }
  // This country's store alone: another country's CA is unknown there.
  HUECRY_CHECK(state_->countries[country->slot()]->check_peer(certificate, untrusted, Profile::gateway_tls, now));
  Party const* known = party(*country, subject.organisation);
  if (known == nullptr) return refused(Errc::peer_unauthenticated, "no such party: " + subject.text());
  HUECRY_CHECK(check_names(*state_->registry, known, certificate));
  return identity_of(*known, certificate);
}

Result<Identity> TrustSnapshot::authenticate_hub(X509* leaf, STACK_OF(X509) const* untrusted, std::string_view host,
                                                 UnixSeconds now) const {
  HUECRY_TRY(Certificate const certificate, Certificate::from_native(leaf));
  if (state_->hub == nullptr) return refused(Errc::certificate_chain, "no trust list is in force");
  if (state_->denied(certificate)) return refused(Errc::signer_revoked, "on the deny list");
  HUECRY_CHECK(state_->hub->check_peer(certificate, untrusted, Profile::hub_tls, now));
  HUECRY_CHECK(check_names(*state_->registry, nullptr, certificate));
  if (!has_host(certificate, host)) return refused(Errc::peer_unauthenticated, "another host's certificate");
  auto const country = CountryCode::parse(detail::k_hub_country);
  return Identity{*country,
                  std::string(detail::k_hub_organisation),
                  Role::hub,
                  "hub",
                  Region::none,
                  certificate.thumbprint(),
                  certificate.not_after()};
}

SignerRow const* TrustSnapshot::signer(Digest const& x5t) const noexcept {
  return state_->registry == nullptr ? nullptr : state_->registry->signer(x5t);
}

Result<> TrustSnapshot::State::check_listed(SignerRow const& row) const {
  if (row.revoked) return refused(Errc::signer_revoked, "revoked in the trust list");
  return denied(row.certificate) ? Result<>(refused(Errc::signer_revoked, "on the deny list")) : ok();
}

detail::TrustDomain const& TrustSnapshot::State::domain_of(SignerRow const& row) const {
  return row.role == Role::hub ? *hub : *countries[row.country.slot()];
}

Result<> TrustSnapshot::verdict(SignerRow const& row, UnixSeconds now) const {
  HUECRY_CHECK(state_->check_listed(row));
  return as_signer(state_->domain_of(row).check_registered(row.certificate, profile_of(row), now));
}

Result<> TrustSnapshot::verdict_of_past(SignerRow const& row, UnixSeconds at, UnixSeconds now) const {
  if (row.certificate.not_after() > now) return verdict(row, now);
  HUECRY_CHECK(state_->check_listed(row));
  return as_signer(state_->domain_of(row).check_past(row.certificate, profile_of(row), at, now));
}

std::vector<SignerRow const*> TrustSnapshot::encryption(CountryCode country, UnixSeconds now) const {
  if (state_->registry == nullptr) return {};
  std::vector<SignerRow const*> rows = state_->registry->encryption(country);
  std::erase_if(rows, [this, now](SignerRow const* row) {
    return row->certificate.not_after() <= now + limits::encryption_life_min || !verdict(*row, now);
  });
  std::ranges::sort(rows, std::greater(), [](SignerRow const* row) { return row->certificate.not_after(); });
  return rows;
}

}
