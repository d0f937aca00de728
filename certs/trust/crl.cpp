#include "certs/trust/crl.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "certs/identity/asn1.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"

namespace huecry::certs {
namespace {

using Enumerated = crypto::Owned<ASN1_ENUMERATED, ASN1_ENUMERATED_free>;
using AuthorityKeyId = crypto::Owned<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;

constexpr long k_version_2 = 1;  // counted from 0 (RFC 5280 §5.1.2.1)
constexpr int k_number_bits_max = 63;

Error refused(std::string_view why) {
  crypto::drain_errors();
  return Error(Errc::crl_invalid, "CRL: " + std::string(why));
}

bool signature_allowed(X509_CRL const* crl) {
  constexpr std::array allowed = {
      NID_ecdsa_with_SHA256,       NID_ecdsa_with_SHA384,       NID_ecdsa_with_SHA512, NID_sha256WithRSAEncryption,
      NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption, NID_rsassaPss,         NID_ED25519};
  return std::ranges::count(allowed, X509_CRL_get_signature_nid(crl)) != 0;
}

// Delta, partial and indirect CRLs mark themselves by critical extensions, so no critical one is taken at all.
bool has_critical(X509_CRL const* crl) { return X509_CRL_get_ext_by_critical(crl, 1, -1) >= 0; }

bool entry_allowed(X509_REVOKED const* entry) {
  if (X509_REVOKED_get_ext_by_critical(entry, 1, -1) >= 0) return false;
  Enumerated const reason(
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
  return reason == nullptr || ASN1_ENUMERATED_get(reason.get()) != CRL_REASON_REMOVE_FROM_CRL;
}

bool entries_allowed(X509_CRL* crl) {
  STACK_OF(X509_REVOKED) const* entries = X509_CRL_get_REVOKED(crl);
  for (int i = 0; entries != nullptr && i < sk_X509_REVOKED_num(entries); ++i) {
    if (!entry_allowed(sk_X509_REVOKED_value(entries, i))) return false;
  }
  return true;
}

std::optional<std::int64_t> number_of(X509_CRL const* crl) {
  crypto::Asn1Integer const number(
      static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(crl, NID_crl_number, nullptr, nullptr)));
  if (number == nullptr) return std::nullopt;
  crypto::BigNumber const value(ASN1_INTEGER_to_BN(number.get(), nullptr));
  if (BN_is_negative(value.get()) || BN_num_bits(value.get()) > k_number_bits_max) return std::nullopt;
  std::int64_t result = 0;
  return ASN1_INTEGER_get_int64(&result, number.get()) == 1 ? std::optional(result) : std::nullopt;
}

std::size_t count_entries(X509_CRL* crl) {
  STACK_OF(X509_REVOKED) const* entries = X509_CRL_get_REVOKED(crl);
  return entries == nullptr ? 0 : static_cast<std::size_t>(sk_X509_REVOKED_num(entries));
}

Bytes encoded(X509_CRL* crl) {
  unsigned char* raw = nullptr;
  int const length = i2d_X509_CRL(crl, &raw);
  crypto::OpensslBytes const owner(raw);
  return length <= 0 ? Bytes() : Bytes(raw, raw + length);
}

}

struct Crl::Parsed {
  crypto::X509CrlPtr native;
  Bytes der;
  Digest digest;
  std::int64_t number = 0;
  UnixSeconds this_update;
  UnixSeconds next_update;
  std::size_t entries = 0;
};

Result<Crl> Crl::from_der(ByteView der) {
  if (der.size() > limits::crl_bytes_max) return refused("too large");
  unsigned char const* at = der.data();
  auto parsed = std::make_shared<Parsed>();
  parsed->native.reset(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
  X509_CRL* const crl = parsed->native.get();
  if (crl == nullptr || at != der.data() + der.size()) return refused("not one X.509 CRL");
  parsed->der = encoded(crl);
  if (!std::ranges::equal(parsed->der, der)) return refused("not in distinguished encoding");
  if (X509_CRL_get_version(crl) != k_version_2) return refused("is not version 2");
  if (!signature_allowed(crl)) return refused("signature algorithm is not on the list");
  if (has_critical(crl)) return refused("has a critical extension: delta, partial or indirect CRLs are not taken");
  if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) return refused("is a delta CRL");
  if (X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) >= 0) return refused("is partial");
  if (!entries_allowed(crl)) return refused("an entry has a critical extension, or takes a revocation back");
  std::optional<std::int64_t> const number = number_of(crl);
  std::optional<UnixSeconds> const from = asn1_time(X509_CRL_get0_lastUpdate(crl));
  std::optional<UnixSeconds> const until = asn1_time(X509_CRL_get0_nextUpdate(crl));
  if (!number) return refused("has no number, or a longer one than 63 bits");
  if (!from || !until || *until <= *from) return refused("has no span from thisUpdate to nextUpdate");
  parsed->digest = crypto::sha256(parsed->der);
  parsed->number = *number;
  parsed->this_update = *from;
  parsed->next_update = *until;
  parsed->entries = count_entries(crl);
  return Crl(std::move(parsed));
}

Result<> Crl::check_issuer(Certificate const& ca) const {
  if (X509_NAME_cmp(X509_CRL_get_issuer(native()), X509_get_subject_name(ca.native())) != 0) {
    return refused("issued by another name");
  }
  AuthorityKeyId const authority(
      static_cast<AUTHORITY_KEYID*>(X509_CRL_get_ext_d2i(native(), NID_authority_key_identifier, nullptr, nullptr)));
  if (authority == nullptr) return refused("has no authority key identifier");
  if (X509_check_akid(ca.native(), authority.get()) != X509_V_OK) return refused("issued by another key");
  if ((X509_get_key_usage(ca.native()) & KU_CRL_SIGN) == 0) return refused("its CA may not sign CRLs");
  if (X509_CRL_verify(native(), X509_get0_pubkey(ca.native())) != 1) return refused("signature does not hold");
  return ok();
}

Bytes const& Crl::der() const noexcept { return parsed_->der; }
Digest const& Crl::digest() const noexcept { return parsed_->digest; }
std::int64_t Crl::number() const noexcept { return parsed_->number; }
UnixSeconds Crl::this_update() const noexcept { return parsed_->this_update; }
UnixSeconds Crl::next_update() const noexcept { return parsed_->next_update; }
std::size_t Crl::entries() const noexcept { return parsed_->entries; }
X509_CRL* Crl::native() const noexcept { return parsed_->native.get(); }

}
