#include "certs/trust/verify.hpp"

#include "protocol/base/limits.hpp"

namespace huecry::certs {
namespace {

using envelope::DocumentType;
using envelope::SignedDocument;

Error refused(Errc code, std::string_view why) { return Error(code, std::string(why)); }

// Steps 6 and 7 but for the peer.
Result<SignerRow const*> find_signer(TrustSnapshot const& trust, SignedDocument const& document) {
  SignerRow const* row = trust.signer(document.header().x5t);
  if (row == nullptr) return refused(Errc::signer_unknown, "no such certificate in the trust list");
  if (row->algorithm != document.header().alg) return refused(Errc::signer_algorithm, "alg is not the registered one");
  if (!may_sign(row->role, row->purpose, document.header().type)) {
    return refused(Errc::signer_purpose, "purpose " + std::string(to_text(row->purpose)));
  }
  return row;
}

Result<> check_peer(SignerRow const& row, Identity const& peer) {
  if (row.country != peer.country || row.organisation != peer.organisation) {
    return refused(Errc::signer_bureau, "signed by another party than the connection's");
  }
  return row.suspended ? Result<>(refused(Errc::peer_suspended, peer.text())) : ok();
}

Result<> check_time(SignerRow const& row, std::int64_t iat_seconds, UnixMillis now) {
  UnixSeconds const iat{std::chrono::seconds(iat_seconds)};
  if (iat < now - limits::iat_past_max) return refused(Errc::iat_window, "iat is more than 24 h old");
  if (iat > now + limits::iat_future_max) return refused(Errc::iat_window, "iat is more than 120 s ahead");
  if (iat < row.certificate.not_before() || iat >= row.certificate.not_after()) {
    return refused(Errc::iat_window, "iat is outside the certificate's life");
  }
  return ok();
}

}

bool may_sign(Role role, Purpose purpose, DocumentType type) noexcept {
  bool const bureau = role == Role::bureau || role == Role::entity;
  bool const hub = role == Role::hub && purpose == Purpose::hub;
  switch (type) {
    case DocumentType::notice:
    case DocumentType::diffusion: return bureau && purpose == Purpose::notices;
    case DocumentType::hit: return role == Role::bureau && purpose == Purpose::notices;
    case DocumentType::message:
    case DocumentType::envelope: return role == Role::bureau && purpose == Purpose::messages;
    case DocumentType::policy: return (role == Role::bureau || role == Role::secretariat) && purpose == Purpose::policy;
    case DocumentType::consent: return role == Role::bureau && purpose == Purpose::policy;
    case DocumentType::evidence:
      return hub || (bureau && (purpose == Purpose::notices || purpose == Purpose::messages)) ||
             (role == Role::bureau && purpose == Purpose::policy);
    // A source decides about its own: it may have a notice held back.
    case DocumentType::decision:
      return (role == Role::secretariat && purpose == Purpose::review) ||
             (role == Role::bureau && purpose == Purpose::notices);
    case DocumentType::publication:
    case DocumentType::edition:
    case DocumentType::logkey: return hub;
    case DocumentType::trustlist: return false;  // by the ceremony keys alone (open_trust_list)
  }
  return false;
}

Result<SignerRow const*> verify_document(TrustSnapshot const& trust, SignedDocument const& document,
                                         Identity const& peer, UnixMillis now) {
  // The trust list names no TLS certificates; the peer's own, a likely mistake, is worth a better answer than
  // "unknown".
  if (document.header().x5t == peer.certificate) {
    return refused(Errc::signer_purpose, "this is the connection's TLS certificate; sign with a signing certificate");
  }
  HUECRY_TRY(SignerRow const* row, find_signer(trust, document));
  HUECRY_CHECK(check_peer(*row, peer));
  HUECRY_CHECK(trust.verdict(*row, to_seconds(now)));
  HUECRY_CHECK(check_time(*row, document.header().iat, now));
  HUECRY_CHECK(envelope::verify_signature(document, row->key));
  return row;
}

Result<SignerRow const*> verify_received(TrustSnapshot const& trust, SignedDocument const& document,
                                         UnixMillis received, UnixMillis now) {
  HUECRY_TRY(SignerRow const* row, find_signer(trust, document));
  HUECRY_CHECK(trust.verdict_of_past(*row, to_seconds(received), to_seconds(now)));
  HUECRY_CHECK(check_time(*row, document.header().iat, received));
  HUECRY_CHECK(envelope::verify_signature(document, row->key));
  return row;
}

}
