#include "certs/trust/detail/registry.hpp"

#include "certs/trust/detail/list_rules.hpp"

namespace huecry::certs::detail {
namespace {

std::string index_key(CountryCode country, std::string_view organisation) {
  return std::string(country.text()) + "/" + std::string(organisation);
}

Party hub_party(HubRow const& hub) {
  // XP is in the table of countries: the code of the secretariat, and of the hub.
  return {*CountryCode::parse(k_hub_country),
          std::string(k_hub_organisation),
          Role::hub,
          "hub",
          hub.name,
          Region::none,
          false};
}

// Entities hang below their bureau: its suspension is theirs.
bool bureau_suspended(BureauRow const& bureau) {
  if (bureau.suspended) return true;
  for (PartyRow const& party : bureau.parties) {
    if (party.role == Role::bureau && party.suspended) return true;
  }
  return false;
}

}

Result<std::shared_ptr<Registry const>> Registry::make(SignedTrustList list) {
  std::shared_ptr<Registry> registry(new Registry(std::move(list)));
  TrustList const& source = registry->source_.list;
  for (BureauRow const& bureau : source.bureaus) HUECRY_CHECK(registry->add(bureau));
  HUECRY_CHECK(registry->add_certificates(source.hub.certificates, hub_party(source.hub)));
  registry->add_tls_names(source.hub.tls_subjects, k_hub);
  return std::shared_ptr<Registry const>(std::move(registry));
}

Result<> Registry::add(BureauRow const& bureau) {
  bool const suspended = bureau_suspended(bureau);
  for (PartyRow const& row : bureau.parties) {
    Party const party{bureau.country, row.organisation,          row.role, row.kind, row.name,
                      row.region,     suspended || row.suspended};
    HUECRY_CHECK(add_certificates(row.certificates, party));
    add_tls_names(row.tls_subjects, parties_.size());
    party_index_.emplace(index_key(party.country, party.organisation), parties_.size());
    if (party.role == Role::bureau) members_.add(party.country);
    if (party.role == Role::bureau && party.suspended) suspended_.add(party.country);
    parties_.push_back(party);
  }
  return ok();
}

Result<> Registry::add_certificates(std::vector<CertificateRow> const& rows, Party const& party) {
  for (CertificateRow const& row : rows) {
    HUECRY_TRY(crypto::PublicKey key, row.leaf.public_key());
    keys_.insert(row.leaf.key_digest());
    SignerRow signer{party.country,  party.organisation, party.role,     row.purpose, row.algorithm,
                     std::move(key), row.leaf,           row.issuing_ca, row.revoked, party.suspended};
    signers_.emplace(row.leaf.thumbprint(), std::move(signer));
  }
  return ok();
}

void Registry::add_tls_names(std::vector<std::string> const& names, std::size_t owner) {
  for (std::string const& name : names) tls_names_.emplace(name, owner);
}

SignerRow const* Registry::signer(Digest const& x5t) const noexcept {
  auto const found = signers_.find(x5t);
  return found == signers_.end() ? nullptr : &found->second;
}

std::vector<SignerRow const*> Registry::encryption(CountryCode country) const {
  std::vector<SignerRow const*> found;
  for (auto const& [x5t, row] : signers_) {
    if (row.purpose == Purpose::encryption && row.country == country && row.role == Role::bureau) found.push_back(&row);
  }
  return found;
}

Party const* Registry::party(CountryCode country, std::string_view organisation) const noexcept {
  auto const found = party_index_.find(index_key(country, organisation));
  return found == party_index_.end() ? nullptr : &parties_[found->second];
}

bool Registry::is_tls_name(Party const* party, std::string const& name) const noexcept {
  std::size_t const owner = party == nullptr ? k_hub : static_cast<std::size_t>(party - parties_.data());
  auto const found = tls_names_.find(name);
  return found != tls_names_.end() && found->second == owner;
}

}
