// huecry message send, reply, answer, refuse, pause, forward, show, list: sealed from end to end (docs/messages.md).

#include <CLI/CLI.hpp>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/message_desk.hpp"
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
constexpr std::size_t k_named_before = 8;  // messages of the conversation that a new one names

struct Words {
  std::string id, conversation, of, to, subject, body, file, kind, clock, reason, until, act;
  std::string language = "ENG", urgency = "routine", handling = "H0";
  std::vector<std::string> attached;
  std::uint32_t keep_days = 90, year = 0;
  bool open = false, overdue = false;
};

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

Result<std::string> body_of(Words const& words) {
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
Result<Json> begin(Desk& desk, Words const& words, MessageAct act, CountrySet const& to) {
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

Result<> finish(Desk& desk, Words const& words, Json message, CountrySet const& to) {
  std::string const conversation = message["conv"], id = message["id"];
  if (conversation != id) {
    HUECRY_TRY(Json names, known_before(desk, conversation));
    if (!names.empty()) message["after"] = std::move(names);
  }
  auto const expires = to_seconds(desk.session.clock.now()) + std::chrono::days(words.keep_days);
  Prepared prepared{std::move(message), to, expires};
  if (words.attached.empty()) return send_message(desk, prepared);
  Outbox const outbox(id);
  HUECRY_CHECK(outbox.prepare(prepared, words.attached, desk.session.output()));
  desk.session.output().note(id + " is sealed; should this be cut off: huecry message resume");
  return send_from(outbox, desk, prepared);
}

Result<> resume(Session const& session, Words const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  std::vector<std::string> const waiting = words.of.empty() ? Outbox::waiting() : std::vector{words.of};
  if (waiting.empty()) return session.output().line("nothing waits to be sent"), ok();
  for (std::string const& id : waiting) {
    Outbox const outbox(id);
    HUECRY_TRY(Prepared const prepared, outbox.load());
    if (prepared.message.value("from", "") != desk->own.text()) continue;  // another profile's
    HUECRY_CHECK(send_from(outbox, *desk, prepared));
  }
  return ok();
}

Result<> send(Session const& session, Words const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(CountrySet const to, countries_of(words.to));
  bool const asks = !words.kind.empty();
  if (asks != !words.clock.empty())
    return Error(Errc::parameter_invalid, "--request and --clock belong together: what is asked for, and until when");
  HUECRY_TRY(Json message, begin(*desk, words, asks ? MessageAct::request : MessageAct::message, to));
  if (asks) message.update({{"kind", words.kind}, {"clock", words.clock}});
  return finish(*desk, words, std::move(message), to);
}

/// What a message inherits from the one that it is about.
Words inherited(Words words, KnownMessage const& known) {
  documents::MessageEnvelope const& before = known.mail.received.envelope;
  words.conversation = before.conversation;
  if (words.subject.empty() && known.mail.opened) {
    std::string const& subject = known.mail.opened->message.subject;
    words.subject = subject.starts_with("Re: ") ? subject : "Re: " + subject;
  }
  return words;
}

Result<> reply(Session const& session, Words const& given) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, given.of));
  Words const words = inherited(given, known);
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
Result<> step(Session const& session, Words const& given, MessageAct act) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, given.of));
  Words const words = inherited(given, known);
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

Result<> answer(Session const& session, Words const& words) { return step(session, words, MessageAct::answer); }
Result<> refuse(Session const& session, Words const& words) { return step(session, words, MessageAct::refuse); }
Result<> pause(Session const& session, Words const& words) { return step(session, words, MessageAct::pause); }

/// Sealed anew by us, as its author signed it: the one who joins can check that.
Result<> forward(Session const& session, Words const& given) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, given.of));
  HUECRY_TRY(mail::Opened const* const original, opened_message(known, given.of));
  Words words = given;
  words.conversation = known.mail.received.envelope.conversation;
  if (words.subject.empty()) words.subject = "Fwd: " + original->message.subject;
  if (words.body.empty() && words.file.empty()) words.body = "Forwarded: " + given.of;
  HUECRY_TRY(CountrySet const to, countries_of(words.to));
  HUECRY_TRY(Json message, begin(*desk, words, MessageAct::message, to));
  message["fwd"] = Json::array({original->inner});
  return finish(*desk, words, std::move(message), to);
}

