#include <openssl/x509v3.h>

#include <algorithm>
#include <vector>

#include "certs/identity/detail/rule.hpp"
#include "certs/identity/extensions.hpp"
#include "certs/identity/host_name.hpp"

namespace huecry::certs::detail {
namespace {

constexpr std::string_view k_server = "1.3.6.1.5.5.7.3.1";
constexpr std::string_view k_client = "1.3.6.1.5.5.7.3.2";
constexpr std::string_view k_stamp = "1.3.6.1.5.5.7.3.8";
constexpr std::string_view k_document = "1.3.6.1.5.5.7.3.36";  // RFC 9336; OpenSSL 3.0 has no name for it
constexpr std::string_view k_any = "2.5.29.37.0";

std::string oid_text(ASN1_OBJECT const* object) {
  char text[64] = {};
  OBJ_obj2txt(text, sizeof text, object, 1);
  return text;
}

std::vector<std::string> usages(Certificate const& certificate) {
  std::vector<std::string> found;
  auto const list = extension<crypto::ExtendedKeyUsage>(certificate, NID_ext_key_usage);
  for (int i = 0; list != nullptr && i < sk_ASN1_OBJECT_num(list.get()); ++i) {
    found.push_back(oid_text(sk_ASN1_OBJECT_value(list.get(), i)));
  }
  std::ranges::sort(found);
  return found;
}

// A client that also listens may serve with the same certificate; everybody else has one use.
bool fits(std::vector<std::string> const& found, Profile profile) {
  auto const is = [&found](std::initializer_list<std::string_view> wanted) {
    return std::ranges::equal(found, wanted);
  };
  switch (profile) {
    case Profile::gateway_tls: return is({k_client}) || is({k_server, k_client});
    case Profile::hub_tls: return is({k_server});
    case Profile::signing: return is({k_document});
    case Profile::time_stamp: return is({k_stamp});
    default: return false;
  }
}

// OpenSSL takes an absent CA bit for "no", which RFC 5280 allows for a leaf. Only the bit itself is refused.
std::string_view ca_bit(Certificate const& certificate, Profile) {
  auto const constraints = extension<crypto::BasicConstraints>(certificate, NID_basic_constraints);
  return constraints == nullptr || constraints->ca == 0 ? "" : "is set in a leaf";
}

std::string_view key_usage_missing(Certificate const& certificate, Profile) {
  return has_extension(certificate, NID_key_usage) ? "" : "it must be there";
}

std::string_view key_usage(Certificate const& certificate, Profile profile) {
  std::uint32_t const usage = X509_get_key_usage(certificate.native());
  if ((usage & (KU_KEY_CERT_SIGN | KU_CRL_SIGN)) != 0) return "a leaf signs no certificates";
  std::uint32_t const needed = profile == Profile::encryption ? KU_KEY_AGREEMENT : KU_DIGITAL_SIGNATURE;
  return (usage & needed) != 0 ? "" : "lacks what the profile is for";
}

std::string_view eku_missing(Certificate const& certificate, Profile profile) {
  return profile == Profile::encryption || has_extension(certificate, NID_ext_key_usage) ? ""
                                                                                         : "OpenSSL would allow any";
}

std::string_view eku_any(Certificate const& certificate, Profile) {
  return std::ranges::count(usages(certificate), k_any) == 0 ? "" : "anyExtendedKeyUsage";
}

std::string_view eku(Certificate const& certificate, Profile profile) {
  if (profile == Profile::encryption) return has_extension(certificate, NID_ext_key_usage) ? "it has none" : "";
  return fits(usages(certificate), profile) ? "" : "is not exactly the profile's";
}

std::string_view name_constraints(Certificate const& certificate, Profile) {
  return has_extension(certificate, NID_name_constraints) ? "belong in a CA" : "";
}

std::string_view san_missing(Certificate const& certificate, Profile) {
  return alt_names(certificate).dns.empty() ? "has no DNS name" : "";
}

std::string_view wildcard(Certificate const& certificate, Profile) {
  auto const has_star = [](std::string const& name) { return name.find('*') != std::string::npos; };
  return std::ranges::any_of(alt_names(certificate).dns, has_star) ? "in a DNS name" : "";
}

std::string_view dns_syntax(Certificate const& certificate, Profile) {
  return std::ranges::all_of(alt_names(certificate).dns, is_host_name) ? "" : "is no host name";
}

std::string_view uri_count(Certificate const& certificate, Profile) {
  return alt_names(certificate).uris.size() <= 1 ? "" : "more than one";
}

constexpr Rule k_leaf[] = {{"ca-bit", ca_bit},
                           {"key-usage-missing", key_usage_missing},
                           {"key-usage", key_usage},
                           {"eku-missing", eku_missing},
                           {"eku-any", eku_any},
                           {"eku", eku},
                           {"name-constraints", name_constraints}};
constexpr Rule k_names[] = {
    {"san-missing", san_missing}, {"wildcard", wildcard}, {"dns-syntax", dns_syntax}, {"uri", uri_count}};

}

std::span<Rule const> leaf_rules() noexcept { return k_leaf; }
std::span<Rule const> name_rules() noexcept { return k_names; }

}
