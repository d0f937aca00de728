// huecry message send, reply, answer, refuse, pause, forward, show, list: sealed from end to end (docs/messages.md).

#include <CLI/CLI.hpp>
#include <sstream>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/message_desk.hpp"
#include "gateway/cli/message_group.hpp"
#include "gateway/cli/message_tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"

namespace huecry::cli {
namespace {

using documents::MessageAct;
using json::Json;

constexpr std::size_t k_body_bytes_max = 200 * 1024;
constexpr std::size_t k_subject_chars_max = 200;
constexpr std::size_t k_named_before = 8;  // messages of the conversation that a new one names

Result<CountrySet> countries_of(std::string const& list) {
  CountrySet countries;
  std::string code;
  std::stringstream in(list);
  while (std::getline(in, code, ',')) {
    HUECRY_TRY(CountryCode const country, CountryCode::parse(code));
    countries.add(country);
  }
  return countries;
}

Json codes_of(CountrySet const& countries) {
  Json codes = Json::array();
  for (CountryCode const country : countries.members()) codes.push_back(country.text());
  return codes;
}

Result<std::string> body_of(MessageWords const& words) {
  if (!words.body.empty()) return words.body;
  if (!words.file.empty()) return read_file(words.file, k_body_bytes_max);
  return Error(Errc::parameter_invalid, "there is nothing to say: --body TEXT, or --file FILE (- for standard input)");
}

/// The newest of the conversation that we know, by name: whoever was sent one and does not have it, misses it.
Result<Json> known_before(Desk& desk, std::string const& conversation) {
  HUECRY_TRY(Json const page, get_json(desk.connection, "/v1/messages?limit=" + std::to_string(k_named_before) +
                                                            "&conv=" + encoded(conversation)));
  Json names = Json::array();
  for (Json const& item : page["items"]) names.push_back({{"id", item["id"]}, {"to", item["to"]}});
  return names;
}

/// Members that the call says of every act.
Result<Json> begin(Desk& desk, MessageWords const& words, MessageAct act, CountrySet const& to) {
  std::string id = words.id;
  if (id.empty()) {
    HUECRY_TRY(id, new_document_id(desk.connection.profile, 'M', desk.session.clock.now()));
  }
  HUECRY_TRY(std::string const body, body_of(words));
  return Json{{"v", 1},
              {"id", id},
              {"from", desk.own.text()},
              {"to", codes_of(to)},
              {"conv", words.conversation.empty() ? id : words.conversation},
              {"act", documents::to_text(act)},
              {"prio", words.urgency},
              {"handling", words.handling},
              {"created", documents::moment_text(to_seconds(desk.session.clock.now()))},
              {"lang", words.language},
              {"subject", words.subject},
              {"body", body}};
}

Result<> finish(Desk& desk, MessageWords const& words, Json message, CountrySet const& to) {
  std::string const conversation = message["conv"], id = message["id"];
  if (conversation != id) {
    HUECRY_TRY(Json names, known_before(desk, conversation));
    if (!names.empty()) message["after"] = std::move(names);
  }
  Prepared prepared{std::move(message), to, std::chrono::days(words.keep_days)};
  if (words.attached.empty()) return send_message(desk, prepared);
  HUECRY_CHECK(check_prepared(desk, prepared));
  Outbox const outbox(id);
  HUECRY_CHECK(outbox.prepare(prepared, words.attached, desk.session.output()));
  desk.session.output().note(id + " is sealed; should this be cut off: huecry message resume");
  return send_from(outbox, desk, prepared);
}

/// What waits under this name, unless it is another country's.
Result<> resume_one(Desk& desk, std::string const& id) {
  Outbox const outbox(id);
  HUECRY_TRY(Prepared const prepared, outbox.load());
  std::string const from = prepared.message.value("from", "");
  if (from == desk.own.text()) return send_from(outbox, desk, prepared);
  desk.session.output().note(id + " is of " + from + ": use its profile");
  return ok();
}

/// One that cannot be sent must not keep the others.
Result<> resume(Session const& session, MessageWords const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  std::vector<std::string> const waiting = words.of.empty() ? Outbox::waiting() : std::vector{words.of};
  if (waiting.empty()) return session.output().line("nothing waits to be sent"), ok();
  Result<> last = ok();
  for (std::string const& id : waiting) {
    auto const sent = resume_one(*desk, id);
    if (sent) continue;
    std::string told = id + " is not sent: " + sent.error().detail;
    told.append("; huecry message discard ").append(id).append(" gives it up");
    session.output().note(told);
    last = sent;
  }
  return last;
}

Result<> discard(Session const& session, MessageWords const& words) {
  HUECRY_CHECK(Outbox(words.of).remove());
  session.output().line(words.of + " is not sent any more", Tone::good);
  return ok();
}

Result<> send(Session const& session, MessageWords const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(CountrySet const to, countries_of(words.to));
  bool const asks = !words.kind.empty();
  if (asks != !words.clock.empty())
    return Error(Errc::parameter_invalid, "--request and --clock belong together: what is asked for, and until when");
  HUECRY_TRY(Json message, begin(*desk, words, asks ? MessageAct::request : MessageAct::message, to));
  if (asks) message.update({{"kind", words.kind}, {"clock", words.clock}});
  return finish(*desk, words, std::move(message), to);
}

/// As long as a subject may be, cut between characters.
std::string line_of(std::string text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && ++characters > k_subject_chars_max)
      return text.substr(0, at);
  }
  return text;
}

