#include <set>

#include "certs/trust/trust_list.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/general.hpp"

namespace huecry::certs {
namespace {

constexpr std::size_t k_ceremony_keys = 3;

Error invalid(std::string_view what) { return Error(Errc::trust_list_invalid, "trust list: " + std::string(what)); }

Result<> check_entry(envelope::SignedDocument const& entry, CeremonyKeys const& keys, UnixSeconds now) {
  Certificate const* signer = keys.find(entry.header().x5t);
  if (signer == nullptr) return invalid("a signature is by no ceremony key");
  UnixSeconds const signed_at{std::chrono::seconds(entry.header().iat)};
  if (signed_at < signer->not_before() || signed_at >= signer->not_after())
    return invalid("iat is outside its signer's life");
  if (signed_at > now + limits::iat_future_max) return invalid("iat is ahead of the clock");
  HUECRY_TRY(crypto::PublicKey const key, signer->public_key());
  if (!envelope::verify_signature(entry, key)) return invalid("a signature does not hold");
  return ok();
}

Result<envelope::GeneralDocument> parse(std::string_view text) {
  auto document = envelope::parse_general(text, envelope::DocumentType::trustlist, limits::trust_list_bytes_max);
  if (document || document.error().code == Errc::body_too_large) return document;
  return invalid(document.error().detail);
}

}

Result<CeremonyKeys> CeremonyKeys::pin(std::vector<Certificate> certificates) {
  std::set<Digest> keys;
  for (Certificate const& certificate : certificates) {
    HUECRY_CHECK(certificate.public_key());
    keys.insert(certificate.key_digest());
  }
  if (certificates.size() != k_ceremony_keys || keys.size() != k_ceremony_keys) {
    return Error(Errc::config_invalid, "ceremony keys: three certificates with three different keys are needed");
  }
  return CeremonyKeys(std::move(certificates));
}

Result<CeremonyKeys> CeremonyKeys::from_pem(std::string_view pem) {
  auto certificates = Certificate::chain_from_pem(pem);
  if (!certificates) return Error(Errc::config_invalid, "ceremony keys: " + certificates.error().detail);
  return pin(*std::move(certificates));
}

Certificate const* CeremonyKeys::find(Digest const& x5t) const noexcept {
  for (Certificate const& certificate : certificates_) {
    if (certificate.thumbprint() == x5t) return &certificate;
  }
  return nullptr;
}

Result<SignedTrustList> open_trust_list(std::string_view text, CeremonyKeys const& keys, UnixSeconds now) {
  HUECRY_TRY(envelope::GeneralDocument const document, parse(text));
  // Every entry must hold: libraries that stop at the first that does are how a second signature becomes decoration.
  for (envelope::SignedDocument const& entry : document.entries()) HUECRY_CHECK(check_entry(entry, keys, now));
  HUECRY_TRY(TrustList list, read_trust_list(document.payload()));
  return SignedTrustList{std::move(list), std::string(text), document.digest()};
}

}
