#include "gateway/messages/compose.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/documents/message.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/envelope/sealed.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::mail {
namespace {

using json::Json;

/// In both, and what the envelope has of attachments.
Json head_of(Json const& message) {
  Json head = Json::object();
  for (std::string_view const name : documents::k_head_members)
    if (auto const at = message.find(std::string(name)); at != message.end()) head[std::string(name)] = *at;
  if (!message.contains("att")) return head;
  head["att"] = Json::array();
  for (Json const& attachment : message.at("att"))
    head["att"].push_back({{"ct256", attachment.at("ct256")}, {"len", attachment.at("len")}});
  return head;
}

Result<std::string> sign(envelope::DocumentType type, std::string payload, Author const& author, UnixSeconds now) {
  envelope::SigningRequest request;
  request.type = type;
  request.payload = std::move(payload);
  request.x5t = author.x5t;
  request.iat = now;
  return envelope::sign(request, author.signer);
}

Json envelope_of(Json const& message, UnixSeconds expires, std::string const& sealed, std::string const& inner) {
  Json envelope = head_of(message);
  envelope["v"] = 1;
  envelope["exp"] = expires.time_since_epoch().count();
  envelope["jwe256"] = to_base64url(crypto::sha256(sealed));
  envelope["jwe_len"] = sealed.size();
  envelope["commit"] = to_base64url(crypto::sha256(inner));
  return envelope;
}

}

Result<std::vector<envelope::SealFor>> recipients(certs::TrustSnapshot const& trust, CountryCode from,
                                                  CountrySet const& to, UnixSeconds now) {
  std::vector<envelope::SealFor> found;
  for (CountryCode const country : to.members()) {
    auto const rows = trust.encryption(country, now);
    if (rows.empty())
      return Error(Errc::seal_key, std::string(country.text()) +
                                       " has no encryption certificate with more than a day of life in the trust list");
    for (auto const* const row : rows) found.push_back({row->certificate.thumbprint(), row->key});
  }
  if (to.contains(from)) return found;
  for (auto const* const row : trust.encryption(from, now)) found.push_back({row->certificate.thumbprint(), row->key});
  return found;
}

Result<std::string> compose(documents::Schemas const& schemas, Json const& message, UnixSeconds expires,
                            std::vector<envelope::SealFor> const& recipients, Author const& author, UnixSeconds now,
                            Random& random) {
  std::string payload = json::write(message);
  HUECRY_CHECK(documents::read_message(schemas, payload));
  HUECRY_TRY(std::string const inner, sign(envelope::DocumentType::message, std::move(payload), author, now));
  if (inner.size() > limits::document_bytes_max)
    return Error(Errc::body_too_large, "the message has " + std::to_string(inner.size()) + " bytes signed, at most " +
                                           std::to_string(limits::document_bytes_max) + ": attach what is long");
  HUECRY_TRY(std::string const sealed,
             envelope::seal_message(inner, message.at("id").get<std::string>(), recipients, random));
  std::string outer = json::write(envelope_of(message, expires, sealed, inner));
  HUECRY_CHECK(documents::read_message_envelope(schemas, outer));
  HUECRY_TRY(std::string const compact, sign(envelope::DocumentType::envelope, std::move(outer), author, now));
  std::string body = R"({"document":)" + envelope::to_container(compact) + R"(,"sealed":)";
  json::append_quoted(body, sealed);
  return body + "}";
}

}
