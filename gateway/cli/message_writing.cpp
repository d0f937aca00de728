#include "gateway/cli/message_writing.hpp"

#include "gateway/cli/evidence.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/messages/hints.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using documents::MessageAct;
using json::Json;

constexpr std::size_t k_subject_chars_max = 200;
constexpr std::size_t k_named_before = 8;  // messages of the conversation that a new one names

std::string_view act_of(Json const& message) {
  MessageAct act = MessageAct::message;
  if (message.contains("kind")) act = MessageAct::request;
  if (message.contains("of")) act = MessageAct::answer;
  if (message.contains("refusal")) act = MessageAct::refuse;
  if (message.contains("pause")) act = MessageAct::pause;
  return documents::to_text(act);
}

/// An answer goes to who asked, a reply to all of the message before.
CountrySet sides_of(documents::MessageEnvelope const& before, bool is_reply, CountryCode own) {
  CountrySet sides{before.from};
  if (is_reply) sides = sides | before.to;
  sides.remove(own);
  return sides;
}

Json codes_of(CountrySet const& countries) {
  Json codes = Json::array();
  for (CountryCode const country : countries.members()) codes.push_back(country.text());
  return codes;
}

/// What a message inherits from the one that it is about.
Result<> inherit(Desk& desk, Json& message) {
  bool const is_reply = message.contains("reply_to");
  bool const is_whole = message.contains("conv") && message.contains("to") && message.contains("subject");
  if (is_whole || (!is_reply && !message.contains("of"))) return ok();
  HUECRY_TRY(KnownMessage const known, fetch_message(desk, message[is_reply ? "reply_to" : "of"].get<std::string>()));
  documents::MessageEnvelope const& before = known.mail.received.envelope;
  set_missing(message, "conv", before.conversation);
  set_missing(message, "to", codes_of(sides_of(before, is_reply, desk.own)));
  if (known.mail.opened) set_missing(message, "subject", subject_after("Re: ", known.mail.opened->message.subject));
  return ok();
}

/// The newest of the conversation that we know, by name: whoever was sent one and does not have it, misses it.
Result<> add_known(Desk& desk, Json& message) {
  auto const act = documents::message_act(message.value("act", ""));
  if (message["conv"] == message["id"] || (act && documents::is_canary(*act))) return ok();
  HUECRY_TRY(Json const page, get_json(desk.connection, "/v1/messages?limit=" + std::to_string(k_named_before) +
                                                            "&conv=" + encoded(message["conv"].get<std::string>())));
  Json names = Json::array();
  for (Json const& item : page["items"]) names.push_back({{"id", item["id"]}, {"to", item["to"]}});
  if (!names.empty()) message["after"] = std::move(names);
  return ok();
}

/// "benelux:p1": the keys of that group, the entity of that name.
Result<> add_hints(Desk const& desk, std::string const& hint, Json& message) {
  if (hint.empty()) return ok();
  std::size_t const colon = hint.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == hint.size())
    return Error(Errc::parameter_invalid, "a hint is GROUP:REF, the group whose keys are used and an entity");
  std::string const group = hint.substr(0, colon), ref = hint.substr(colon + 1);
  mail::HintKeys const keys = mail::HintKeys::load(desk.connection.profile.party);
  HUECRY_TRY(std::string const subject, mail::subject_of(message, ref));
  message["hinted"] = ref;
  HUECRY_TRY(auto const hints, keys.hints(group, subject));
  message["hints"] = Json::array();
  for (documents::Hint const& one : hints)
    message["hints"].push_back({{"key", one.key}, {"tag", to_base64url(one.tag)}});
  return ok();
}

Result<CountrySet> addressees(Json const& message) {
  CountrySet to;
  for (Json const& code : message.value("to", Json::array())) {
    if (!code.is_string()) return Error(Errc::parameter_invalid, "to: country codes");
    HUECRY_TRY(CountryCode const country, CountryCode::parse(code.get_ref<std::string const&>()));
    to.add(country);
  }
  return to;
}

/// Members of a wrong type that are used before the schema is asked.
Result<> check_words(Json const& message) {
  if (!message.is_object()) return Error(Errc::parameter_invalid, "a message is an object");
  for (char const* const name : {"id", "conv", "of", "reply_to", "hinted", "act", "subject"})
    if (message.contains(name) && !message[name].is_string())
      return Error(Errc::parameter_invalid, std::string(name) + " is no text");
  if (message.contains("to") && !message["to"].is_array()) return Error(Errc::parameter_invalid, "to is no list");
  return ok();
}

}

void set_missing(Json& message, char const* member, Json value) {
  if (!message.contains(member)) message[member] = std::move(value);
}

std::string subject_after(std::string const& prefix, std::string const& subject) {
  if (subject.starts_with(prefix)) return subject;
  std::string text = prefix + subject;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && ++characters > k_subject_chars_max)
      return text.substr(0, at);
  }
  return text;
}

Result<Prepared> complete(Desk& desk, Draft draft) {
  Json& message = draft.message;
  HUECRY_CHECK(check_words(message));
  if (!draft.forward.id.empty()) HUECRY_CHECK(add_forwarded(desk, draft.forward, message));
  HUECRY_CHECK(inherit(desk, message));
  if (!message.contains("id")) {
    HUECRY_TRY(message["id"], new_document_id(desk.connection.profile, 'M', desk.session.clock.now()));
  }
  message["v"] = 1;
  message["from"] = desk.own.text();
  set_missing(message, "conv", message["id"]);
  set_missing(message, "act", act_of(message));
  set_missing(message, "created", documents::moment_text(to_seconds(desk.session.clock.now())));
  set_missing(message, "lang", "ENG");
  set_missing(message, "prio", "routine");
  set_missing(message, "handling", "H0");
  HUECRY_TRY(CountrySet const to, addressees(message));
  message["to"] = codes_of(to);
  HUECRY_CHECK(check_passing_on(desk.own, draft.forward, message, to));
  HUECRY_CHECK(add_hints(desk, draft.hint, message));
  HUECRY_CHECK(add_known(desk, message));
  return Prepared{std::move(message), to, draft.keep};
}

}
