#pragma once
// A trust domain: the roots, issuing CAs and CRLs of one country, or of the hub. Immutable but for its cache; any
// thread.

#include <map>
#include <memory>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "certs/identity/profile.hpp"
#include "certs/trust/crl.hpp"
#include "certs/trust/detail/verdict_cache.hpp"
#include "certs/trust/path.hpp"
#include "certs/trust/trust_list.hpp"

namespace huecry::certs::detail {

struct Authority {
  Certificate certificate;
  bool root = false;
  std::string url;         // where its CRL is, from the list
  std::optional<Crl> crl;  // the one in force
};

class TrustDomain {
 public:
  /// Errors: Errc::certificate_profile for an anchor.
  [[nodiscard]] static Result<std::shared_ptr<TrustDomain const>> make(std::vector<Authority> authorities);
  /// The same domain with another CRL for one authority, which issued it.
  [[nodiscard]] Result<std::shared_ptr<TrustDomain const>> with_crl(Certificate const& issuer, Crl const& crl) const;

  /// The authorities that issued this CRL (two when a CA was renewed with its key). Checks the signature.
  [[nodiscard]] std::vector<Authority const*> issuers_of(Crl const& crl) const;
  [[nodiscard]] std::vector<Authority> const& authorities() const noexcept { return authorities_; }

  /// Path, revocation, profiles and constraints of a leaf, issuing CA included. Both are cached by thumbprint, apart
  /// from each other: what a certificate may be as a peer says nothing about what it may sign. Errors:
  /// Errc::certificate_chain, certificate_profile, crl_stale, signer_revoked.
  ///
  /// A leaf that came with a chain. Only success is cached: a peer must not spoil the cache for an honest one.
  [[nodiscard]] Result<> check_peer(Certificate const& leaf, STACK_OF(X509) const* untrusted, Profile profile,
                                    UnixSeconds now) const;
  /// A leaf of the list, whose path depends on nothing but this domain.
  [[nodiscard]] Result<> check_registered(Certificate const& leaf, Profile profile, UnixSeconds now) const;
  /// The same of a leaf that may have ended: whether it was good at that time, as far as `now` knows of revocations.
  /// Not cached.
  [[nodiscard]] Result<> check_past(Certificate const& leaf, Profile profile, UnixSeconds at, UnixSeconds now) const;

 private:
  struct Judged {
    Result<> verdict;
    Span span;
  };
  TrustDomain(std::vector<Authority> authorities, PathVerifier paths);
  [[nodiscard]] Judged judge(Certificate const& leaf, STACK_OF(X509) const* untrusted, Profile profile,
                             UnixSeconds now) const;
  [[nodiscard]] Result<> check_fresh(Certificate const& authority, UnixSeconds now) const;
  [[nodiscard]] crypto::X509View helpers(STACK_OF(X509) const* untrusted) const;
  [[nodiscard]] Span span_at(UnixSeconds now, std::vector<Certificate> const& path) const;

  std::vector<Authority> authorities_;
  PathVerifier paths_;
  std::vector<UnixSeconds> changes_;  // sorted: when a certificate or CRL of the domain begins or ends
  mutable VerdictCache peers_;
  mutable VerdictCache registered_;
};

/// Roots and issuing CAs that a row of the list names, each once, with its CRL from `before` when that had one.
[[nodiscard]] std::vector<Authority> authorities_of(std::vector<Certificate> const& anchors,
                                                    std::vector<CertificateRow const*> const& rows,
                                                    std::vector<CrlSource> const& sources, TrustDomain const* before);

}