/// Messages that others name, that went to us or from us, and that the hub does not have for us.
Result<std::vector<std::string>> gaps(Desk& desk, documents::Message const& message) {
  std::vector<std::string> missing;
  for (documents::MessageName const& name : message.after) {
    bool const ours = name.to.contains(desk.own) || name.id.starts_with(desk.own.text());
    if (!ours) continue;
    auto const there = get_json(desk.connection, message_target(name.id));
    if (there) continue;
    if (there.error().code != Errc::not_found) return there.error();
    missing.push_back(name.id);
  }
  return missing;
}

Result<Around> around_of(Desk& desk, KnownMessage const& known) {
  Around around;
  if (!known.mail.opened) return around;
  documents::Message const& message = known.mail.opened->message;
  HUECRY_TRY(around.missing, gaps(desk, message));
  HUECRY_TRY(Mailbox const mailbox, Mailbox::of(desk.connection.profile, desk.trust, desk.schemas));
  for (std::string const& compact : message.forwarded)
    around.forwarded.push_back(mailbox.forwarded(compact, desk.session.clock.now()));
  return around;
}

Json forwarded_json(Around const& around) {
  Json list = Json::array();
  for (auto const& forwarded : around.forwarded) {
    auto const payload = forwarded ? json::read(forwarded->payload) : Result<Json>(forwarded.error());
    list.push_back(payload ? Json{{"signed_by", forwarded->signer}, {"message", *payload}}
                           : Json{{"does_not_verify", payload.error().detail}});
  }
  return list;
}

Result<> show(Session const& session, Words const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, words.of));
  Output const output = session.output();
  Json value = known.status;
  if (known.mail.opened) {
    HUECRY_TRY(value["message"], json::read(known.mail.opened->payload));
  }
  HUECRY_TRY(Around const around, around_of(*desk, known));
  value["missing"] = around.missing;
  value["forwarded"] = forwarded_json(around);
  output.value(value);
  show_message(output, known.status, known.mail, around);
  return ok();
}

Result<> save(Session const& session, Words const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, words.of));
  HUECRY_TRY(mail::Opened const* const message, opened_message(known, words.of));
  std::filesystem::path const folder = words.file.empty() ? "." : words.file;
  for (documents::Attachment const& attachment : message->message.attachments) {
    std::filesystem::path const file = folder / attachment.name;
    HUECRY_CHECK(fetch_attachment(desk->connection, session.output(), words.of, attachment, file));
    session.output().value({{"file", file.string()}, {"bytes", attachment.bytes}});
    session.output().line(file.string() + ", " + std::to_string(attachment.bytes) + " bytes", Tone::good);
  }
  if (message->message.attachments.empty()) session.output().line("nothing is attached");
  return ok();
}

Result<> list(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string const target = "/v1/messages?limit=" + std::to_string(limits::list_page_items_max) +
                             (words.conversation.empty() ? "" : "&conv=" + encoded(words.conversation)) +
                             (words.act.empty() ? "" : "&act=" + encoded(words.act)) +
                             (words.open ? "&open=true" : "") + (words.overdue ? "&overdue=true" : "");
  std::vector<Json> items;
  for (std::string page = target; !page.empty();) {
    HUECRY_TRY(Json const found, get_json(connection, page));
    for (Json const& item : found["items"]) {
      session.output().value(item);
      items.push_back(item);
    }
    page = found["next"].is_null() ? "" : target + "&cursor=" + found["next"].dump();
  }
  show_messages(session.output(), items);
  return ok();
}

Result<> statistics(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string const year = words.year == 0 ? "" : "?year=" + std::to_string(words.year);
  HUECRY_TRY(Json const counted, get_json(connection, "/v1/statistics/requests" + year));
  session.output().value(counted);
  show_request_statistics(session.output(), counted);
  return ok();
}

