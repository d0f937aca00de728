#include <openssl/x509v3.h>

#include "certs/identity/detail/rule.hpp"
#include "certs/identity/extensions.hpp"
#include "certs/identity/host_name.hpp"

namespace huecry::certs::detail {
namespace {

using AuthorityKeyId = crypto::Owned<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;

std::string_view ca_bit(Certificate const& certificate, Profile) {
  auto const constraints = extension<crypto::BasicConstraints>(certificate, NID_basic_constraints);
  return constraints != nullptr && constraints->ca != 0 ? "" : "is missing in a CA";
}

std::string_view key_usage(Certificate const& certificate, Profile) {
  if (!has_extension(certificate, NID_key_usage)) return "it must be there";
  return (X509_get_key_usage(certificate.native()) & KU_KEY_CERT_SIGN) != 0 ? "" : "lacks keyCertSign";
}

int size_of(STACK_OF(GENERAL_SUBTREE) const* subtrees) {
  return subtrees == nullptr ? 0 : sk_GENERAL_SUBTREE_num(subtrees);
}

bool dns_well_formed(STACK_OF(GENERAL_SUBTREE) const* subtrees) {
  for (int i = 0; i < size_of(subtrees); ++i) {
    GENERAL_NAME const* base = sk_GENERAL_SUBTREE_value(subtrees, i)->base;
    // RFC 5280 §4.2.1.10: a DNS constraint is a host name; the leading period is another reader's habit.
    if (base->type == GEN_DNS && !is_host_name(text_of(base->d.dNSName))) return false;
  }
  return true;
}

std::string_view name_constraints_critical(Certificate const& certificate, Profile) {
  if (!has_extension(certificate, NID_name_constraints)) return "";
  return is_critical(certificate, NID_name_constraints) ? "" : "a reader may ignore them";
}

std::string_view name_constraints_syntax(Certificate const& certificate, Profile) {
  if (!has_extension(certificate, NID_name_constraints)) return "";
  auto const found = extension<crypto::NameConstraints>(certificate, NID_name_constraints);
  if (found == nullptr) return "cannot be read";
  if (size_of(found->permittedSubtrees) + size_of(found->excludedSubtrees) == 0) return "are empty";
  bool const sound = dns_well_formed(found->permittedSubtrees) && dns_well_formed(found->excludedSubtrees);
  return sound ? "" : "hold a DNS name that is no host name";
}

std::string_view policy_constraints(Certificate const& certificate, Profile) {
  if (!has_extension(certificate, NID_policy_constraints)) return "";
  return is_critical(certificate, NID_policy_constraints) ? "" : "are not critical";
}

// A self-issued root needs no authority key identifier; one that it has must point at itself, by key identifier alone.
// A root that another one signed as well must say which (RFC 5280 §4.2.1.1).
std::string_view root_identifier(Certificate const& certificate, Profile profile) {
  if (profile != Profile::root_ca) return "";
  bool const self_issued = (X509_get_extension_flags(certificate.native()) & EXFLAG_SI) != 0;
  if (!has_extension(certificate, NID_authority_key_identifier)) return self_issued ? "" : "authority's is missing";
  auto const authority = extension<AuthorityKeyId>(certificate, NID_authority_key_identifier);
  if (authority == nullptr || authority->keyid == nullptr) return "has no key identifier";
  if (authority->issuer != nullptr || authority->serial != nullptr) return "names issuer or serial";
  ASN1_OCTET_STRING const* own = X509_get0_subject_key_id(certificate.native());
  return !self_issued || ASN1_OCTET_STRING_cmp(authority->keyid, own) == 0 ? "" : "is not the root's own";
}

constexpr Rule k_rules[] = {{"ca-bit", ca_bit},
                            {"key-usage", key_usage},
                            {"name-constraints-critical", name_constraints_critical},
                            {"name-constraints-syntax", name_constraints_syntax},
                            {"policy-constraints", policy_constraints},
                            {"root-identifier", root_identifier}};

}

std::span<Rule const> ca_rules() noexcept { return k_rules; }

}
