#pragma once
// The trust list: who belongs to the exchange, with which roots and certificates. Signed by two of the three ceremony
// keys that each reader pins (JWS general JSON, `trustlist+jws`). docs/protocol.md has its member table. Payload:
//
//   {"v":1,"seq":7,"issued":…,"next_update":…,
//    "bureaus":[{"cc":"FR","name":"…","status":"active"|"suspended","anchors":[b64 DER],
//                "crls":[{"issuer":"<x5t#S256 of the CA>","url":"…"}],
//                "parties":[{"o":"NCB","role":"bureau","kind":"police","name":"…","status":"active"|"suspended",
//                            "region":"europe" (coordinators only),
//                            "tls_subjects":["C=FR,O=NCB,OU=gateway","spiffe://fr.ncb.example/gateway"],
//                            "certs":[{"x5t":"…","purpose":"notices","alg":"ES256","chain":[b64 leaf, b64 issuing CA],
//                                      "status":"active"|"revoked"}]}]}],
//    "hub":{"name":"…","anchors":[…],"crls":[…],"tls_subjects":["C=XP,O=HUB,OU=tls"],"certs":[…],"vkeys":["…"]}}
//
// A tls_subject is a subject without CN; one that starts with "spiffe://" is a URI that a certificate of the party may
// carry. Closed member sets; every list is bounded (trust_list.cpp). Certificates are checked against their profiles,
// names and keys when the list is read, so that a list with a flaw is refused as a whole, before it is in force.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certs/identity/certificate.hpp"
#include "certs/identity/identity.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/algorithm.hpp"

namespace huecry::certs {

struct CrlSource {
  Digest issuer;    // thumbprint of the CA
  std::string url;  // where its CRL can be fetched; may be empty
};

struct CertificateRow {
  Certificate leaf;
  Certificate issuing_ca;
  Purpose purpose{};
  std::optional<crypto::Algorithm> algorithm;  // none for encryption ("ECDH-ES+A256KW")
  bool revoked = false;
};

struct PartyRow {
  std::string organisation;
  Role role{};
  std::string kind;
  std::string name;
  bool suspended = false;
  Region region = Region::none;
  std::vector<std::string> tls_subjects;
  std::vector<CertificateRow> certificates;
};

struct BureauRow {
  CountryCode country;
  std::string name;
  bool suspended = false;
  std::vector<Certificate> anchors;
  std::vector<CrlSource> crls;
  std::vector<PartyRow> parties;
};

struct HubRow {
  std::string name;
  std::vector<Certificate> anchors;
  std::vector<CrlSource> crls;
  std::vector<std::string> tls_subjects;
  std::vector<CertificateRow> certificates;
  std::vector<std::string> vkeys;  // C2SP verifier keys of the log
};

struct TrustList {
  std::int64_t seq = 0;
  UnixSeconds issued;
  UnixSeconds next_update;
  std::vector<BureauRow> bureaus;
  HubRow hub;
};

/// The payload alone. Pure. Errors: Errc::trust_list_invalid, detail says which row.
[[nodiscard]] Result<TrustList> read_trust_list(std::string_view payload);
/// What read_trust_list reads back.
[[nodiscard]] std::string write_trust_list(TrustList const& list);

/// The three certificates of the ceremony, pinned by configuration, never taken from a list.
class CeremonyKeys {
 public:
  /// Errors: Errc::config_invalid unless these are three certificates with three different keys.
  [[nodiscard]] static Result<CeremonyKeys> pin(std::vector<Certificate> certificates);
  /// The three from one PEM text. Errors: the same.
  [[nodiscard]] static Result<CeremonyKeys> from_pem(std::string_view pem);

  [[nodiscard]] Certificate const* find(Digest const& x5t) const noexcept;

 private:
  explicit CeremonyKeys(std::vector<Certificate> certificates) : certificates_(std::move(certificates)) {}
  std::vector<Certificate> certificates_;
};

/// A list whose signatures were verified.
struct SignedTrustList {
  TrustList list;
  std::string text;  // the JWS as it came
  Digest digest;     // its object digest (signing.md §2.5)
};

/// Verifies signatures and reads the payload. Every entry must be by a pinned key in its life and hold; there are at
/// least two, by different keys. iat may be old (a list is signed offline), but not ahead of now.
/// Errors: Errc::trust_list_invalid, body_too_large.
[[nodiscard]] Result<SignedTrustList> open_trust_list(std::string_view text, CeremonyKeys const& keys, UnixSeconds now);

}
