#pragma once
// Parties of a federation: what each role gets, where its names are, how it is found in the list.

#include <string>
#include <string_view>
#include <vector>

#include "certs/federation/detail/bench.hpp"

namespace huecry::certs::federation::detail {

struct PartyPlan {
  PartyName name;
  Role role{};
  std::string kind;
  std::string label;  // for people
  Region region = Region::none;
};

/// Purposes of a role's registered certificates. Each party has one for encryption: by its row in the list others know
/// the party's issuing CA, and take its CRLs.
[[nodiscard]] std::vector<Purpose> purposes_of(Role role, std::string_view kind);

/// "fr.ncb.example" of a bureau, "fisheries.fr.ncb.example" of another party.
[[nodiscard]] std::string host_of(Bench const& bench, PartyName const& party);
[[nodiscard]] Names leaf_names(Bench const& bench, PartyName const& party, std::string_view unit);

/// The country's root with its CRL, and an empty row of the list.
Result<> make_country(Bench& bench, CountryCode country);
/// Issuing CA and CRL, certificates, folder, row. REQUIRES: the country's root.
Result<> make_party(Bench& bench, PartyPlan const& plan);
Result<> make_hub(Bench& bench);
/// hub/tls.{pem,key}. REQUIRES: the hub's issuing CA.
Result<> make_hub_tls(Bench& bench);
/// Into the list, beside the old ones: what they signed must still verify.
Result<> make_hub_signing(Bench& bench);

/// A new certificate at the party's folder, registered unless it is for TLS ("tls").
Result<> add_certificate(Bench& bench, PartyRow& row, PartyName const& party, std::string_view which);

/// As the trust list takes it: A to Z, 0 to 9, hyphens, at most 32.
[[nodiscard]] bool is_party_name(std::string_view organisation) noexcept;
/// nullptr when absent; lives as long as the list is not changed.
[[nodiscard]] BureauRow* find_bureau(TrustList& list, CountryCode country) noexcept;
[[nodiscard]] PartyRow* find_party(TrustList& list, PartyName const& party) noexcept;
/// The same. Errors: Errc::parameter_invalid.
Result<PartyRow*> need_party(TrustList& list, PartyName const& party);

}
