// huecry message show, save, list, statistics: what was sent and received, opened (docs/messages.md).

#include <CLI/CLI.hpp>
#include <set>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/message_desk.hpp"
#include "gateway/cli/message_forms.hpp"
#include "gateway/cli/message_group.hpp"
#include "gateway/cli/message_tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;

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
    auto const payload = forwarded ? read_json(forwarded->payload) : Result<Json>(forwarded.error());
    list.push_back(payload ? Json{{"signed_by", forwarded->signer}, {"message", *payload}}
                           : Json{{"does_not_verify", payload.error().detail}});
  }
  return list;
}

Result<> show(Session const& session, MessageWords const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  Output const output = session.output();
  HUECRY_TRY(Json value, get_json(desk->connection, message_target(words.of)));
  if (!value.contains("item")) {
    output.value(value);
    show_expired(output, value);
    return ok();
  }
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, words.of));
  if (known.mail.opened) {
    HUECRY_TRY(value["message"], read_json(known.mail.opened->payload));
  }
  HUECRY_TRY(Around const around, around_of(*desk, known));
  value["missing"] = around.missing;
  value["forwarded"] = forwarded_json(around);
  output.value(value);
  show_message(output, known.status, known.mail, around);
  return ok();
}

/// The others can still be had.
bool is_of_one_file(Errc code) { return code == Errc::not_verified || mail::deserves_complaint(code); }

/// Whoever else was sent it must learn of it, and who has sent it, too.
void tell_bad_file(Desk& desk, KnownMessage const& known, std::filesystem::path const& file, Error const& why) {
  Output const output = desk.session.output();
  output.line(file.string() + " is not there: " + why.detail, Tone::bad);
  if (!mail::deserves_complaint(why.code)) return;
  output.note(complaint_note(complain(desk.session, desk.connection, known.status["item"], why.detail)));
}

Result<> save(Session const& session, MessageWords const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(KnownMessage const known, fetch_message(*desk, words.of));
  HUECRY_TRY(mail::Opened const* const message, opened_message(known, words.of));
  std::filesystem::path const folder = words.file.empty() ? "." : words.file;
  std::error_code why;
  std::filesystem::create_directories(folder, why);
  std::set<std::string> names;
  Result<> all = ok();
  for (documents::Attachment const& attachment : message->message.attachments) {
    std::filesystem::path const file = folder / name_among(names, attachment.name);
    auto const had = fetch_attachment(desk->connection, session.output(), words.of, attachment, file);
    if (!had && !is_of_one_file(had.error().code)) return had;
    if (!had) {
      tell_bad_file(*desk, known, file, had.error());
      all = had;
      continue;
    }
    session.output().value({{"file", file.string()}, {"bytes", attachment.bytes}});
    session.output().line(file.string() + ", " + std::to_string(attachment.bytes) + " bytes", Tone::good);
  }
  if (message->message.attachments.empty()) session.output().line("nothing is attached");
  return all;
}

Result<> list(Session const& session, MessageWords const& words) {
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

Result<> statistics(Session const& session, MessageWords const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string const year = words.year == 0 ? "" : "?year=" + std::to_string(words.year);
  HUECRY_TRY(Json const counted, get_json(connection, "/v1/statistics/requests" + year));
  session.output().value(counted);
  show_request_statistics(session.output(), counted);
  return ok();
}

Result<> form(Session const& session, MessageWords const& words) {
  show_form(session.output(), *documents::request_form(words.kind));
  return ok();
}

}

void add_message_reading(MessageGroup const& group) {
  auto const& words = group.words;
  group.add_about("show", "open a message, and what was heard of it", show, "the message");
  group.add_about("save", "fetch and open what is attached", save, "the message")
      ->add_option("--to", words->file, "a folder; the present one without it");
  group.add("form", "what a request of a kind has to say, for send --form FILE", form)
      ->add_option("KIND", words->kind, "of request")
      ->required()
      ->transform(one_of("KIND", code_names("request_kind")));
  CLI::App* const listing = group.add("list", "messages sent and received, newest first", list);
  listing->add_option("--conv", words->conversation, "of this conversation");
  listing->add_option("--act", words->act, "of this kind")->transform(one_of("act", code_names("message_act")));
  listing->add_flag("--open", words->open, "requests that wait for an answer, ours or from others");
  listing->add_flag("--overdue", words->overdue, "requests whose time limit has passed");
  group.add("statistics", "how requests were answered in a year, by time limit", statistics)
      ->add_option("--year", words->year, "the present one without it");
}

}
