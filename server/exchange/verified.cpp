#include "server/exchange/verified.hpp"

#include "certs/trust/verify.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::exchange {

Result<envelope::SignedDocument> verified(Services const& services, certs::TrustSnapshot const& trust,
                                          certs::Identity const& peer, std::string_view body,
                                          envelope::DocumentType type) {
  HUECRY_TRY(auto document, envelope::parse_container(body, type, limits::document_bytes_max));
  HUECRY_CHECK(certs::verify_document(trust, document, peer, services.clock.now()));
  return document;
}

journal::Record record_of(envelope::SignedDocument const& document, certs::TrustSnapshot const& trust) {
  journal::Record record;
  record.document = document.compact();
  record.object = document.digest();
  record.signing = document.signing_digest();
  record.certificate = document.header().x5t;
  record.crls = trust.crl_set_digest();
  return record;
}

Result<> check_issuer(CountryCode iss, certs::Identity const& peer) {
  if (iss == peer.country) return ok();
  return Error(Errc::payload_issuer,
               "iss is " + std::string(iss.text()) + ", the signer speaks for " + std::string(peer.country.text()));
}

}