/// What a message inherits from the one that it is about.
MessageWords inherited(MessageWords words, KnownMessage const& known) {
  documents::MessageEnvelope const& before = known.mail.received.envelope;
  words.conversation = before.conversation;
  if (words.subject.empty() && known.mail.opened) {
    std::string const& subject = known.mail.opened->message.subject;
    words.subject = subject.starts_with("Re: ") ? subject : line_of("Re: " + subject);
  }
  return words;
}

Result<> reply(Session const& session, MessageWords const& given) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, given.of));
  MessageWords const words = inherited(given, known);
  CountrySet to = known.mail.received.envelope.to;
  to.add(known.mail.received.envelope.from);
  to.remove(desk->own);
  if (!words.to.empty()) {
    HUECRY_TRY(to, countries_of(words.to));
  }
  HUECRY_TRY(Json message, begin(*desk, words, MessageAct::message, to));
  message["reply_to"] = words.of;
  return finish(*desk, words, std::move(message), to);
}

/// To the one who asked; whether others learn of it, the call says.
Result<> step(Session const& session, MessageWords const& given, MessageAct act) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, given.of));
  MessageWords const words = inherited(given, known);
  CountrySet to{known.mail.received.envelope.from};
  if (!words.to.empty()) {
    HUECRY_TRY(CountrySet const more, countries_of(words.to));
    to = to | more;
  }
  HUECRY_TRY(Json message, begin(*desk, words, act, to));
  message["of"] = words.of;
  if (act == MessageAct::refuse) message["refusal"] = words.reason;
  if (act == MessageAct::pause) message.update({{"pause", words.reason}, {"until", words.until}});
  return finish(*desk, words, std::move(message), to);
}

Result<> answer(Session const& session, MessageWords const& words) { return step(session, words, MessageAct::answer); }
Result<> refuse(Session const& session, MessageWords const& words) { return step(session, words, MessageAct::refuse); }
Result<> pause(Session const& session, MessageWords const& words) { return step(session, words, MessageAct::pause); }

/// Sealed anew by us, as its author signed it: the one who joins can check that.
Result<> forward(Session const& session, MessageWords const& given) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, given.of));
  HUECRY_TRY(mail::Opened const* const original, opened_message(known, given.of));
  MessageWords words = given;
  words.conversation = known.mail.received.envelope.conversation;
  if (words.subject.empty()) words.subject = line_of("Fwd: " + original->message.subject);
  if (words.body.empty() && words.file.empty()) words.body = "Forwarded: " + given.of;
  HUECRY_TRY(CountrySet const to, countries_of(words.to));
  HUECRY_TRY(Json message, begin(*desk, words, MessageAct::message, to));
  message["fwd"] = Json::array({original->inner});
  return finish(*desk, words, std::move(message), to);
}

