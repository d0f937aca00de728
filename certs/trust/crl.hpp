#pragma once
// One certificate revocation list (RFC 5280 §5), parsed once. A cheap copy of a shared immutable object; any thread.
// Which CRL is taken: certs/trust/trust_store.hpp. Input: anybody's.

#include <cstdint>
#include <memory>

#include "certs/identity/certificate.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::certs {

class Crl {
 public:
  /// A complete CRL, version 2, with a number of at most 63 bits and a nextUpdate; no delta, no partial, no indirect
  /// CRL. Errors: Errc::crl_invalid.
  [[nodiscard]] static Result<Crl> from_der(ByteView der);

  [[nodiscard]] Bytes const& der() const noexcept;
  [[nodiscard]] Digest const& digest() const noexcept;  // SHA-256 of the DER
  [[nodiscard]] std::int64_t number() const noexcept;
  [[nodiscard]] UnixSeconds this_update() const noexcept;
  [[nodiscard]] UnixSeconds next_update() const noexcept;
  [[nodiscard]] std::size_t entries() const noexcept;
  /// Issuer name, key identifier and signature are those of this CA. Errors: Errc::crl_invalid.
  [[nodiscard]] Result<> check_issuer(Certificate const& ca) const;
  [[nodiscard]] X509_CRL* native() const noexcept;

 private:
  struct Parsed;
  explicit Crl(std::shared_ptr<Parsed const> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<Parsed const> parsed_;
};

}
