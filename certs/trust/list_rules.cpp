#include "certs/trust/detail/list_rules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "certs/identity/profile.hpp"
#include "certs/trust/detail/list_limits.hpp"

namespace huecry::certs::detail {
namespace {

Error invalid(std::string const& where, std::string_view what) {
  return Error(Errc::trust_list_invalid, where + ": " + std::string(what));
}

bool is_organisation_char(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

Profile profile_of(Purpose purpose) { return purpose == Purpose::encryption ? Profile::encryption : Profile::signing; }

// The secretariat's bodies stand under XP, everybody else under a country with one bureau.
bool role_fits(Role role, bool is_secretariat_code, std::string_view organisation) {
  switch (role) {
    case Role::bureau: return !is_secretariat_code && organisation == k_bureau_organisation;
    case Role::entity: return !is_secretariat_code && organisation != k_bureau_organisation;
    case Role::secretariat:
    case Role::coordinator:
    case Role::auditor: return is_secretariat_code;
    case Role::hub: return false;
  }
  return false;
}

bool is_tls_subject(std::string_view text, std::string const& prefix) {
  if (text.starts_with("spiffe://")) return true;
  return text == prefix || text.starts_with(prefix + ",OU=");
}

/// Collects what must be unique in the whole list.
class Uniqueness {
 public:
  Result<> subjects(std::vector<std::string> const& texts, std::string const& prefix, std::string const& where) {
    for (std::string const& text : texts) {
      if (!is_tls_subject(text, prefix)) return invalid(where, "tls_subject of another party: " + text);
      if (!subjects_.insert(text).second) return invalid(where, "tls_subject stands there twice: " + text);
    }
    return ok();
  }

  // A key serves one purpose of one party; a renewal of the same certificate may keep it.
  Result<> certificates(std::vector<CertificateRow> const& rows, std::string const& where) {
    for (CertificateRow const& row : rows) {
      if (!thumbprints_.insert(row.leaf.thumbprint()).second) return invalid(where, "a certificate stands there twice");
      std::string const use = where + " " + std::string(to_text(row.purpose));
      auto const [entry, fresh] = keys_.emplace(row.leaf.key_digest(), use);
      if (!fresh && entry->second != use) return invalid(use, "shares its key with " + entry->second);
    }
    return ok();
  }

  Result<> anchors(std::vector<Certificate> const& anchors, std::string_view country, std::string const& where) {
    for (Certificate const& anchor : anchors) {
      if (auto fits = check_profile(anchor, Profile::root_ca); !fits)
        return invalid(where, "anchor: " + fits.error().detail);
      if (anchor.subject().ambiguous || anchor.subject().country != country)
        return invalid(where, "anchor of another country");
      auto const [entry, fresh] = keys_.emplace(anchor.key_digest(), where + " anchor");
      if (!fresh && entry->second != where + " anchor")
        return invalid(where, "anchor shares its key with " + entry->second);
    }
    return ok();
  }

 private:
  std::set<std::string> subjects_;
  std::set<Digest> thumbprints_;
  std::map<Digest, std::string> keys_;
};

Result<> check_party(PartyRow const& party, BureauRow const& bureau, Uniqueness& seen) {
  std::string const country(bureau.country.text());
  std::string const where = country + "/" + party.organisation;
  if (!is_organisation(party.organisation)) return invalid(where, "o is no organisation name");
  if (!role_fits(party.role, country == k_hub_country, party.organisation))
    return invalid(where, "role does not fit here");
  if ((party.role == Role::coordinator) != (party.region != Region::none))
    return invalid(where, "region is a coordinator's");
  if (party.certificates.empty()) return invalid(where, "has no certificate, so its CA would be unknown");
  for (CertificateRow const& row : party.certificates) {
    HUECRY_CHECK(check_row(row, country, party.organisation, party.role));
  }
  HUECRY_CHECK(seen.subjects(party.tls_subjects, "C=" + country + ",O=" + party.organisation, where));
  return seen.certificates(party.certificates, where);
}

Result<> check_bureau(BureauRow const& bureau, Uniqueness& seen) {
  std::string const country(bureau.country.text());
  HUECRY_CHECK(seen.anchors(bureau.anchors, country, country));
  std::set<std::string> names;
  bool has_bureau = false;
  for (PartyRow const& party : bureau.parties) {
    if (!names.insert(party.organisation).second)
      return invalid(country, "o stands there twice: " + party.organisation);
    has_bureau = has_bureau || party.role == Role::bureau;
    HUECRY_CHECK(check_party(party, bureau, seen));
  }
  if (!has_bureau && country != k_hub_country) return invalid(country, "has no party NCB");
  return ok();
}

Result<> check_hub(HubRow const& hub, Uniqueness& seen) {
  HUECRY_CHECK(seen.anchors(hub.anchors, k_hub_country, "hub"));
  std::string const prefix = "C=" + std::string(k_hub_country) + ",O=" + std::string(k_hub_organisation);
  HUECRY_CHECK(seen.subjects(hub.tls_subjects, prefix, "hub"));
  for (CertificateRow const& row : hub.certificates) {
    HUECRY_CHECK(check_row(row, k_hub_country, k_hub_organisation, Role::hub));
  }
  return seen.certificates(hub.certificates, "hub");
}

}

bool is_organisation(std::string_view text) noexcept {
  if (text.empty() || text.size() > k_organisation_chars_max || text.front() == '-') return false;
  return std::ranges::all_of(text, is_organisation_char);
}

bool may_hold(Role role, Purpose purpose) noexcept {
  if (purpose == Purpose::hub || role == Role::hub) return purpose == Purpose::hub && role == Role::hub;
  if (purpose == Purpose::encryption) return true;
  switch (role) {
    case Role::bureau: return purpose != Purpose::review;
    case Role::entity: return purpose == Purpose::notices || purpose == Purpose::messages;
    case Role::secretariat: return purpose == Purpose::review || purpose == Purpose::policy;
    default: return false;
  }
}

Result<> check_row(CertificateRow const& row, std::string_view country, std::string_view organisation, Role role) {
  std::string const where =
      std::string(country) + "/" + std::string(organisation) + " " + std::string(to_text(row.purpose));
  if (!may_hold(role, row.purpose)) return invalid(where, "purpose is not for this role");
  if (auto fits = check_profile(row.leaf, profile_of(row.purpose)); !fits) return invalid(where, fits.error().detail);
  if (auto fits = check_profile(row.issuing_ca, Profile::issuing_ca); !fits) {
    return invalid(where, "issuing CA: " + fits.error().detail);
  }
  Subject const& subject = row.leaf.subject();
  if (subject.ambiguous || subject.country != country || subject.organisation != organisation) {
    return invalid(where, "certificate of another party");
  }
  if (auto fits = check_constraints(row.issuing_ca, row.leaf); !fits) return invalid(where, fits.error().detail);
  HUECRY_TRY(crypto::PublicKey const key, row.leaf.public_key());
  bool const ecdh = row.purpose == Purpose::encryption;
  if (ecdh ? key.algorithm() != crypto::Algorithm::es256 : key.algorithm() != row.algorithm) {
    return invalid(where, "alg does not fit the key");
  }
  return ok();
}

Result<> check_list(TrustList const& list) {
  if (list.seq < 1) return invalid("seq", "starts at 1");
  if (list.next_update <= list.issued) return invalid("next_update", "is not after issued");
  Uniqueness seen;
  std::set<CountryCode> countries;
  for (BureauRow const& bureau : list.bureaus) {
    if (!countries.insert(bureau.country).second)
      return invalid(std::string(bureau.country.text()), "stands there twice");
    HUECRY_CHECK(check_bureau(bureau, seen));
  }
  return check_hub(list.hub, seen);
}

}
