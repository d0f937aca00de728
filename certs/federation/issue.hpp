#pragma once
// Makes certificates and CRLs: the workbench below the demonstration federation, and of tests that need odd ones.
// It checks nothing; what comes out is judged by certs/identity and certs/trust like anybody's.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/signer.hpp"

namespace huecry::certs::federation {

/// An extension in OpenSSL's configuration syntax (x509v3_config(5)): {"keyUsage", "critical,digitalSignature"}.
struct Extension {
  std::string name;
  std::string value;
};

struct CertificateSpec {
  std::vector<std::pair<std::string, std::string>> subject;  // {"C", "FR"}, {"O", "NCB"}…
  std::vector<Extension> extensions;
  std::string sections;  // configuration sections that extensions name, for example "[dn]\nC=FR\n"
  UnixSeconds not_before;
  UnixSeconds not_after;
  Bytes serial;  // big-endian, positive; empty: 16 random bytes
  int version = 3;
};

/// Who signs. Without a certificate the result is self-signed (and the subject's key must be this key).
struct Issuer {
  std::optional<Certificate> certificate;
  crypto::PrivateKey key;
};

/// Errors: Errc::key_unusable; parameter_invalid for what OpenSSL cannot encode.
[[nodiscard]] Result<Certificate> issue(CertificateSpec const& spec, crypto::PublicKey const& key, Issuer const& issuer,
                                        Random& random);

struct Revoked {
  Bytes serial;  // big-endian
  UnixSeconds at;
};

/// An entry of a CRL as OpenSSL holds it. Errors: Errc::crl_invalid.
[[nodiscard]] Result<Revoked> revoked_of(X509_REVOKED const* entry);

struct CrlSpec {
  std::int64_t number = 1;
  UnixSeconds this_update;
  UnixSeconds next_update;
  std::vector<Revoked> revoked;
  std::vector<Extension> extensions = {{"authorityKeyIdentifier", "keyid:always"}};  // the number comes by itself
};

/// DER. REQUIRES: issuer.certificate. Errors: as issue().
[[nodiscard]] Result<Bytes> issue_crl(CrlSpec const& spec, Issuer const& issuer);

/// The serial number, big-endian: what a CRL names.
[[nodiscard]] Bytes serial_of(Certificate const& certificate);

}
