#include "certs/federation/issue.hpp"

#include <openssl/conf.h>
#include <openssl/x509v3.h>

#include "certs/identity/asn1.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::certs::federation {
namespace {

using Config = crypto::Owned<CONF, NCONF_free>;

constexpr std::size_t k_serial_bytes = 16;

Error failed(std::string_view what) {
  std::string detail = "issue: " + std::string(what) + ": " + crypto::drain_errors();
  return Error(Errc::parameter_invalid, std::move(detail));
}

crypto::Asn1Integer integer_of(Bytes const& big_endian) {
  crypto::BigNumber const number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
  return crypto::Asn1Integer(BN_to_ASN1_INTEGER(number.get(), nullptr));
}

Bytes bytes_of(ASN1_INTEGER const* integer) {
  crypto::BigNumber const number(ASN1_INTEGER_to_BN(integer, nullptr));
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), bytes.data());
  return bytes;
}

crypto::Asn1Time time_of(UnixSeconds time) {
  return crypto::Asn1Time(ASN1_TIME_set(nullptr, time.time_since_epoch().count()));
}

// Ed25519 hashes by itself.
EVP_MD const* hash_for(crypto::Algorithm algorithm) {
  if (algorithm == crypto::Algorithm::eddsa) return nullptr;
  return algorithm == crypto::Algorithm::es384 ? EVP_sha384() : EVP_sha256();
}

Result<Config> read_config(std::string const& sections) {
  Config config(NCONF_new(nullptr));
  crypto::Bio const text(BIO_new_mem_buf(sections.data(), static_cast<int>(sections.size())));
  long line = 0;
  if (!sections.empty() && NCONF_load_bio(config.get(), text.get(), &line) != 1) return failed("sections");
  return config;
}

// Exactly one of certificate and crl is what the extensions are for; subject_key_identifier = hash needs the former.
Result<crypto::X509ExtensionPtr> make_extension(Extension const& from, CONF* config, X509V3_CTX* context) {
  crypto::X509ExtensionPtr extension(X509V3_EXT_nconf(config, context, from.name.c_str(), from.value.c_str()));
  if (extension == nullptr) return failed(from.name + " = " + from.value);
  return extension;
}

Bytes serial_or_random(Bytes const& wanted, Random& random) {
  if (!wanted.empty()) return wanted;
  Bytes serial(k_serial_bytes);
  random.fill(serial);
  serial.front() = static_cast<std::uint8_t>((serial.front() & 0x7f) | 0x40);  // positive, and always 16 bytes
  return serial;
}

Result<> set_subject(X509* certificate, CertificateSpec const& spec) {
  X509_NAME* name = X509_get_subject_name(certificate);
  for (auto const& [type, value] : spec.subject) {
    auto const* text = reinterpret_cast<unsigned char const*>(value.data());
    int const size = static_cast<int>(value.size());
    if (X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8, text, size, -1, 0) != 1) return failed(type);
  }
  return ok();
}

Result<> add_extensions(X509* certificate, CertificateSpec const& spec, Issuer const& issuer) {
  HUECRY_TRY(Config config, read_config(spec.sections));
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.certificate ? issuer.certificate->native() : certificate, certificate, nullptr,
                 nullptr, 0);
  X509V3_set_nconf(&context, config.get());
  for (Extension const& from : spec.extensions) {
    HUECRY_TRY(crypto::X509ExtensionPtr extension, make_extension(from, config.get(), &context));
    if (X509_add_ext(certificate, extension.get(), -1) != 1) return failed(from.name);
  }
  return ok();
}

crypto::X509RevokedPtr revoked_entry(Revoked const& revoked) {
  crypto::X509RevokedPtr entry(X509_REVOKED_new());
  X509_REVOKED_set_serialNumber(entry.get(), integer_of(revoked.serial).get());
  X509_REVOKED_set_revocationDate(entry.get(), time_of(revoked.at).get());
  return entry;
}

Result<> add_extensions(X509_CRL* crl, CrlSpec const& spec, Issuer const& issuer) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.certificate->native(), nullptr, nullptr, crl, 0);
  HUECRY_TRY(Config config, read_config({}));
  X509V3_set_nconf(&context, config.get());
  for (Extension const& from : spec.extensions) {
    HUECRY_TRY(crypto::X509ExtensionPtr extension, make_extension(from, config.get(), &context));
    if (X509_CRL_add_ext(crl, extension.get(), -1) != 1) return failed(from.name);
  }
  return ok();
}

Result<Bytes> encoded(X509_CRL* crl) {
  unsigned char* raw = nullptr;
  int const length = i2d_X509_CRL(crl, &raw);
  crypto::OpensslBytes const owner(raw);
  if (length <= 0) return failed("CRL encoding");
  return Bytes(raw, raw + length);
}

}

Result<Certificate> issue(CertificateSpec const& spec, crypto::PublicKey const& key, Issuer const& issuer,
                          Random& random) {
  crypto::X509Ptr const certificate(X509_new());
  X509_set_version(certificate.get(), spec.version - 1);
  X509_set_serialNumber(certificate.get(), integer_of(serial_or_random(spec.serial, random)).get());
  X509_set1_notBefore(certificate.get(), time_of(spec.not_before).get());
  X509_set1_notAfter(certificate.get(), time_of(spec.not_after).get());
  X509_set_pubkey(certificate.get(), key.native());
  HUECRY_CHECK(set_subject(certificate.get(), spec));
  X509* const above = issuer.certificate ? issuer.certificate->native() : certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(above));
  HUECRY_CHECK(add_extensions(certificate.get(), spec, issuer));
  if (X509_sign(certificate.get(), issuer.key.native(), hash_for(issuer.key.algorithm())) <= 0)
    return failed("signing");
  return Certificate::from_native(certificate.get());
}

Result<Bytes> issue_crl(CrlSpec const& spec, Issuer const& issuer) {
  HUECRY_ASSERT(issuer.certificate.has_value());
  crypto::X509CrlPtr const crl(X509_CRL_new());
  X509_CRL_set_version(crl.get(), 1);
  X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate->native()));
  X509_CRL_set1_lastUpdate(crl.get(), time_of(spec.this_update).get());
  X509_CRL_set1_nextUpdate(crl.get(), time_of(spec.next_update).get());
  for (Revoked const& revoked : spec.revoked) {
    if (X509_CRL_add0_revoked(crl.get(), revoked_entry(revoked).release()) != 1) return failed("revoked entry");
  }
  HUECRY_CHECK(add_extensions(crl.get(), spec, issuer));
  crypto::Asn1Integer const number(ASN1_INTEGER_new());
  ASN1_INTEGER_set_int64(number.get(), spec.number);
  if (X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, number.get(), 0, 0) != 1) return failed("CRL number");
  X509_CRL_sort(crl.get());
  if (X509_CRL_sign(crl.get(), issuer.key.native(), hash_for(issuer.key.algorithm())) <= 0) return failed("signing");
  return encoded(crl.get());
}

Result<Revoked> revoked_of(X509_REVOKED const* entry) {
  std::optional<UnixSeconds> const at = asn1_time(X509_REVOKED_get0_revocationDate(entry));
  if (!at) return Error(Errc::crl_invalid, "CRL: an entry has no date");
  return Revoked{bytes_of(X509_REVOKED_get0_serialNumber(entry)), *at};
}

Bytes serial_of(Certificate const& certificate) { return bytes_of(X509_get0_serialNumber(certificate.native())); }

}
