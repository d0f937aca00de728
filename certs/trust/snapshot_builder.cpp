#include <algorithm>

#include "certs/trust/detail/state.hpp"
#include "protocol/crypto/hash.hpp"

namespace huecry::certs {
namespace {

using Domain = TrustSnapshot::State::Domain;

Digest digest_of_crls(TrustSnapshot::State const& state) {
  std::vector<Digest> digests;
  state.for_each_domain([&digests](std::optional<CountryCode>, detail::TrustDomain const& domain) {
    for (detail::Authority const& authority : domain.authorities()) {
      if (authority.crl) digests.push_back(authority.crl->digest());
    }
  });
  std::ranges::sort(digests);
  crypto::Sha256 hash;
  for (Digest const& digest : digests) hash.update(digest.view());
  return hash.finish();
}

Result<Domain> domain_of(BureauRow const& bureau, Domain const& before) {
  std::vector<CertificateRow const*> rows;
  for (PartyRow const& party : bureau.parties) {
    for (CertificateRow const& row : party.certificates) rows.push_back(&row);
  }
  return detail::TrustDomain::make(detail::authorities_of(bureau.anchors, rows, bureau.crls, before.get()));
}

Result<Domain> domain_of(HubRow const& hub, Domain const& before) {
  std::vector<CertificateRow const*> rows;
  rows.reserve(hub.certificates.size());
  for (CertificateRow const& row : hub.certificates) rows.push_back(&row);
  return detail::TrustDomain::make(detail::authorities_of(hub.anchors, rows, hub.crls, before.get()));
}

}

TrustSnapshot::State SnapshotBuilder::next(TrustSnapshot const& before) {
  TrustSnapshot::State state = *before.state_;
  ++state.generation;
  return state;
}

SnapshotBuilder::Snapshot SnapshotBuilder::finish(TrustSnapshot::State state) {
  state.crl_set = digest_of_crls(state);
  auto owned = std::make_unique<TrustSnapshot::State const>(std::move(state));
  return Snapshot(new TrustSnapshot(std::move(owned)));
}

SnapshotBuilder::Snapshot SnapshotBuilder::empty() { return finish({}); }

Result<SnapshotBuilder::Snapshot> SnapshotBuilder::with_list(TrustSnapshot const& before, SignedTrustList list) {
  TrustSnapshot::State state = next(before);
  HUECRY_TRY(state.registry, detail::Registry::make(std::move(list)));
  TrustList const& source = state.registry->source().list;
  state.countries = {};
  for (BureauRow const& bureau : source.bureaus) {
    std::uint8_t const slot = bureau.country.slot();
    HUECRY_TRY(state.countries[slot], domain_of(bureau, before.state_->countries[slot]));
  }
  HUECRY_TRY(state.hub, domain_of(source.hub, before.state_->hub));
  return finish(std::move(state));
}

Result<SnapshotBuilder::Snapshot> SnapshotBuilder::with_crl(TrustSnapshot const& before,
                                                            std::vector<Issuer> const& issuers, Crl const& crl) {
  TrustSnapshot::State state = next(before);
  for (Issuer const& issuer : issuers) {
    Domain& domain = issuer.country ? state.countries[issuer.country->slot()] : state.hub;
    HUECRY_TRY(domain, domain->with_crl(issuer.authority->certificate, crl));
  }
  return finish(std::move(state));
}

std::optional<SnapshotBuilder::Issuer> SnapshotBuilder::holder_of(TrustSnapshot const& snapshot, Digest const& crl) {
  std::optional<Issuer> found;
  snapshot.state_->for_each_domain([&](std::optional<CountryCode> country, detail::TrustDomain const& domain) {
    for (detail::Authority const& authority : domain.authorities())
      if (authority.crl && authority.crl->digest() == crl) found = Issuer{country, &authority};
  });
  return found;
}

SnapshotBuilder::Snapshot SnapshotBuilder::with_deny(TrustSnapshot const& before, DenyList const& list) {
  TrustSnapshot::State state = next(before);
  state.denied_certificates = {list.certificates.begin(), list.certificates.end()};
  state.denied_subjects = {list.subjects.begin(), list.subjects.end()};
  return finish(std::move(state));
}

std::vector<SnapshotBuilder::Issuer> SnapshotBuilder::issuers_of(TrustSnapshot const& snapshot, Crl const& crl) {
  std::vector<Issuer> found;
  snapshot.state_->for_each_domain([&](std::optional<CountryCode> country, detail::TrustDomain const& domain) {
    for (detail::Authority const* authority : domain.issuers_of(crl)) found.push_back({country, authority});
  });
  return found;
}

}
