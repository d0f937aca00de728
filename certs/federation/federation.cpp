#include "certs/federation/federation.hpp"

#include <algorithm>
#include <array>

#include "certs/federation/detail/bench.hpp"
#include "certs/federation/detail/parties.hpp"
#include "certs/federation/detail/readme.hpp"
#include "protocol/base/encoding.hpp"

namespace huecry::certs::federation {
namespace {

using detail::Bench;
namespace fs = std::filesystem;

Error refused(Errc code, std::string why) { return Error(code, std::move(why)); }

CountryCode secretariat() { return *CountryCode::parse("XP"); }

Result<> make_bureau(Bench& bench, CountryCode country) {
  if (country == secretariat()) return refused(Errc::parameter_invalid, "XP is the secretariat, not a country");
  HUECRY_CHECK(detail::make_country(bench, country));
  return detail::make_party(
      bench, {{country, "NCB"}, Role::bureau, "police", "NCB " + std::string(country.name()), Region::none});
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return out;
}

Result<> make_secretariat(Bench& bench) {
  HUECRY_CHECK(detail::make_country(bench, secretariat()));
  HUECRY_CHECK(detail::make_party(
      bench, {{secretariat(), "GS"}, Role::secretariat, "secretariat", "General Secretariat", Region::none}));
  HUECRY_CHECK(
      detail::make_party(bench, {{secretariat(), "LEGAL"}, Role::secretariat, "legal", "Legal review", Region::none}));
  HUECRY_CHECK(detail::make_party(
      bench,
      {{secretariat(), "CCF"}, Role::secretariat, "commission", "Commission for the Control of Files", Region::none}));
  for (Region const region : bench.options().coordinators) {
    PartyName const name{secretariat(), "RC-" + upper(to_text(region))};
    std::string const label = "Regional coordinator, " + std::string(to_text(region));
    HUECRY_CHECK(detail::make_party(bench, {name, Role::coordinator, "coordinator", label, region}));
  }
  return detail::make_party(bench, {{secretariat(), "AUDIT"}, Role::auditor, "auditor", "Auditor", Region::none});
}

// What a party has under `which`: "tls", or a purpose of its role.
Result<> check_which(PartyRow const& row, std::string_view which) {
  std::vector<Purpose> const purposes = detail::purposes_of(row.role, row.kind);
  bool const known =
      which == "tls" || std::ranges::any_of(purposes, [which](Purpose p) { return to_text(p) == which; });
  return known ? ok()
               : Result<>(refused(Errc::parameter_invalid,
                                  row.organisation + " has no certificate for " + std::string(which)));
}

Result<> mark_revoked(PartyRow& row, Certificate const& certificate) {
  for (CertificateRow& known : row.certificates) {
    if (known.leaf == certificate) known.revoked = true;
  }
  return ok();
}

Result<Changed> revoke_issuing(Bench& bench, PartyName const& party) {
  HUECRY_TRY(Certificate const issuing, bench.certificate(detail::issuing_stem(party)));
  HUECRY_TRY(Issuer const root, bench.authority(detail::root_stem(party.country)));
  HUECRY_CHECK(bench.renew_crl(detail::root_crl_path(party.country), root, bench.lifetimes().root_crl, issuing));
  return bench.finish_without_list();
}

// The old files are kept: mail that was sealed to an old key must still be opened.
Result<> set_aside(Bench& bench, fs::path const& stem) {
  HUECRY_TRY(Certificate const old, bench.certificate(stem));
  std::string const mark = hex_encode(old.thumbprint().view()).substr(0, 8);
  fs::path const aside = stem.parent_path() / "old" / (stem.filename().string() + "-" + mark);
  for (char const* suffix : {".key", ".pem"}) {
    bench.files().keep(detail::with_suffix(stem, suffix), detail::with_suffix(aside, suffix));
  }
  return ok();
}

Result<> renew_certificate(Bench& bench, PartyName const& party, PartyRow& row, std::string_view which) {
  HUECRY_CHECK(set_aside(bench, detail::party_folder(party) / which));
  std::erase_if(row.certificates, [&bench](CertificateRow const& old) { return old.leaf.not_after() <= bench.now(); });
  return detail::add_certificate(bench, row, party, which);
}

bool is_due(Certificate const& certificate, UnixSeconds now) {
  auto const life = certificate.not_after() - certificate.not_before();
  return now >= certificate.not_before() + life * 2 / 3;
}

Result<> refresh_party(Bench& bench, PartyName const& party, PartyRow& row) {
  HUECRY_TRY(Issuer const issuing, bench.authority(detail::issuing_stem(party)));
  HUECRY_CHECK(bench.renew_crl(detail::issuing_crl_path(party), issuing, bench.lifetimes().crl));
  std::vector<std::string> names = {"tls"};
  for (Purpose const purpose : detail::purposes_of(row.role, row.kind)) names.emplace_back(to_text(purpose));
  for (std::string const& which : names) {
    HUECRY_TRY(Certificate const current, bench.certificate(detail::party_folder(party) / which));
    if (is_due(current, bench.now())) HUECRY_CHECK(renew_certificate(bench, party, row, which));
  }
  return ok();
}

constexpr std::string_view k_tls = "tls", k_signing = "signing";

Result<> renew_of_hub(Bench& bench, std::string_view which) {
  HUECRY_CHECK(set_aside(bench, fs::path("hub") / which));
  if (which == k_tls) return detail::make_hub_tls(bench);
  std::erase_if(bench.list().hub.certificates,
                [&bench](CertificateRow const& old) { return old.leaf.not_after() <= bench.now(); });
  return detail::make_hub_signing(bench);
}

Result<> refresh_hub(Bench& bench) {
  HUECRY_TRY(Issuer const root, bench.authority(detail::k_hub_root_stem));
  HUECRY_TRY(Issuer const issuing, bench.authority(detail::k_hub_issuing_stem));
  HUECRY_CHECK(bench.renew_crl(detail::k_hub_root_crl, root, bench.lifetimes().root_crl));
  HUECRY_CHECK(bench.renew_crl(detail::k_hub_issuing_crl, issuing, bench.lifetimes().crl));
  for (std::string_view const which : {k_tls, k_signing}) {
    HUECRY_TRY(Certificate const current, bench.certificate(fs::path("hub") / which));
    if (is_due(current, bench.now())) HUECRY_CHECK(renew_of_hub(bench, which));
  }
  return ok();
}

}

Result<Changed> init(Workshop const& workshop, std::vector<CountryCode> const& countries) {
  HUECRY_TRY(Bench bench, Bench::create(workshop));
  bench.files().add("README.md", detail::readme());
  HUECRY_CHECK(detail::make_ceremony(bench));
  HUECRY_CHECK(detail::make_hub(bench));
  HUECRY_CHECK(make_secretariat(bench));
  for (CountryCode const country : countries) {
    if (detail::find_bureau(bench.list(), country) == nullptr || country == secretariat())
      HUECRY_CHECK(make_bureau(bench, country));
  }
  return bench.finish();
}

Result<Changed> add_country(Workshop const& workshop, CountryCode country) {
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  if (detail::find_bureau(bench.list(), country) != nullptr) {
    return refused(Errc::state_conflict, std::string(country.text()) + " is a member already");
  }
  HUECRY_CHECK(make_bureau(bench, country));
  return bench.finish();
}

Result<Changed> add_entity(Workshop const& workshop, PartyName const& party, std::string const& kind,
                           std::string const& name) {
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  if (!detail::is_party_name(party.organisation)) {
    return refused(Errc::parameter_invalid, "an organisation is written in A to Z, 0 to 9 and hyphens, at most 32");
  }
  HUECRY_CHECK(detail::need_party(bench.list(), {party.country, "NCB"}));
  if (detail::find_party(bench.list(), party) != nullptr) {
    return refused(Errc::state_conflict, detail::party_folder(party).string() + " exists already");
  }
  HUECRY_CHECK(detail::make_party(bench, {party, Role::entity, kind, name, Region::none}));
  return bench.finish();
}

Result<Changed> revoke(Workshop const& workshop, PartyName const& party, std::string_view which) {
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  HUECRY_TRY(PartyRow * row, detail::need_party(bench.list(), party));
  if (which == "ca") return revoke_issuing(bench, party);
  HUECRY_CHECK(check_which(*row, which));
  HUECRY_TRY(Certificate const leaf, bench.certificate(detail::party_folder(party) / which));
  HUECRY_TRY(Issuer const issuing, bench.authority(detail::issuing_stem(party)));
  HUECRY_CHECK(bench.renew_crl(detail::issuing_crl_path(party), issuing, bench.lifetimes().crl, leaf));
  if (which == "tls") return bench.finish_without_list();
  HUECRY_CHECK(mark_revoked(*row, leaf));
  return bench.finish();
}

Result<Changed> renew(Workshop const& workshop, PartyName const& party, std::string_view which) {
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  HUECRY_TRY(PartyRow * row, detail::need_party(bench.list(), party));
  HUECRY_CHECK(check_which(*row, which));
  HUECRY_CHECK(renew_certificate(bench, party, *row, which));
  return which == "tls" ? bench.finish_without_list() : bench.finish();
}

Result<Changed> renew_hub(Workshop const& workshop, std::string_view which) {
  if (which != k_tls && which != k_signing)
    return refused(Errc::parameter_invalid, "the hub has the certificates tls and signing");
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  HUECRY_CHECK(renew_of_hub(bench, which));
  return which == k_tls ? bench.finish_without_list() : bench.finish();
}

Result<Changed> refresh(Workshop const& workshop) {
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  HUECRY_CHECK(refresh_hub(bench));
  for (BureauRow& bureau : bench.list().bureaus) {
    HUECRY_TRY(Issuer const root, bench.authority(detail::root_stem(bureau.country)));
    HUECRY_CHECK(bench.renew_crl(detail::root_crl_path(bureau.country), root, bench.lifetimes().root_crl));
    for (PartyRow& row : bureau.parties) HUECRY_CHECK(refresh_party(bench, {bureau.country, row.organisation}, row));
  }
  return bench.finish();
}

Result<Changed> suspend_country(Workshop const& workshop, CountryCode country, bool suspended) {
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  BureauRow* bureau = detail::find_bureau(bench.list(), country);
  if (bureau == nullptr) return refused(Errc::parameter_invalid, std::string(country.text()) + " is no member");
  bureau->suspended = suspended;
  return bench.finish();
}

Result<Changed> suspend_party(Workshop const& workshop, PartyName const& party, bool suspended) {
  HUECRY_TRY(Bench bench, Bench::open(workshop));
  HUECRY_TRY(PartyRow * row, detail::need_party(bench.list(), party));
  row->suspended = suspended;
  return bench.finish();
}

Result<std::vector<fs::path>> crl_files(fs::path const& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(directory / "trust/crls", error)) {
    fs::path const name = entry.path().filename();
    if (name.extension() == ".crl" && !name.string().starts_with(".")) files.push_back(entry.path());
  }
  if (error) return Error(Errc::io, directory.string() + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

}
