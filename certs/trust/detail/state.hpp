#pragma once
// What a snapshot holds, and how the next one is made from it.

#include <array>
#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

#include "certs/trust/detail/domain.hpp"
#include "certs/trust/detail/registry.hpp"
#include "certs/trust/snapshot.hpp"

namespace huecry::certs {

struct TrustSnapshot::State {
  using Domain = std::shared_ptr<detail::TrustDomain const>;

  std::uint64_t generation = 0;
  std::shared_ptr<detail::Registry const> registry;   // null before the first list
  std::array<Domain, CountrySet::k_slots> countries;  // null for a country that the list does not hold
  Domain hub;
  std::unordered_set<Digest> denied_certificates;
  std::unordered_set<std::string> denied_subjects;
  Digest crl_set;

  [[nodiscard]] bool denied(Certificate const& certificate) const;
  /// Errors: signer_revoked, by the list or the deny list.
  [[nodiscard]] Result<> check_listed(SignerRow const& row) const;
  [[nodiscard]] detail::TrustDomain const& domain_of(SignerRow const& row) const;
  /// Calls visit(country or null for the hub, domain).
  template <class Visit>
  void for_each_domain(Visit visit) const {
    for (std::size_t slot = 0; slot < countries.size(); ++slot) {
      std::optional<CountryCode> const country = CountryCode::from_slot(static_cast<std::uint8_t>(slot));
      if (countries[slot] != nullptr) visit(country, *countries[slot]);
    }
    if (hub != nullptr) visit(std::optional<CountryCode>(), *hub);
  }
};

/// Makes the successor of a snapshot, one generation on; domains that a change does not touch are shared, caches and
/// all.
class SnapshotBuilder {
 public:
  using Snapshot = std::shared_ptr<TrustSnapshot const>;

  [[nodiscard]] static Snapshot empty();
  /// CRLs of CAs that stay in the list stay in force. Errors: Errc::trust_list_invalid.
  [[nodiscard]] static Result<Snapshot> with_list(TrustSnapshot const& before, SignedTrustList list);
  [[nodiscard]] static Snapshot with_deny(TrustSnapshot const& before, DenyList const& list);

  struct Issuer {
    std::optional<CountryCode> country;  // none: the hub
    detail::Authority const* authority = nullptr;
  };
  /// Checks the signature for each.
  [[nodiscard]] static std::vector<Issuer> issuers_of(TrustSnapshot const& snapshot, Crl const& crl);
  /// Whoever has exactly this CRL in force. Checks no signature: that was done when it was taken.
  [[nodiscard]] static std::optional<Issuer> holder_of(TrustSnapshot const& snapshot, Digest const& crl);
  /// For the issuers that issuers_of found in `before`. Errors: Errc::internal.
  [[nodiscard]] static Result<Snapshot> with_crl(TrustSnapshot const& before, std::vector<Issuer> const& issuers,
                                                 Crl const& crl);

 private:
  [[nodiscard]] static TrustSnapshot::State next(TrustSnapshot const& before);
  [[nodiscard]] static Snapshot finish(TrustSnapshot::State state);
};

}
