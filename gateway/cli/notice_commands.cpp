// huecry notice …: submit, update, withdraw, show, list, status, remarks, readers.

#include <CLI/CLI.hpp>

#include <iostream>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/submission.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"
#include "protocol/life/state.hpp"

namespace huecry::cli {
namespace {

using json::Json;

/// A parameter of the hub's list by the same name.
struct Filter {
  std::string name, help;
  std::vector<std::string> choices;  // none: any text
  std::string value;
};

std::vector<std::string> state_names() {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(life::NoticeState::last_); ++i)
    names.emplace_back(to_text(static_cast<life::NoticeState>(i)));
  return names;
}

std::vector<std::string> extract_names() {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(life::ExtractState::last_); ++i)
    names.emplace_back(to_text(static_cast<life::ExtractState>(i)));
  return names;
}

std::vector<Filter> list_filters() {
  return {{"channel", "published by the secretariat, or sent by its source", {"notice", "diffusion"}, {}},
          {"colour", "of this colour", colour_names(), {}},
          {"state", "in this state of its life (docs/life.md)", state_names(), {}},
          {"extract",
           "whose public extract stands so; what is not public yet, its source and reviewers see",
           extract_names(),
           {}},
          {"origin", "issued by this country", {}, {}},
          {"recipient", "released to this country", {}, {}},
          {"region", "issued in this region", region_names(), {}},
          {"offence", "for this offence or one below it: PEE covers PEE/FIS", {}, {}},
          {"urgent", "true or false", {"true", "false"}, {}},
          {"overdue", "released more than so many hours ago and not acknowledged, or recalled and not purged", {}, {}},
          {"text", "with these words in names and texts", {}, {}}};
}

struct Words {
  std::vector<std::string> files;
  bool lines = false;
  bool already_signed = false;
  std::string id;
  std::string reason;
  std::uint32_t ver = 0;
  bool as_signed = false;
  bool unverified = false;
  std::vector<Filter> filters = list_filters();
  std::size_t limit = 50;
  std::string cursor;
};

std::string label_of(std::string const& file, std::size_t index, std::size_t of) {
  std::string const name = file == "-" ? "standard input" : file;
  return of == 1 ? name : name + ", document " + std::to_string(index + 1);
}

/// What to submit, in order: payloads are signed, documents that are signed already go as they are.
Result<std::vector<Submission>> submissions(Session const& session, Profile const& profile, Words const& words) {
  std::vector<Submission> all;
  for (std::string const& file : words.files) {
    HUECRY_TRY(std::string const text, read_file(file, k_input_bytes_max));
    HUECRY_TRY(auto const pieces,
               words.lines ? lines_of(text) : Result<std::vector<std::string>>(std::vector<std::string>{text}));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      HUECRY_TRY(std::string container,
                 words.already_signed
                     ? Result<std::string>(pieces[i])
                     : signed_container(session, profile, envelope::DocumentType::notice, "notices", pieces[i]));
      all.push_back({label_of(file, i, pieces.size()), std::move(container)});
    }
  }
  return all;
}

Result<> submit(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(auto const all, submissions(session, connection.profile, words));
  if (all.size() == 1) return submit_one(session, connection, envelope::DocumentType::notice, all.front().container);
  return submit_many(session, connection, all, same_bytes);
}

/// Sends the file as the version after the one in force, whatever its ver says: it is signed here.
Result<> update(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(std::string const text, read_file(words.files.front(), k_input_bytes_max));
  HUECRY_TRY(Json payload, read_json(text));
  HUECRY_TRY(std::string const id, json::member_string(payload, "id"));
  HUECRY_TRY(std::uint32_t const ver, newest_version(connection, id));
  payload["ver"] = ver + 1;
  HUECRY_TRY(std::string const container, signed_container(session, connection.profile, envelope::DocumentType::notice,
                                                           "notices", json::write(payload)));
  return submit_one(session, connection, envelope::DocumentType::notice, container);
}

Result<> withdraw(Session const& session, Words const& words) { return take_back(session, words.id, words.reason); }

/// On standard error, so that standard output stays the document.
Result<> tell_signer(Session const& session, Connection& connection, Received const& notice) {
  UnixMillis const now = session.clock.now();
  HUECRY_TRY(Trust const trust, fetch_trust(connection, now));
  HUECRY_TRY(std::string const signer, trust.signer_of(notice, signed_at(notice.document), now));
  session.output().note("signed by " + signer);
  return ok();
}

/// A document looks the same after its withdrawal: whoever reads it must be told that it must not be acted upon.
Result<> tell_state(Session const& session, Connection& connection, Received const& notice) {
  auto const history = get_json(connection, "/v1/notices/" + encoded(notice.id) + "/history");
  if (!history && history.error().code == Errc::role_required) return ok();  // an entity: it has a current copy or none
  if (!history) return history.error();
  Json const& versions = history->at("versions");
  std::uint32_t const newest = versions.empty() ? notice.ver : versions.back().value("ver", 0U);
  std::string const word = history->value("state", "");
  auto const state = life::notice_state(word);
  if (word == "sent") session.output().note("a diffusion; its review is pending");
  if (word == "reviewed_ok") session.output().note("a diffusion; reviewed, in order");
  if (!state || !life::is_live(*state))
    std::cerr << "NOT IN FORCE, it is " << word << ": do not act on it\n";  // also beside --json
  else if (newest != notice.ver)
    session.output().note("there is a newer version, " + std::to_string(newest));
  return ok();
}