/// One group of commands, whose words are shared.
struct Group {
  CLI::App* app;
  Session& session;
  std::shared_ptr<Words> words;

  CLI::App* add(std::string const& name, std::string const& help, Work<Words, Result<>> work) const {
    return command(app, session, words, name, help, work);
  }
};

CLI::App* of_message(Group const& group, CLI::App* made, std::string const& what) {
  made->add_option("ID", group.words->of, what)->required();
  return made;
}

CLI::App* with_text(Group const& group, CLI::App* made) {
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

CLI::App* of_request(Group const& group, CLI::App* made) {
  with_text(group, of_message(group, made, "the request"));
  made->add_option("--to", group.words->to, "others who are to learn of it, too: country codes, with commas");
  return made;
}

void add_writing(Group const& group) {
  auto const& words = group.words;
  CLI::App* const sending = with_text(group, group.add("send", "write to one bureau or several", send));
  sending->get_option("--subject")->required();
  sending->add_option("--to", words->to, "country codes, with commas")->required();
  sending->add_option("--conv", words->conversation, "a conversation that it belongs to; a new one without it");
  sending->add_option("--request", words->kind, "that it asks for something, with a time limit")
      ->transform(one_of("request", code_names("request_kind")));
  sending->add_option("--clock", words->clock, "time limit of the answer")
      ->transform(one_of("clock", code_names("time_limit")));
  with_text(group, of_message(group, group.add("reply", "write to all of a conversation", reply),
                              "the message that you reply to"))
      ->add_option("--to", words->to, "these alone instead: country codes, with commas");
  char const* const joins = "let another bureau join: it gets this message as its author signed it, sealed anew";
  with_text(group, of_message(group, group.add("forward", joins, forward), "the message"))
      ->add_option("--to", words->to, "country codes, with commas")
      ->required();
  group.add("resume", "send what was cut off: messages with attachments", resume)
      ->add_option("ID", words->of, "this one alone");
}

void add_answering(Group const& group) {
  auto const& words = group.words;
  of_request(group, group.add("answer", "answer a request", answer));
  of_request(group, group.add("refuse", "refuse a request, with a reason", refuse))
      ->add_option("--reason", words->reason, "why")
      ->required()
      ->transform(one_of("reason", code_names("message_refusal")));
  CLI::App* const pausing =
      of_request(group, group.add("pause", "stop the time limit of your answer for a while", pause));
  pausing->add_option("--reason", words->reason, "why")
      ->required()
      ->transform(one_of("reason", code_names("pause_reason")));
  pausing->add_option("--until", words->until, "when it runs again: 2027-03-01T00:00:00Z")->required();
}

void add_reading(Group const& group) {
  auto const& words = group.words;
  of_message(group, group.add("show", "open a message, and what was heard of it", show), "the message");
  of_message(group, group.add("save", "fetch and open what is attached", save), "the message")
      ->add_option("--to", words->file, "a folder; the present one without it");
  CLI::App* const listing = group.add("list", "messages sent and received, newest first", list);
  listing->add_option("--conv", words->conversation, "of this conversation");
  listing->add_option("--act", words->act, "of this kind")->transform(one_of("act", code_names("message_act")));
  listing->add_flag("--open", words->open, "requests that wait for an answer, ours or from others");
  listing->add_flag("--overdue", words->overdue, "requests whose time limit has passed");
  group.add("statistics", "how requests were answered in a year, by time limit", statistics)
      ->add_option("--year", words->year, "the present one without it");
}

}

void add_message(CLI::App& program, Session& session) {
  Group const group{
      program.add_subcommand("message",
                             "messages to other bureaus, sealed so that nobody but them can read (docs/messages.md)"),
      session, std::make_shared<Words>()};
  group.app->require_subcommand(1);
  add_writing(group);
  add_answering(group);
  add_reading(group);
}

}
