#pragma once
// Extensions of a certificate as owned values. Pure; any thread.

#include <openssl/x509v3.h>

#include <optional>
#include <string>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::certs {

struct AltNames {
  std::vector<std::string> dns;
  std::vector<std::string> uris;
  std::size_t others = 0;  // of every other type
};

[[nodiscard]] bool has_extension(Certificate const& certificate, int nid) noexcept;
[[nodiscard]] bool is_critical(Certificate const& certificate, int nid) noexcept;  // false when absent
/// Null when absent, malformed or there twice.
template <class Owner>
[[nodiscard]] Owner extension(Certificate const& certificate, int nid) {
  return Owner(static_cast<typename Owner::pointer>(X509_get_ext_d2i(certificate.native(), nid, nullptr, nullptr)));
}
[[nodiscard]] AltNames alt_names(Certificate const& certificate);

/// The bytes of an ASN.1 string as they are, NUL included.
[[nodiscard]] std::string text_of(ASN1_STRING const* text);

}
