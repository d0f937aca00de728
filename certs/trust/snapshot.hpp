#pragma once
// Everything that is trusted at one moment: the signed list in force, the CRLs, the deny list. Immutable, shared as
// shared_ptr<TrustSnapshot const>; a request takes one and uses it to its end. All functions may run on any thread.
//
// One X509_STORE per country, never a union: a leaf is verified against the store of its own subject's C alone, so no
// CA can speak for another country. Verdicts are cached for the span in which they cannot change (no certificate or CRL
// of the country begins or ends in it), and with them goes the generation: a change of trust is a new snapshot.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "certs/identity/identity.hpp"
#include "certs/trust/crl.hpp"
#include "certs/trust/trust_list.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::certs {

/// A registered certificate. Pointers to it live as long as the snapshot.
struct SignerRow {
  CountryCode country;
  std::string organisation;
  Role role{};
  Purpose purpose{};
  std::optional<crypto::Algorithm> algorithm;  // none for encryption
  crypto::PublicKey key;
  Certificate certificate;
  Certificate issuing_ca;
  bool revoked = false;    // by the list itself
  bool suspended = false;  // the party, or its country
};

/// A party as others see it; entities hang below their bureau (suspended with it).
struct Party {
  CountryCode country;
  std::string organisation;
  Role role{};
  std::string kind;
  std::string name;
  Region region = Region::none;
  bool suspended = false;
};

/// A CRL in force, for metrics, archives and GET.
struct CrlStatus {
  bool hub = false;  // the hub's own CA; country is meaningless then
  CountryCode country;
  Digest issuer;            // thumbprint of the CA
  std::string issuer_name;  // "FR/NCB issuing CA": its common name
  std::string url;
  std::optional<Crl> crl;  // none: no CRL has come yet, so the country fails closed
};

/// Refused whatever a list says. Effective with the snapshot that holds it.
struct DenyList {
  std::vector<Digest> certificates;   // thumbprints, TLS or signing
  std::vector<std::string> subjects;  // "C=FR,O=NCB,OU=gateway" (Subject::text)
};

class TrustSnapshot {
 public:
  TrustSnapshot(TrustSnapshot const&) = delete;
  TrustSnapshot& operator=(TrustSnapshot const&) = delete;
  ~TrustSnapshot();

  [[nodiscard]] std::uint64_t generation() const noexcept;  // grows with each change of list, CRLs or deny list
  [[nodiscard]] std::int64_t seq() const noexcept;          // of the list; 0 when there is none yet
  [[nodiscard]] Digest const& list_digest() const noexcept;
  [[nodiscard]] std::string const& list_text() const noexcept;  // the JWS as it came
  [[nodiscard]] Digest const& crl_set_digest() const noexcept;  // SHA-256 over the CRLs' SHA-256, ascending
  /// Past its next_update a list stays in force (a quiet secretariat must not stop the police), but readiness and
  /// metrics should say so.
  [[nodiscard]] bool list_overdue(UnixSeconds now) const noexcept;

  /// A TLS client, for the verify callback of the hub: leaf as presented, untrusted = the rest of its chain (may be
  /// null). Errors: Errc::certificate_profile, certificate_chain, crl_stale (the country's CRL is absent or past
  /// nextUpdate), signer_revoked (the leaf, a CA above it, or the deny list), peer_suspended, peer_unauthenticated (no
  /// such party, or not one of its TLS subjects).
  [[nodiscard]] Result<Identity> authenticate(X509* leaf, STACK_OF(X509) const* untrusted, UnixSeconds now) const;
  /// The same, but a suspended party is identified too: for a hub that wants to answer it in words.
  [[nodiscard]] Result<Identity> authenticate_suspended(X509* leaf, STACK_OF(X509) const* untrusted,
                                                        UnixSeconds now) const;
  /// The hub, for the verify callback of a client: under the hub's roots of the list, host among the DNS names.
  /// Errors: as authenticate.
  [[nodiscard]] Result<Identity> authenticate_hub(X509* leaf, STACK_OF(X509) const* untrusted, std::string_view host,
                                                  UnixSeconds now) const;

  /// The registry of signing (and encryption) certificates; nullptr for an unknown one. No chain building.
  [[nodiscard]] SignerRow const* signer(Digest const& x5t) const noexcept;
  /// Chain, profile, revocation and deny list of a registered certificate at `now`: cached.
  /// Errors: Errc::signer_untrusted, signer_revoked, crl_stale.
  [[nodiscard]] Result<> verdict(SignerRow const& row, UnixSeconds now) const;
  /// The same of a document that was received at `at` and is read now: a certificate that has ended since was good
  /// then. One that is revoked now is refused, also where it was good then: that the document is older than the
  /// revocation only a time-stamp could prove. Errors: the same.
  [[nodiscard]] Result<> verdict_of_past(SignerRow const& row, UnixSeconds at, UnixSeconds now) const;
  /// Registered, unrevoked encryption certificates of a country's bureau that have more than 24 h of life.
  [[nodiscard]] std::vector<SignerRow const*> encryption(CountryCode country, UnixSeconds now) const;

  [[nodiscard]] CountrySet members() const noexcept;    // countries with a bureau
  [[nodiscard]] CountrySet active() const noexcept;     // members that are not suspended
  [[nodiscard]] CountrySet suspended() const noexcept;  // members that are
  [[nodiscard]] std::span<Party const> parties() const noexcept;
  [[nodiscard]] Party const* party(CountryCode country, std::string_view organisation) const noexcept;
  [[nodiscard]] HubRow const& hub() const noexcept;  // its vkeys above all
  /// Every CA that must have a CRL, and the one it has.
  [[nodiscard]] std::vector<CrlStatus> crls() const;

  struct State;  // certs/trust/detail/state.hpp

 private:
  friend class SnapshotBuilder;
  explicit TrustSnapshot(std::unique_ptr<State const> state);
  std::unique_ptr<State const> state_;
};

}
