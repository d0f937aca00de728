#include "certs/sealing/sealed_file.hpp"

#include <openssl/cms.h>
#include <openssl/pem.h>

#include "protocol/base/assert.hpp"

namespace huecry::certs {
namespace {

using Cms = crypto::Owned<CMS_ContentInfo, CMS_ContentInfo_free>;

Error failed(Errc code, std::string const& what) {
  std::string const detail = crypto::drain_errors();
  return Error(code, what + (detail.empty() ? "" : ": " + detail));
}

crypto::Bio reading(std::string_view bytes) {
  crypto::Bio bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  HUECRY_ASSERT(bio != nullptr);
  return bio;
}

std::string written(BIO* bio) {
  char* data = nullptr;
  long const length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

}

Result<std::string> seal_file(std::string_view content, std::vector<Certificate> const& recipients) {
  HUECRY_ASSERT(!recipients.empty());
  if (content.size() > k_sealed_bytes_max) return Error(Errc::body_too_large, "a file to be sealed");
  crypto::X509View const stack(sk_X509_new_null());
  for (Certificate const& recipient : recipients) sk_X509_push(stack.get(), recipient.native());
  crypto::Bio const in = reading(content);
  crypto::Bio const out(BIO_new(BIO_s_mem()));
  Cms const cms(CMS_encrypt(stack.get(), in.get(), EVP_aes_256_gcm(), CMS_BINARY));
  if (!cms || i2d_CMS_bio(out.get(), cms.get()) != 1)
    return failed(Errc::key_unusable, "nothing can be encrypted to a recipient of backups");
  return written(out.get());
}

Result<Opener> Opener::of(std::string_view certificate, std::string_view key) {
  HUECRY_TRY(Certificate parsed, Certificate::from_pem(certificate));
  crypto::Bio const in = reading(key);
  std::shared_ptr<EVP_PKEY> private_key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  if (!private_key) return failed(Errc::key_unusable, "no private key in PEM");
  if (X509_check_private_key(parsed.native(), private_key.get()) != 1)
    return failed(Errc::key_unusable, "the private key is not the certificate's");
  return Opener(std::move(parsed), std::move(private_key));
}

Result<std::string> Opener::open(std::string_view sealed) const {
  if (sealed.size() > k_sealed_bytes_max + k_sealed_bytes_max / 2) return Error(Errc::body_too_large, "a sealed file");
  crypto::Bio const in = reading(sealed);
  Cms const cms(d2i_CMS_bio(in.get(), nullptr));
  crypto::Bio const out(BIO_new(BIO_s_mem()));
  if (!cms || CMS_decrypt(cms.get(), key_.get(), certificate_.native(), nullptr, out.get(), 0) != 1)
    return failed(Errc::not_verified, "it cannot be opened with this key: it was changed, or is for others");
  return written(out.get());
}

}
