#pragma once
// One X.509 certificate, parsed once. A cheap copy of a shared immutable object; any thread.
//
// Parsing is strict where two readers could differ: one DER value and nothing after it, at most
// limits::certificate_bytes_max, and a re-encoding that gives the same bytes, so that a thumbprint names one
// certificate. Whether the certificate may be used for anything is another question: profile.hpp, certs/trust.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/openssl.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::certs {

/// The parts of a subject that carry meaning here, in UTF-8. Empty where absent.
struct Subject {
  std::string country;       // C
  std::string organisation;  // O
  std::string unit;          // OU
  std::string common_name;   // CN: a label, never an identity
  bool ambiguous = false;    // one of the four stands there twice, or is no clean text: no identity can be read from it

  /// "C=FR,O=NCB,OU=gateway": how the trust list and the deny list name a TLS subject. CN is left out.
  [[nodiscard]] std::string text() const;
};

class Certificate {
 public:
  /// Errors: Errc::certificate_profile.
  [[nodiscard]] static Result<Certificate> from_der(ByteView der);
  /// The first certificate of a PEM text. Errors as from_der.
  [[nodiscard]] static Result<Certificate> from_pem(std::string_view pem);
  /// All certificates of a PEM text, in its order; at least one, at most 8. Errors as from_der.
  [[nodiscard]] static Result<std::vector<Certificate>> chain_from_pem(std::string_view pem);
  /// A certificate that OpenSSL holds already (a TLS peer's). Shares it. Errors as from_der.
  [[nodiscard]] static Result<Certificate> from_native(X509* native);

  [[nodiscard]] Bytes const& der() const noexcept;
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] Digest const& thumbprint() const noexcept;  // SHA-256 of the DER: x5t#S256
  [[nodiscard]] Subject const& subject() const noexcept;
  [[nodiscard]] UnixSeconds not_before() const noexcept;
  [[nodiscard]] UnixSeconds not_after() const noexcept;
  [[nodiscard]] Digest const& key_digest() const noexcept;  // SHA-256 of the SubjectPublicKeyInfo: one key, one purpose
  /// Errors: Errc::certificate_profile for a key that we do not use (RSA below 3072 bits, other curves).
  [[nodiscard]] Result<crypto::PublicKey> public_key() const;
  /// Never null; lives as long as any copy. Callers read only.
  [[nodiscard]] X509* native() const noexcept;

  friend bool operator==(Certificate const& a, Certificate const& b) noexcept {
    return a.thumbprint() == b.thumbprint();
  }

 private:
  struct Parsed;
  explicit Certificate(std::shared_ptr<Parsed const> parsed) : parsed_(std::move(parsed)) {}

  std::shared_ptr<Parsed const> parsed_;
};

}
