#include "gateway/cli/message_desk.hpp"

#include "gateway/cli/message_tables.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/messages/compose.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;

/// What is said, without what differs each time that it is written and sealed.
Json said(Json message) {
  for (char const* const name : {"created", "after"}) message.erase(name);
  if (!message.contains("att")) return message;
  for (Json& attachment : message["att"])
    for (char const* const name : {"ct256", "len", "key"}) attachment.erase(name);
  return message;
}

/// Said again after a lost answer it is sealed anew, so the hub sees another document under the name; what is inside
/// tells whether it is the same.
Result<Json> there_already(Desk& desk, Json const& message) {
  HUECRY_TRY(KnownMessage const known, fetch_message(desk, message["id"]));
  HUECRY_TRY(mail::Opened const* const before, opened_message(known, message["id"]));
  HUECRY_TRY(Json theirs, read_json(before->payload));
  if (said(message) != said(std::move(theirs)))
    return Error(Errc::id_conflict, "another message has the name " + message["id"].get<std::string>());
  Json answer = known.status;
  answer.erase("item");
  answer["duplicate"] = true;
  return answer;
}

/// Ahead of whatever else of ours waits at the hub.
int priority_of(Json const& message) {
  std::string const urgency = message.value("prio", "");
  return urgency == "flash" ? 0 : urgency == "urgent" ? 1 : client::k_urgency_default;
}

/// What the hub says of requests about the same: only a request with keyed hashes may have any.
Result<> add_similar(Desk& desk, Json const& message, Json& answer) {
  if (!message.contains("hints")) return ok();
  HUECRY_TRY(Json const status, get_json(desk.connection, message_target(message["id"])));
  answer["similar"] = status.value("similar", Json::array());
  return ok();
}

void tell_sent(Desk& desk, Json const& message, Json const& answer) {
  Output const output = desk.session.output();
  std::string const id = message["id"];
  output.value(answer);
  for (Json const& similar : answer.value("similar", Json::array())) output.line(similar_text(similar), Tone::warning);
  output.line(id + " is sealed to " + shown_countries(message["to"]) +
                  (answer.value("duplicate", false) ? "; it was there already" : " and on its way"),
              Tone::good);
  output.line("what was heard of it: huecry message show " + id, Tone::dim);
}

}

Result<std::unique_ptr<Desk>> Desk::open(Session const& session) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(CountryCode const own, country_of(connection.profile));
  HUECRY_TRY(Trust trust, fetch_trust(connection, session.clock.now()));
  return std::unique_ptr<Desk>(new Desk{session, std::move(connection), std::move(trust), documents::Schemas(), own});
}

std::string message_target(std::string const& id) { return "/v1/messages/" + encoded(id); }

Result<KnownMessage> fetch_message(Desk& desk, std::string const& id) {
  HUECRY_TRY(Json status, get_json(desk.connection, message_target(id)));
  if (!status.contains("item")) return Error(Errc::erased, id + " has expired: its content is destroyed");
  HUECRY_TRY(Mailbox const mailbox, Mailbox::of(desk.connection.profile, desk.trust, desk.schemas));
  HUECRY_TRY(OpenedMail mail, mailbox.open(status["item"], desk.session.clock.now()));
  // What is answered, forwarded and shown is what was asked for, not what the hub would like.
  if (mail.received.envelope.id != id)
    return Error(Errc::not_verified, "the hub gives " + mail.received.envelope.id + " for " + id);
  return KnownMessage{std::move(status), std::move(mail)};
}

Result<mail::Opened const*> opened_message(KnownMessage const& known, std::string const& id) {
  if (known.mail.opened) return &*known.mail.opened;
  return Error(Errc::config_invalid, id + " is sealed to no key that is here: it needs the key of the certificate that "
                                          "your bureau had then (old/encryption-NAME.key)");
}

Result<Json> submit_message(Desk& desk, Prepared const& prepared) {
  auto const& [message, to, keep] = prepared;
  auto const now = to_seconds(desk.session.clock.now());
  HUECRY_TRY(SigningIdentity const identity, signing_identity(desk.connection.profile, "messages"));
  HUECRY_TRY(auto const recipients, mail::recipients(desk.trust.snapshot(), desk.own, to, now));
  crypto::SystemRandom random;
  HUECRY_TRY(std::string const body, mail::compose(desk.schemas, message, now + keep, recipients,
                                                   {identity.certificate.thumbprint(), *identity.signer}, now, random));
  auto const response = expect_success(
      desk.connection.hub->submit("/v1/messages", std::string(mail::k_media_type), body, priority_of(message)));
  if (!response && response.error().code == Errc::id_conflict) return there_already(desk, message);
  if (!response) return response.error();
  HUECRY_TRY(Json answer, read_json(response->body));
  // It is on its way whatever else can be learnt of it.
  if (auto const asked = add_similar(desk, message, answer); !asked) desk.session.output().note(asked.error().detail);
  return answer;
}

Result<> send_message(Desk& desk, Prepared const& prepared) {
  HUECRY_TRY(Json const answer, submit_message(desk, prepared));
  tell_sent(desk, prepared.message, answer);
  return ok();
}

Result<> check_prepared(Desk& desk, Prepared const& prepared) {
  HUECRY_CHECK(documents::read_message(desk.schemas, json::write(prepared.message)));
  HUECRY_CHECK(mail::recipients(desk.trust.snapshot(), desk.own, prepared.to, to_seconds(desk.session.clock.now())));
  return ok();
}

Result<Json> submit_from(Outbox const& outbox, Desk& desk, Prepared const& prepared) {
  HUECRY_CHECK(check_prepared(desk, prepared));
  HUECRY_CHECK(outbox.upload(desk.connection, prepared, desk.session.output()));
  HUECRY_TRY(Json answer, submit_message(desk, prepared));
  HUECRY_CHECK(outbox.remove());
  return answer;
}

Result<> send_from(Outbox const& outbox, Desk& desk, Prepared const& prepared) {
  HUECRY_TRY(Json const answer, submit_from(outbox, desk, prepared));
  tell_sent(desk, prepared.message, answer);
  return ok();
}

}
