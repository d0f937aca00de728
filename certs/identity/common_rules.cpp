#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "certs/identity/detail/rule.hpp"
#include "certs/identity/extensions.hpp"

namespace huecry::certs::detail {
namespace {

constexpr long k_version_3 = 2;         // counted from 0 (RFC 5280 §4.1.2.1)
constexpr int k_serial_bits_max = 159;  // a positive INTEGER of 20 bytes has its top bit clear (RFC 5280 §4.1.2.2)

std::string_view version(Certificate const& certificate, Profile) {
  return X509_get_version(certificate.native()) == k_version_3 ? "" : "is not version 3";
}

std::string_view serial(Certificate const& certificate, Profile) {
  crypto::BigNumber const number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate.native()), nullptr));
  if (number == nullptr || BN_is_negative(number.get()) || BN_is_zero(number.get())) return "is not positive";
  return BN_num_bits(number.get()) <= k_serial_bits_max ? "" : "is longer than 20 bytes";
}

std::string_view signature_algorithm(Certificate const& certificate, Profile) {
  constexpr std::array allowed = {
      NID_ecdsa_with_SHA256,       NID_ecdsa_with_SHA384,       NID_ecdsa_with_SHA512, NID_sha256WithRSAEncryption,
      NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption, NID_rsassaPss,         NID_ED25519};
  int const used = X509_get_signature_nid(certificate.native());
  return std::ranges::count(allowed, used) != 0 ? "" : "is not on the list";
}

std::string_view key(Certificate const& certificate, Profile) {
  return certificate.public_key() ? "" : "is not P-256, P-384, Ed25519 or RSA of 3072 or 4096 bits";
}

std::string_view duplicate_extension(Certificate const& certificate, Profile) {
  for (int i = 0; i < X509_get_ext_count(certificate.native()); ++i) {
    ASN1_OBJECT const* object = X509_EXTENSION_get_object(X509_get_ext(certificate.native(), i));
    if (X509_get_ext_by_OBJ(certificate.native(), object, i) >= 0) return "stands there twice";
  }
  return "";
}

std::string_view extension_syntax(Certificate const& certificate, Profile) {
  return (X509_get_extension_flags(certificate.native()) & EXFLAG_INVALID) == 0 ? "" : "cannot be read";
}

std::string_view critical(Certificate const& certificate, Profile) {
  return (X509_get_extension_flags(certificate.native()) & EXFLAG_CRITICAL) == 0 ? "" : "extension is unknown";
}

std::string_view key_identifiers(Certificate const& certificate, Profile profile) {
  if (X509_get0_subject_key_id(certificate.native()) == nullptr) return "subject's is missing";
  if (profile == Profile::root_ca) return "";
  return X509_get0_authority_key_id(certificate.native()) != nullptr ? "" : "authority's is missing";
}

constexpr Rule k_rules[] = {{"version", version},
                            {"serial", serial},
                            {"signature-algorithm", signature_algorithm},
                            {"key", key},
                            {"duplicate-extension", duplicate_extension},
                            {"extension-syntax", extension_syntax},
                            {"critical", critical},
                            {"key-identifier", key_identifiers}};

}

std::span<Rule const> common_rules() noexcept { return k_rules; }

}