/// Each verified: they are the secretariat's, not the issuer's.
Result<> remarks(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer, get_content(connection, "/v1/notices/" + encoded(words.id) + "/remarks"));
  UnixMillis const now = session.clock.now();
  HUECRY_TRY(Trust const trust, fetch_trust(connection, now));
  HUECRY_TRY(Json const* const items, json::member_array(answer, "remarks"));
  std::vector<std::vector<std::string>> rows;
  for (Json const& item : *items) {
    HUECRY_TRY(auto const decision, read_decision(item));
    HUECRY_TRY(std::string const time, json::member_string(item.at("entered"), "time"));
    HUECRY_TRY(UnixMillis const received, received_time(time));
    HUECRY_TRY(std::string signer, trust.signer_of(decision, "remark", received, now));
    if (decision.notice != words.id) return Error(Errc::not_verified, "a remark about another notice");
    session.output().value(decision.payload);
    rows.push_back(
        {shown_time(time), std::to_string(decision.ver), std::move(signer), decision.payload.value("reason", "")});
  }
  if (rows.empty()) return session.output().line("no remarks"), ok();
  session.output().table({"UTC", "VERSION", "SIGNED BY", "REMARK"}, rows);
  return ok();
}

/// With --json an edition is shown as the hub signed it: a script must not take it for the issuer's whole document.
Result<> show(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Received const notice, fetch_notice(connection, words.id, words.ver));
  if (!words.unverified) HUECRY_CHECK(tell_signer(session, connection, notice));
  HUECRY_CHECK(tell_state(session, connection, notice));
  if (notice.is_edition())
    session.output().note(edition_text(notice.missing) + "; the issuer's document has the digest " + notice.of);
  if (words.as_signed)
    Output::raw(envelope::to_container(notice.document.compact()) + "\n");
  else
    Output::raw((session.as_json ? json::write(notice.payload) : notice.notice().dump(2)) + "\n");
  return ok();
}

Result<> list(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string target = "/v1/notices?limit=" + std::to_string(words.limit);
  for (Filter const& filter : words.filters)
    if (!filter.value.empty()) target += '&' + filter.name + '=' + encoded(filter.value);
  if (!words.cursor.empty()) target += "&cursor=" + encoded(words.cursor);
  HUECRY_TRY(Json const page, get_content(connection, target));
  session.output().value(page);
  show_list(session.output(), page);
  return ok();
}

Result<> status(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer, get_json(connection, "/v1/notices/" + encoded(words.id) + "/status"));
  session.output().value(answer);
  show_status(session.output(), answer);
  return ok();
}

/// Whoever fetched it from an inbox has said so itself: that stands in the status.
Result<> readers(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  std::string const target = "/v1/notices/" + encoded(words.id) + "/readers";
  std::vector<std::vector<std::string>> rows;
  for (std::string page = target; !page.empty();) {
    HUECRY_TRY(Json const answer, get_json(connection, page));
    HUECRY_TRY(Json const* const items, json::member_array(answer, "items"));
    for (Json const& item : *items) {
      session.output().value(item);
      rows.push_back(reader_row(item));
    }
    page = answer["next"].is_null() ? "" : target + "?cursor=" + answer["next"].dump();
  }
  if (rows.empty()) return session.output().line("nobody has read it but from an inbox: huecry notice status"), ok();
  session.output().table({"UTC", "PARTY", "USER", "PURPOSE", "CASE", "SHOWN", "VER"}, rows);
  return ok();
}

}

void add_notice(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand("notice", "submit and read notices");
  group->require_subcommand(1);

  CLI::App* const submit_command =
      command(group, session, words, "submit",
              "sign and submit notices; each file is a payload (docs/notices.md), - is standard input", submit);
  submit_command->add_option("FILE", words->files, "a payload; - is standard input")->required();
  submit_command->add_flag("--lines", words->lines, "each line of a file is a document");
  submit_command->add_flag("--signed", words->already_signed, "the documents are signed containers already");

  CLI::App* const update_command =
      command(group, session, words, "update", "submit a payload as the version after the one in force", update);
  update_command->add_option("FILE", words->files, "a payload; - is standard input")->required()->expected(1);

  CLI::App* const withdraw_command =
      command(group, session, words, "withdraw", "take a notice back; every holder is recalled", withdraw);
  withdraw_command->add_option("ID", words->id, "identifier of the notice")->required();
  withdraw_command->add_option("--reason", words->reason, "in words, goes to every holder")->required();

  CLI::App* const show_command =
      command(group, session, words, "show", "the payload of a notice; its signature is checked", show);
  show_command->add_option("ID", words->id, "identifier of the notice")->required();
  show_command->add_option("--ver", words->ver, "version; the newest without it");
  show_command->add_flag("--signed", words->as_signed,
                         "the signed container as the hub has it, to keep or to verify elsewhere");
  show_command->add_flag("--unverified", words->unverified, "do not check the signature (diagnosis only)");

  CLI::App* const list_command = command(group, session, words, "list", "notices that you may see, newest first", list);
  for (Filter& filter : words->filters) {
    CLI::Option* const option = list_command->add_option("--" + filter.name, filter.value, filter.help);
    if (!filter.choices.empty()) option->transform(one_of(filter.name, filter.choices));
  }
  list_command->add_option("--limit", words->limit, "how many at most")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, limits::list_page_items_max));
  list_command->add_option("--cursor", words->cursor, "next of the page before");

  CLI::App* const status_command =
      command(group, session, words, "status", "who was sent it and what was heard since", status);
  status_command->add_option("ID", words->id, "identifier of the notice")->required();
  CLI::App* const remarks_command = command(group, session, words, "remarks",
                                            "what the secretariat has added to it; signatures are checked", remarks);
  remarks_command->add_option("ID", words->id, "identifier of the notice")->required();
  CLI::App* const readers_command =
      command(group, session, words, "readers", "who has read it, for what purpose and case, newest first", readers);
  readers_command->add_option("ID", words->id, "identifier of the notice")->required();
  add_history(*group, session);
}

}