CLI::App* with_text(MessageGroup const& group, CLI::App* made) {
  auto const& words = group.words;
  made->add_option("--subject", words->subject, "what it is about, in a line");
  made->add_option("--body", words->body, "what it says");
  made->add_option("--file", words->file, "a file with what it says; - for standard input");
  made->add_option("--lang", words->language, "language of the text")->capture_default_str();
  made->add_option("--prio", words->urgency, "how soon it must be read")
      ->capture_default_str()
      ->transform(one_of("urgency", code_names("urgency")));
  made->add_option("--handling", words->handling, "conditions of its use")
      ->capture_default_str()
      ->transform(one_of("handling", code_names("handling")));
  made->add_option("--keep", words->keep_days, "days for which the hub keeps it, sealed")
      ->capture_default_str()
      ->check(CLI::Range(2, 179));
  made->add_option("--attach", words->attached, "a file to attach, up to 4 GiB; several times for several");
  made->add_option("--id", words->id, "a name of your own; repeat a call that had no answer with the same");
  return made;
}

CLI::App* of_request(MessageGroup const& group, CLI::App* made) {
  with_text(group, made);
  made->add_option("--to", group.words->to, "others who are to learn of it, too: country codes, with commas");
  return made;
}

void add_writing(MessageGroup const& group) {
  auto const& words = group.words;
  CLI::App* const sending = with_text(group, group.add("send", "write to one bureau or several", send));
  sending->get_option("--subject")->required();
  sending->add_option("--to", words->to, "country codes, with commas")->required();
  sending->add_option("--conv", words->conversation, "a conversation that it belongs to; a new one without it");
  sending->add_option("--request", words->kind, "that it asks for something, with a time limit")
      ->transform(one_of("request", code_names("request_kind")));
  sending->add_option("--clock", words->clock, "time limit of the answer")
      ->transform(one_of("clock", code_names("time_limit")));
  with_text(group, group.add_about("reply", "write to all of a conversation", reply, "the message that you reply to"))
      ->add_option("--to", words->to, "these alone instead: country codes, with commas");
  char const* const joins = "let another bureau join: it gets this message as its author signed it, sealed anew";
  with_text(group, group.add_about("forward", joins, forward, "the message"))
      ->add_option("--to", words->to, "country codes, with commas")
      ->required();
  group.add("resume", "send what was cut off: messages with attachments", resume)
      ->add_option("ID", words->of, "this one alone");
  group.add_about("discard", "give up what was cut off", discard, "the message");
}

void add_answering(MessageGroup const& group) {
  auto const& words = group.words;
  of_request(group, group.add_about("answer", "answer a request", answer, "the request"));
  of_request(group, group.add_about("refuse", "refuse a request, with a reason", refuse, "the request"))
      ->add_option("--reason", words->reason, "why")
      ->required()
      ->transform(one_of("reason", code_names("message_refusal")));
  CLI::App* const pausing = of_request(
      group, group.add_about("pause", "stop the time limit of your answer for a while", pause, "the request"));
  pausing->add_option("--reason", words->reason, "why")
      ->required()
      ->transform(one_of("reason", code_names("pause_reason")));
  pausing->add_option("--until", words->until, "when it runs again: 2027-03-01T00:00:00Z")->required();
}

}

void add_message(CLI::App& program, Session& session) {
  MessageGroup const group{
      program.add_subcommand("message",
                             "messages to other bureaus, sealed so that nobody but them can read (docs/messages.md)"),
      session, std::make_shared<MessageWords>()};
  group.app->require_subcommand(1);
  add_writing(group);
  add_answering(group);
  add_message_reading(group);
}

}
