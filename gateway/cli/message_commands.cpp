// huecry message send, reply, answer, refuse, pause, forward, show, list: sealed from end to end (docs/messages.md).

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <sstream>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/message_desk.hpp"
#include "gateway/cli/message_forms.hpp"
#include "gateway/cli/message_forwarding.hpp"
#include "gateway/cli/message_group.hpp"
#include "gateway/cli/message_tables.hpp"
#include "gateway/cli/message_writing.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"

namespace huecry::cli {
namespace {

using json::Json;

Json codes_in(std::string const& list) {
  Json codes = Json::array();
  std::string code;
  std::stringstream in(list);
  while (std::getline(in, code, ',')) codes.push_back(code);
  return codes;
}

Result<std::string> body_of(MessageWords const& words) {
  if (!words.body.empty()) return words.body;
  if (!words.file.empty()) return read_file(words.file, k_json_file_bytes_max);
  return Error(Errc::parameter_invalid, "there is nothing to say: --body TEXT, or --file FILE (- for standard input)");
}

/// The form of a request, under the name of its kind, and what the case is about.
Result<> add_files(MessageWords const& words, Json& message) {
  if (!words.form.empty()) {
    auto const* const form = documents::request_form(words.kind);
    if (form == nullptr) return Error(Errc::parameter_invalid, "--form belongs to a request: --request KIND");
    HUECRY_TRY(message[std::string(form->member)], read_json_file(words.form));
  }
  if (!words.entities.empty()) {
    HUECRY_TRY(message["entities"], read_json_file(words.entities));
  }
  return ok();
}

enum class Body { needed, as_given };

/// What the call says of every act.
Result<Draft> draft_of(MessageWords const& words, Body body = Body::needed) {
  Draft draft{{{"lang", words.language}}, std::chrono::days(words.keep_days), words.hint};
  if (body == Body::needed || !words.body.empty() || !words.file.empty()) {
    HUECRY_TRY(draft.message["body"], body_of(words));
  }
  std::pair<char const*, std::string const&> const texts[] = {{"id", words.id},           {"conv", words.conversation},
                                                              {"subject", words.subject}, {"result", words.result},
                                                              {"prio", words.urgency},    {"handling", words.handling}};
  for (auto const& [name, text] : texts)
    if (!text.empty()) draft.message[name] = text;
  if (!words.to.empty()) draft.message["to"] = codes_in(words.to);
  HUECRY_CHECK(add_files(words, draft.message));
  return draft;
}

Result<> send_with(Desk& desk, std::vector<std::string> const& files, Prepared prepared) {
  if (files.empty()) return send_message(desk, prepared);
  HUECRY_CHECK(check_prepared(desk, prepared));
  std::string const id = prepared.message["id"];
  Outbox const outbox(id);
  HUECRY_CHECK(outbox.prepare(prepared, files, desk.session.output()));
  desk.session.output().note(id + " is sealed; should this be cut off: huecry message resume");
  return send_from(outbox, desk, prepared);
}

Result<> finish(Desk& desk, MessageWords const& words, Draft draft) {
  HUECRY_TRY(Prepared prepared, complete(desk, std::move(draft)));
  return send_with(desk, words.attached, std::move(prepared));
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
  ForwardedFiles::sweep();
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
  bool const asks = !words.kind.empty();
  if (asks != !words.clock.empty())
    return Error(Errc::parameter_invalid, "--request and --clock belong together: what is asked for, and until when");
  HUECRY_TRY(Draft draft, draft_of(words));
  if (asks) draft.message.update({{"kind", words.kind}, {"clock", words.clock}});
  return finish(*desk, words, std::move(draft));
}

Result<> reply(Session const& session, MessageWords const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(Draft draft, draft_of(words));
  draft.message["reply_to"] = words.of;
  return finish(*desk, words, std::move(draft));
}

/// To the one who asked; whether others learn of it, the call says.
Result<> step(Session const& session, MessageWords const& words, Json const& members) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(Draft draft, draft_of(words));
  draft.message["of"] = words.of;
  draft.message.update(members);
  if (!words.to.empty()) draft.message["to"].push_back(words.of.substr(0, 2));
  return finish(*desk, words, std::move(draft));
}

Result<> answer(Session const& session, MessageWords const& words) { return step(session, words, Json::object()); }
Result<> refuse(Session const& session, MessageWords const& words) {
  return step(session, words, {{"refusal", words.reason}});
}
Result<> pause(Session const& session, MessageWords const& words) {
  return step(session, words, {{"pause", words.reason}, {"until", words.until}});
}

/// Sealed anew by us, as its author signed it, with what was attached to it: the one who joins can check that.
Result<> forward(Session const& session, MessageWords const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(Draft draft, draft_of(words, Body::as_given));
  draft.forward = {words.of, words.agreed};
  HUECRY_TRY(Prepared prepared, complete(*desk, std::move(draft)));
  ForwardedFiles theirs;
  std::vector<std::string> files = words.attached;
  if (!words.without_files) {
    HUECRY_TRY(auto fetched, theirs.fetch(*desk, words.of));
    std::ranges::move(fetched, std::back_inserter(files));
  }
  return send_with(*desk, files, std::move(prepared));
}

CLI::App* with_text(MessageGroup const& group, CLI::App* made) {
  auto const& words = group.words;
  made->add_option("--subject", words->subject, "what it is about, in a line");
  made->add_option("--body", words->body, "what it says");
  made->add_option("--file", words->file, "a file with what it says; - for standard input");
  made->add_option("--lang", words->language, "language of the text")->capture_default_str();
  made->add_option("--prio", words->urgency, "how soon it must be read; routine, or that of what is forwarded")
      ->transform(one_of("urgency", code_names("urgency")));
  made->add_option("--handling", words->handling, "conditions of its use; H0, or those of what is forwarded")
      ->transform(one_of("handling", code_names("handling")));
  made->add_option("--keep", words->keep_days, "days for which the hub keeps it, sealed")
      ->capture_default_str()
      ->check(CLI::Range(k_keep_days_min, k_keep_days_max));
  made->add_option("--entities", words->entities,
                   "a file with persons, things and places that it is about (docs/entities.md)");
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
  sending->add_option("--form", words->form, "a file with the form of the request; huecry message form KIND shows one");
  sending->add_option("--hint", words->hint,
                      "GROUP:REF, so that the hub can say whether the same is asked already: the group of countries "
                      "whose keys are used, and the entity that it is about");
  with_text(group, group.add_about("reply", "write to all of a conversation", reply, "the message that you reply to"))
      ->add_option("--to", words->to, "these alone instead: country codes, with commas");
  char const* const joins = "let another bureau join: it gets this message as its author signed it, sealed anew";
  CLI::App* const passing = with_text(group, group.add_about("forward", joins, forward, "the message"));
  passing->add_option("--to", words->to, "country codes, with commas")->required();
  passing->add_flag("--agreed", words->agreed, "who wrote it agrees that it is passed on (handling H2)");
  passing->add_flag("--without-attachments", words->without_files, "not what was attached to it");
  group.add("resume", "send what was cut off: messages with attachments", resume)
      ->add_option("ID", words->of, "this one alone");
  group.add_about("discard", "give up what was cut off", discard, "the message");
}

void add_answering(MessageGroup const& group) {
  auto const& words = group.words;
  of_request(group, group.add_about("answer", "answer a request", answer, "the request"))
      ->add_option("--result", words->result, "what it comes to")
      ->transform(one_of("result", code_names("request_result")));
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
