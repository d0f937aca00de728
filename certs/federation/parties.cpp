#include "certs/federation/detail/parties.hpp"

#include <algorithm>

namespace huecry::certs::federation::detail {
namespace {

constexpr std::string_view k_bureau = "NCB";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return out;
}

std::string label(PartyName const& party, std::string_view what) {
  return std::string(party.country.text()) + " " + party.organisation + " " + std::string(what);
}

Names authority_names(Bench const& bench, PartyName const& party) {
  std::string const host = host_of(bench, party);
  return {std::string(party.country.text()), party.organisation, "", label(party, "issuing CA"), {host}, host, {}};
}

std::string uri_name(Bench const& bench, PartyName const& party) {
  return "spiffe://" + host_of(bench, party) + "/gateway";
}

std::string tls_subject(PartyName const& party) {
  return "C=" + std::string(party.country.text()) + ",O=" + party.organisation + ",OU=gateway";
}

// Where a CRL is fetched is the hub's business; the demonstration puts the files side by side.
CrlSource crl_source(Issuer const& issuer, fs::path const& path) {
  return {issuer.certificate->thumbprint(), "file:" + path.filename().string()};
}

Result<> copy_pins(Bench& bench, fs::path const& folder) {
  HUECRY_TRY(Issuer const hub, bench.authority(k_hub_root_stem));
  bench.files().add(folder / "hub-root.pem", hub.certificate->pem());
  std::string pinned;
  for (char const* stem : {"ceremony/1", "ceremony/2", "ceremony/3"}) {
    HUECRY_TRY(Issuer const key, bench.authority(stem));
    pinned += key.certificate->pem();
  }
  bench.files().add(folder / "ceremony.pem", pinned);
  return ok();
}

}

std::vector<Purpose> purposes_of(Role role, std::string_view kind) {
  switch (role) {
    case Role::bureau: return {Purpose::notices, Purpose::messages, Purpose::policy, Purpose::encryption};
    case Role::entity: return {Purpose::notices, Purpose::messages, Purpose::encryption};
    case Role::secretariat:
      // Only the General Secretariat makes policy; its other bodies review.
      if (kind != "secretariat") return {Purpose::review, Purpose::encryption};
      return {Purpose::review, Purpose::policy, Purpose::encryption};
    case Role::hub: return {Purpose::hub};
    case Role::coordinator:
    case Role::auditor: return {Purpose::encryption};
  }
  return {};
}

std::string host_of(Bench const& bench, PartyName const& party) {
  std::string const country = lower(party.country.text()) + "." + bench.options().domain;
  return party.organisation == k_bureau ? country : lower(party.organisation) + "." + country;
}

Names leaf_names(Bench const& bench, PartyName const& party, std::string_view unit) {
  Names names{std::string(party.country.text()), party.organisation, std::string(unit), label(party, unit), {}, {}, {}};
  if (unit != "gateway") return names;
  names.dns = {"gateway." + host_of(bench, party)};
  names.uri = uri_name(bench, party);
  return names;
}

Result<> make_country(Bench& bench, CountryCode country) {
  std::string const code(country.text());
  std::string const organisation = code == "XP" ? "GS" : std::string(k_bureau);
  Names const names{code, organisation, "", code + " root CA", {}, {}, {}};
  HUECRY_TRY(Issuer const root, bench.make_authority(root_stem(country), Profile::root_ca, names, nullptr));
  HUECRY_CHECK(bench.renew_crl(root_crl_path(country), root, bench.lifetimes().root_crl));
  BureauRow row{country, std::string(country.name()), false, {*root.certificate}, {}, {}};
  row.crls.push_back(crl_source(root, root_crl_path(country)));
  bench.list().bureaus.push_back(std::move(row));
  return ok();
}

Result<> make_party(Bench& bench, PartyPlan const& plan) {
  HUECRY_TRY(Issuer const root, bench.authority(root_stem(plan.name.country)));
  HUECRY_TRY(Issuer const issuing, bench.make_authority(issuing_stem(plan.name), Profile::issuing_ca,
                                                        authority_names(bench, plan.name), &root));
  HUECRY_CHECK(bench.renew_crl(issuing_crl_path(plan.name), issuing, bench.lifetimes().crl));
  PartyRow row{plan.name.organisation, plan.role, plan.kind, plan.label, false, plan.region, {}, {}};
  row.tls_subjects = {tls_subject(plan.name), uri_name(bench, plan.name)};
  HUECRY_CHECK(add_certificate(bench, row, plan.name, "tls"));
  for (Purpose const purpose : purposes_of(plan.role, plan.kind)) {
    HUECRY_CHECK(add_certificate(bench, row, plan.name, to_text(purpose)));
  }
  HUECRY_CHECK(copy_pins(bench, party_folder(plan.name)));
  BureauRow* bureau = find_bureau(bench.list(), plan.name.country);
  bureau->crls.push_back(crl_source(issuing, issuing_crl_path(plan.name)));
  bureau->parties.push_back(std::move(row));
  return ok();
}

Result<> add_certificate(Bench& bench, PartyRow& row, PartyName const& party, std::string_view which) {
  HUECRY_TRY(Issuer const issuing, bench.authority(issuing_stem(party)));
  fs::path const stem = party_folder(party) / which;
  if (which == "tls") {
    HUECRY_CHECK(bench.make_leaf(stem, Profile::gateway_tls, leaf_names(bench, party, "gateway"), issuing));
    return ok();
  }
  std::optional<Purpose> const purpose = purpose_from_text(which);
  bool const sealing = purpose == Purpose::encryption;
  Profile const profile = sealing ? Profile::encryption : Profile::signing;
  HUECRY_TRY(Certificate leaf, bench.make_leaf(stem, profile, leaf_names(bench, party, which), issuing));
  auto const algorithm = sealing ? std::optional<crypto::Algorithm>() : crypto::Algorithm::es256;
  row.certificates.push_back({std::move(leaf), *issuing.certificate, *purpose, algorithm, false});
  return ok();
}

bool is_party_name(std::string_view organisation) noexcept {
  constexpr std::size_t chars_max = 32;
  auto const allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
  if (organisation.empty() || organisation.size() > chars_max || organisation.front() == '-') return false;
  return organisation.back() != '-' && std::ranges::all_of(organisation, allowed);
}

BureauRow* find_bureau(TrustList& list, CountryCode country) noexcept {
  auto const found = std::ranges::find(list.bureaus, country, &BureauRow::country);
  return found == list.bureaus.end() ? nullptr : &*found;
}

PartyRow* find_party(TrustList& list, PartyName const& party) noexcept {
  BureauRow* bureau = find_bureau(list, party.country);
  if (bureau == nullptr) return nullptr;
  auto const found = std::ranges::find(bureau->parties, party.organisation, &PartyRow::organisation);
  return found == bureau->parties.end() ? nullptr : &*found;
}

Result<PartyRow*> need_party(TrustList& list, PartyName const& party) {
  PartyRow* row = find_party(list, party);
  if (row != nullptr) return row;
  return Error(Errc::parameter_invalid, "no party " + party_folder(party).string() + " in this federation");
}

}
