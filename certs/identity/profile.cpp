#include "certs/identity/profile.hpp"

#include <openssl/x509v3.h>

#include <array>
#include <chrono>

#include "certs/identity/detail/rule.hpp"
#include "certs/identity/extensions.hpp"

namespace huecry::certs {
namespace {

using std::chrono::days;

struct House {
  std::string_view name;
  std::array<std::uint32_t, 2> key_usages;  // one of these, exactly
  days life_max;
};

constexpr std::uint32_t k_sign = KU_DIGITAL_SIGNATURE;
constexpr std::uint32_t k_ca = KU_KEY_CERT_SIGN | KU_CRL_SIGN;

House const& house_of(Profile profile) {
  static constexpr std::array<House, 7> houses = {{{"gateway-tls", {k_sign, k_sign}, days(30)},
                                                   {"hub-tls", {k_sign, k_sign}, days(90)},
                                                   {"signing", {k_sign, k_sign | KU_NON_REPUDIATION}, days(731)},
                                                   {"encryption", {KU_KEY_AGREEMENT, KU_KEY_AGREEMENT}, days(90)},
                                                   {"time-stamp", {k_sign, k_sign}, days(1096)},
                                                   {"issuing-ca", {k_ca, k_ca}, days(3653)},
                                                   {"root-ca", {k_ca, k_ca}, days(10958)}}};
  return houses[static_cast<std::size_t>(profile)];
}

std::string_view key_usage_critical(Certificate const& certificate, Profile) {
  return is_critical(certificate, NID_key_usage) ? "" : "must be critical";
}

std::string_view key_usage_exact(Certificate const& certificate, Profile profile) {
  std::uint32_t const usage = X509_get_key_usage(certificate.native());
  House const& house = house_of(profile);
  return usage == house.key_usages[0] || usage == house.key_usages[1] ? "" : "is not exactly the profile's";
}

std::string_view eku_ca(Certificate const& certificate, Profile profile) {
  return is_ca(profile) && has_extension(certificate, NID_ext_key_usage) ? "a CA has none" : "";
}

std::string_view eku_critical(Certificate const& certificate, Profile profile) {
  if (profile != Profile::time_stamp) return "";
  return is_critical(certificate, NID_ext_key_usage) ? "" : "must be critical (RFC 3161 §2.3)";
}

std::string_view san(Certificate const& certificate, Profile profile) {
  bool const tls = profile == Profile::gateway_tls || profile == Profile::hub_tls;
  return !tls && has_extension(certificate, NID_subject_alt_name) ? "has no place here" : "";
}

std::string_view constraints_missing(Certificate const& certificate, Profile profile) {
  if (profile != Profile::issuing_ca) return "";
  return has_extension(certificate, NID_name_constraints) ? "" : "an issuing CA must have them";
}

std::string_view self_signed(Certificate const& certificate, Profile profile) {
  if (profile != Profile::root_ca) return "";
  return (X509_get_extension_flags(certificate.native()) & EXFLAG_SS) != 0 ? "" : "the root is issued by another";
}

std::string_view life(Certificate const& certificate, Profile profile) {
  return certificate.not_after() - certificate.not_before() <= house_of(profile).life_max
             ? ""
             : "is longer than the profile's";
}

constexpr detail::Rule k_house[] = {{"key-usage-critical", key_usage_critical},
                                    {"key-usage", key_usage_exact},
                                    {"eku-ca", eku_ca},
                                    {"eku-critical", eku_critical},
                                    {"san", san},
                                    {"name-constraints-missing", constraints_missing},
                                    {"self-signed", self_signed},
                                    {"life", life}};

// Whether this attribute of a permitted directory name is there and is the subject's.
bool covers(X509_NAME const* permitted, X509_NAME const* subject, int nid) {
  int const wanted = X509_NAME_get_index_by_NID(subject, nid, -1);
  int const given = X509_NAME_get_index_by_NID(permitted, nid, -1);
  if (wanted < 0 || given < 0) return false;
  return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(permitted, given))) ==
         text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, wanted)));
}

struct Permitted {
  int names = 0;    // directory names that are the leaf's own
  int foreign = 0;  // directory names of others
  int uris = 0;
};

Permitted permitted_by(Certificate const& issuing_ca, Certificate const& leaf) {
  Permitted count;
  auto const found = extension<crypto::NameConstraints>(issuing_ca, NID_name_constraints);
  if (found == nullptr || found->permittedSubtrees == nullptr) return count;
  X509_NAME const* subject = X509_get_subject_name(leaf.native());
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(found->permittedSubtrees); ++i) {
    GENERAL_NAME const* base = sk_GENERAL_SUBTREE_value(found->permittedSubtrees, i)->base;
    if (base->type == GEN_URI) ++count.uris;
    if (base->type != GEN_DIRNAME) continue;
    X509_NAME const* name = base->d.directoryName;
    bool const own = covers(name, subject, NID_countryName) && covers(name, subject, NID_organizationName);
    ++(own ? count.names : count.foreign);
  }
  return count;
}

}

namespace detail {

Result<> check(std::span<Rule const> rules, Certificate const& certificate, Profile profile) {
  for (Rule const& rule : rules) {
    std::string_view const fault = rule.fault(certificate, profile);
    crypto::drain_errors();
    if (fault.empty()) continue;
    std::string detail = std::string(rule.name) + ": " + std::string(fault);
    return Error(Errc::certificate_profile, std::move(detail));
  }
  return ok();
}

}

std::string_view to_text(Profile profile) noexcept { return house_of(profile).name; }

Result<> check_structure(Certificate const& certificate, Profile profile) {
  HUECRY_CHECK(detail::check(detail::common_rules(), certificate, profile));
  if (is_ca(profile)) return detail::check(detail::ca_rules(), certificate, profile);
  HUECRY_CHECK(detail::check(detail::leaf_rules(), certificate, profile));
  bool const tls = profile == Profile::gateway_tls || profile == Profile::hub_tls;
  return tls ? detail::check(detail::name_rules(), certificate, profile) : ok();
}

Result<> check_profile(Certificate const& certificate, Profile profile) {
  HUECRY_CHECK(check_structure(certificate, profile));
  return detail::check(k_house, certificate, profile);
}

Result<> check_constraints(Certificate const& issuing_ca, Certificate const& leaf) {
  Permitted const permitted = permitted_by(issuing_ca, leaf);
  if (permitted.names == 0 || permitted.foreign != 0) {
    return Error(Errc::certificate_profile,
                 "constraint-name: the issuing CA is not confined to the leaf's own C and O");
  }
  if (!uri_of(leaf).empty() && permitted.uris == 0) {
    return Error(Errc::certificate_profile, "constraint-uri: the issuing CA could name any URI");
  }
  return ok();
}

std::string uri_of(Certificate const& leaf) {
  AltNames names = alt_names(leaf);
  return names.uris.empty() ? std::string() : std::move(names.uris.front());
}

}
