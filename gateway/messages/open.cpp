#include "gateway/messages/open.hpp"

#include "certs/trust/verify.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/envelope/sealed.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::mail {
namespace {

using json::Json;

Error dishonest(std::string what) { return Error(Errc::not_verified, std::move(what)); }

/// The certificate that signed, if it is the bureau's.
Result<certs::SignerRow const*> signer_of(certs::TrustSnapshot const& trust, envelope::SignedDocument const& document,
                                          CountryCode bureau, UnixMillis received, UnixMillis now) {
  HUECRY_TRY(auto const* const row, certs::verify_received(trust, document, received, now));
  if (row->country == bureau && row->role == certs::Role::bureau) return row;
  return dishonest(std::string(row->country.text()) + " signed what " + std::string(bureau.text()) +
                   " should have signed");
}

Result<> check_item(Json const& item, Received const& received) {
  HUECRY_TRY(std::string const id, json::member_string(item, "id"));
  HUECRY_TRY(std::string const iss, json::member_string(item, "iss"));
  HUECRY_TRY(std::string const object, json::member_string(item, "object"));
  bool const honest = id == received.envelope.id && iss == received.envelope.from.text() &&
                      object == to_base64url(received.document.digest());
  return honest ? ok() : Result<>(dishonest("the hub says of the message what its envelope does not"));
}

Error mismatch(std::string what) { return Error(Errc::seal_mismatch, std::move(what)); }

/// What is wrong inside is the sender's.
template <class T>
Result<T> as_senders(Result<T> result) {
  if (!result) return mismatch("inside: " + std::string(token_of(result.error().code)) + " " + result.error().detail);
  return result;
}

Result<std::string> open_inner(Keyring const& keyring, Received const& received) {
  HUECRY_TRY(auto const sealed, envelope::parse_sealed(received.sealed));
  if (sealed.id() != received.envelope.id) return mismatch("it is sealed under another name than its envelope has");
  auto inner = keyring.open(sealed);
  if (!inner && inner.error().code == Errc::corrupt) return mismatch("it does not open: " + inner.error().detail);
  return inner;
}

}

Result<Received> receive(documents::Schemas const& schemas, certs::TrustSnapshot const& trust, Json const& item,
                         UnixMillis received, UnixMillis now) {
  HUECRY_TRY(Json const* const container, json::member_object(item, "document"));
  HUECRY_TRY(std::string sealed, json::member_string(item, "sealed"));
  HUECRY_TRY(auto document, envelope::parse_container(json::write(*container), envelope::DocumentType::envelope,
                                                      limits::document_bytes_max));
  HUECRY_TRY(auto envelope, documents::read_message_envelope(schemas, document.payload()));
  HUECRY_TRY(auto const* const row, signer_of(trust, document, envelope.from, received, now));
  Received mail{std::move(document), std::move(envelope), std::string(row->country.text()) + "/" + row->organisation,
                received, std::move(sealed)};
  HUECRY_CHECK(check_item(item, mail));
  bool const own =
      mail.sealed.size() == mail.envelope.sealed_bytes && crypto::sha256(mail.sealed) == mail.envelope.sealed;
  if (!own) return dishonest("what is sealed is not what the envelope names: it was exchanged on the way");
  return mail;
}

Result<Opened> open(documents::Schemas const& schemas, certs::TrustSnapshot const& trust, Keyring const& keyring,
                    Received const& received, UnixMillis now) {
  HUECRY_TRY(std::string inner, open_inner(keyring, received));
  if (crypto::sha256(inner) != received.envelope.commit)
    return mismatch("the text is not the one that the envelope commits to: others may have been sent another");
  HUECRY_TRY(auto const document, as_senders(envelope::parse_compact(inner, envelope::DocumentType::message)));
  HUECRY_CHECK(as_senders(signer_of(trust, document, received.envelope.from, received.received, now)));
  HUECRY_TRY(auto message, as_senders(documents::read_message(schemas, document.payload())));
  HUECRY_CHECK(documents::check_promise(received.document.payload(), document.payload()));
  return Opened{std::move(inner), document.payload(), std::move(message)};
}

}
