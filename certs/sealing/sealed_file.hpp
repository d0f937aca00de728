#pragma once
// Files for the operators' eyes: CMS (RFC 5652, RFC 5083), AES-256-GCM, one recipient for each certificate. `openssl
// cms -decrypt` opens them as well. Any thread. One file is in memory as a whole, both ways.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::certs {

inline constexpr std::size_t k_sealed_bytes_max = std::size_t{1} << 30;

/// DER. REQUIRES: at least one recipient. Errors: Errc::key_unusable for a certificate that nothing can be encrypted
/// to; body_too_large above k_sealed_bytes_max, more than OpenSSL takes.
[[nodiscard]] Result<std::string> seal_file(std::string_view content, std::vector<Certificate> const& recipients);

/// Whoever may open: a certificate with its private key, PEM both.
class Opener {
 public:
  /// Errors: Errc::certificate_profile; key_unusable, also when the two are not of each other.
  [[nodiscard]] static Result<Opener> of(std::string_view certificate, std::string_view key);
  /// Errors: Errc::not_verified for what was changed or is not for this key.
  [[nodiscard]] Result<std::string> open(std::string_view sealed) const;

 private:
  Opener(Certificate certificate, std::shared_ptr<EVP_PKEY> key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}
  Certificate certificate_;
  std::shared_ptr<EVP_PKEY> key_;
};

}
