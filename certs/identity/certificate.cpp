#include "certs/identity/certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <optional>

#include "certs/identity/asn1.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"

namespace huecry::certs {
namespace {

constexpr std::size_t k_chain_certificates_max = 8;

Error refused(std::string_view why) {
  crypto::drain_errors();
  return Error(Errc::certificate_profile, "certificate: " + std::string(why));
}

bool is_clean(std::string_view text) {
  return !text.empty() &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string utf8_of(ASN1_STRING const* text) {
  unsigned char* raw = nullptr;
  int const length = ASN1_STRING_to_UTF8(&raw, text);
  crypto::OpensslBytes const owner(raw);
  return length < 0 ? std::string() : std::string(reinterpret_cast<char const*>(raw), static_cast<std::size_t>(length));
}

// Returns the attribute's only value; a second one, or one with control characters, makes the subject ambiguous.
std::string attribute(X509_NAME const* name, int nid, bool& ambiguous) {
  int const at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0) return {};
  std::string value = utf8_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (X509_NAME_get_index_by_NID(name, nid, at) >= 0 || !is_clean(value)) ambiguous = true;
  return value;
}

Subject subject_of(X509 const* certificate) {
  X509_NAME const* name = X509_get_subject_name(certificate);
  Subject subject;
  subject.country = attribute(name, NID_countryName, subject.ambiguous);
  subject.organisation = attribute(name, NID_organizationName, subject.ambiguous);
  subject.unit = attribute(name, NID_organizationalUnitName, subject.ambiguous);
  subject.common_name = attribute(name, NID_commonName, subject.ambiguous);
  return subject;
}

void append_escaped(std::string& out, std::string_view value) {
  for (char const c : value) {
    if (c == ',' || c == '=' || c == '\\') out += '\\';
    out += c;
  }
}

Bytes encoded(X509* certificate) {
  unsigned char* raw = nullptr;
  int const length = i2d_X509(certificate, &raw);
  crypto::OpensslBytes const owner(raw);
  return length <= 0 ? Bytes() : Bytes(raw, raw + length);
}

Digest key_digest_of(X509 const* certificate) {
  unsigned char* raw = nullptr;
  int const length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &raw);
  crypto::OpensslBytes const owner(raw);
  return length <= 0 ? Digest() : crypto::sha256(ByteView(raw, static_cast<std::size_t>(length)));
}

}

std::string Subject::text() const {
  std::string out = "C=";
  append_escaped(out, country);
  append_escaped(out += ",O=", organisation);
  if (!unit.empty()) append_escaped(out += ",OU=", unit);
  return out;
}

struct Certificate::Parsed {
  crypto::X509Ptr native;
  Bytes der;
  Digest thumbprint;
  Digest key_digest;
  Subject subject;
  UnixSeconds not_before;
  UnixSeconds not_after;
  Result<crypto::PublicKey> key;
};

Result<Certificate> Certificate::from_der(ByteView der) {
  if (der.size() > limits::certificate_bytes_max) return refused("too large");
  unsigned char const* at = der.data();
  crypto::X509Ptr const native(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (native == nullptr) return refused("not an X.509 certificate");
  if (at != der.data() + der.size()) return refused("bytes after its end");
  HUECRY_TRY(Certificate certificate, from_native(native.get()));
  // Another encoding of the same content would have another thumbprint when OpenSSL writes it again.
  if (!std::ranges::equal(certificate.der(), der)) return refused("not in distinguished encoding");
  return certificate;
}

Result<Certificate> Certificate::from_native(X509* native) {
  X509_up_ref(native);
  auto parsed = std::make_shared<Parsed>();
  parsed->native.reset(native);
  parsed->der = encoded(native);
  if (parsed->der.empty()) return refused("cannot be encoded");
  if (parsed->der.size() > limits::certificate_bytes_max) return refused("too large");
  X509_check_purpose(native, -1, 0);  // fills OpenSSL's cache of extensions now, so that later readers only read
  std::optional<UnixSeconds> const from = asn1_time(X509_get0_notBefore(native));
  std::optional<UnixSeconds> const until = asn1_time(X509_get0_notAfter(native));
  if (!from || !until) return refused("its times cannot be read");
  parsed->not_before = *from;
  parsed->not_after = *until;
  parsed->thumbprint = crypto::sha256(parsed->der);
  parsed->key_digest = key_digest_of(native);
  parsed->subject = subject_of(native);
  EVP_PKEY* const key = X509_get0_pubkey(native);
  parsed->key =
      key == nullptr ? Error(Errc::certificate_profile, "key: cannot be read") : crypto::PublicKey::from_native(key);
  crypto::drain_errors();
  return Certificate(std::move(parsed));
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  HUECRY_TRY(std::vector<Certificate> chain, chain_from_pem(pem));
  return chain.front();
}

Result<std::vector<Certificate>> Certificate::chain_from_pem(std::string_view pem) {
  crypto::Bio const input(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<Certificate> chain;
  while (crypto::X509Ptr const native{PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr)}) {
    if (chain.size() == k_chain_certificates_max) return refused("too many in one file");
    HUECRY_TRY(Certificate certificate, from_native(native.get()));
    chain.push_back(std::move(certificate));
  }
  // The loop ends with "no start line" at the end of the text; any other reason is a damaged certificate.
  bool const at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  crypto::drain_errors();
  if (!at_end || chain.empty()) return refused("no PEM certificate, or a damaged one");
  return chain;
}

Bytes const& Certificate::der() const noexcept { return parsed_->der; }
Digest const& Certificate::thumbprint() const noexcept { return parsed_->thumbprint; }
Subject const& Certificate::subject() const noexcept { return parsed_->subject; }
UnixSeconds Certificate::not_before() const noexcept { return parsed_->not_before; }
UnixSeconds Certificate::not_after() const noexcept { return parsed_->not_after; }
Digest const& Certificate::key_digest() const noexcept { return parsed_->key_digest; }
X509* Certificate::native() const noexcept { return parsed_->native.get(); }

Result<crypto::PublicKey> Certificate::public_key() const {
  if (parsed_->key) return *parsed_->key;
  return Error(Errc::certificate_profile, "key: " + parsed_->key.error().detail);
}

std::string Certificate::pem() const {
  crypto::Bio const out(BIO_new(BIO_s_mem()));
  HUECRY_ASSERT(PEM_write_bio_X509(out.get(), native()) == 1);
  char* text = nullptr;
  long const length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

}
