#pragma once
// A small federation in memory for the tests of trust: FR (with FISHERIES below its root), DE, the secretariat, the
// hub, three ceremony keys. Built once per program; tests change copies of its list.

#include <array>
#include <map>

#include "certs/trust/trust_store.hpp"
#include "certs/trust/verify.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/envelope/general.hpp"
#include "tests/unit/certs/pki.hpp"

namespace huecry::test {

using certs::CertificateRow;
using certs::Identity;
using certs::PartyRow;
using certs::Purpose;
using certs::Role;
using certs::TrustList;
using certs::TrustSnapshot;
using certs::TrustStore;
using envelope::DocumentType;
using std::chrono::days;
using std::chrono::seconds;

inline CountryCode country(std::string_view code) { return must(CountryCode::parse(code)); }

struct Member {
  Authority authority;
  Leaf tls;
  std::map<Purpose, Leaf> leaves;
};

inline Member make_member(Authority authority, std::vector<Purpose> const& purposes) {
  Leaf tls = authority.leaf(Profile::gateway_tls, "gateway");
  Member member{std::move(authority), std::move(tls), {}};
  for (Purpose const purpose : purposes) {
    Profile const profile = purpose == Purpose::encryption ? Profile::encryption : Profile::signing;
    member.leaves.emplace(purpose, member.authority.leaf(profile, std::string(to_text(purpose))));
  }
  return member;
}

struct World {
  Member fr, fisheries, de, secretariat, hub;
  Leaf hub_tls;
  std::vector<Leaf> ceremony;
};

inline Leaf make_ceremony_key(int number) {
  Names const names{"XP", "CEREMONY", "", "ceremony " + std::to_string(number), {}, {}, {}};
  return make(Profile::signing, names, nullptr,
              [](CertificateSpec& spec) { set_extension(spec, "authorityKeyIdentifier", ""); });
}

inline World make_world() {
  std::vector<Purpose> const bureau = {Purpose::notices, Purpose::messages, Purpose::policy, Purpose::encryption};
  Authority const fr = make_authority("FR");
  Authority const fisheries{"FR", "FISHERIES", fr.root, make_issuing(fr.root, "FR", "FISHERIES")};
  Authority const hub = make_authority("XP", "HUB");
  Names names = hub.names("tls");
  names.dns = {"localhost", "hub.example"};
  Issuer const hub_ca = issuer_of(
      make(Profile::issuing_ca, {"XP", "HUB", "", "hub issuing CA", {"localhost", "hub.example"}, {}, {}}, &hub.root));
  Authority const confined{"XP", "HUB", hub.root, hub_ca};
  return {make_member(fr, bureau),
          make_member(fisheries, {Purpose::notices, Purpose::messages, Purpose::encryption}),
          make_member(make_authority("DE"), bureau),
          make_member(make_authority("XP", "GS"), {Purpose::review, Purpose::policy, Purpose::encryption}),
          Member{confined,
                 make(Profile::hub_tls, names, &confined.issuing),
                 {{Purpose::hub, confined.leaf(Profile::signing, "signing")}}},
          make(Profile::hub_tls, names, &confined.issuing),
          {make_ceremony_key(1), make_ceremony_key(2), make_ceremony_key(3)}};
}

inline World const& world() {
  static World const world = make_world();
  return world;
}

inline CertificateRow row_of(Member const& member, Purpose purpose) {
  Leaf const& leaf = member.leaves.at(purpose);
  std::optional<crypto::Algorithm> const algorithm =
      purpose == Purpose::encryption ? std::optional<crypto::Algorithm>() : leaf.key.algorithm();
  return {leaf.certificate, *member.authority.issuing.certificate, purpose, algorithm, false};
}

inline PartyRow party_of(Member const& member, Role role, std::string const& kind) {
  std::string const& organisation = member.authority.organisation;
  PartyRow party{organisation, role,         kind, organisation + " of " + member.authority.country,
                 false,        Region::none, {},   {}};
  party.tls_subjects = {"C=" + member.authority.country + ",O=" + organisation + ",OU=gateway"};
  for (auto const& [purpose, leaf] : member.leaves) party.certificates.push_back(row_of(member, purpose));
  return party;
}

inline certs::BureauRow bureau_of(Member const& member, std::vector<PartyRow> parties) {
  return {country(member.authority.country),
          member.authority.country,
          false,
          {*member.authority.root.certificate},
          {},
          std::move(parties)};
}

inline TrustList make_list() {
  World const& w = world();
  TrustList list;
  list.seq = 1;
  list.issued = k_now;
  list.next_update = k_now + days(30);
  list.bureaus.push_back(
      bureau_of(w.fr, {party_of(w.fr, Role::bureau, "police"), party_of(w.fisheries, Role::entity, "fisheries")}));
  list.bureaus.push_back(bureau_of(w.de, {party_of(w.de, Role::bureau, "police")}));
  list.bureaus.push_back(bureau_of(w.secretariat, {party_of(w.secretariat, Role::secretariat, "secretariat")}));
  list.hub = {"hub", {*w.hub.authority.root.certificate}, {}, {"C=XP,O=HUB,OU=tls"}, {row_of(w.hub, Purpose::hub)}, {}};
  return list;
}

inline std::string sign_payload(std::string const& payload, std::vector<std::size_t> const& signers,
                                UnixSeconds iat = k_now) {
  std::vector<std::string> compacts;
  for (std::size_t const i : signers) {
    Leaf const& signer = world().ceremony.at(i);
    crypto::PrivateKey key = signer.key;
    envelope::SigningRequest const request{DocumentType::trustlist, payload, signer.certificate.thumbprint(), iat, {}};
    compacts.push_back(must(envelope::sign(request, key)));
  }
  return must(envelope::to_general(compacts));
}

inline std::string sign_list(TrustList const& list, std::vector<std::size_t> const& signers = {0, 1}) {
  return sign_payload(certs::write_trust_list(list), signers);
}

inline certs::CeremonyKeys ceremony_keys() {
  std::vector<Certificate> certificates;
  for (Leaf const& leaf : world().ceremony) certificates.push_back(leaf.certificate);
  return must(certs::CeremonyKeys::pin(std::move(certificates)));
}

/// A CRL as its CA would issue it today.
inline Bytes make_crl(Issuer const& issuer, std::int64_t number = 1, std::vector<Certificate> const& revoked = {},
                      UnixSeconds from = k_now - seconds(60), seconds life = days(6)) {
  certs::federation::CrlSpec spec;
  spec.number = number;
  spec.this_update = from;
  spec.next_update = from + life;
  for (Certificate const& certificate : revoked)
    spec.revoked.push_back({certs::federation::serial_of(certificate), from});
  return must(certs::federation::issue_crl(spec, issuer));
}

inline std::vector<Issuer> all_issuers() {
  World const& w = world();
  return {w.fr.authority.root,    w.fr.authority.issuing,       w.fisheries.authority.issuing,   w.de.authority.root,
          w.de.authority.issuing, w.secretariat.authority.root, w.secretariat.authority.issuing, w.hub.authority.root,
          w.hub.authority.issuing};
}

/// A store with the list and a CRL of every CA in force.
struct Trusted {
  TrustStore store{ceremony_keys()};

  explicit Trusted(TrustList const& list = make_list()) {
    must(store.apply_list(sign_list(list), k_now));
    for (Issuer const& issuer : all_issuers()) must(store.apply_crl(make_crl(issuer), k_now));
  }
  [[nodiscard]] Result<Identity> authenticate(Leaf const& leaf, Issuer const& ca, UnixSeconds now = k_now) const {
    crypto::X509View const untrusted(sk_X509_new_null());
    sk_X509_push(untrusted.get(), ca.certificate->native());
    return store.current()->authenticate(leaf.certificate.native(), untrusted.get(), now);
  }
};

inline Identity identity_of(Member const& member, Role role) {
  return {country(member.authority.country), member.authority.organisation, role, "", Region::none, {}, {}};
}

inline std::string code_of(auto const& result) { return result ? "ok" : std::string(token_of(result.error().code)); }

}
