// huecry notice …: submit, update, withdraw, show, list, status, history.

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;

constexpr std::size_t k_batch_documents = 100;  // of one request: progress moves, and a failure repeats little

struct Words {
  std::vector<std::string> files;
  bool lines = false;
  bool already_signed = false;
  std::string id;
  std::string reason;
  std::uint32_t ver = 0;
  bool as_signed = false;
  bool unverified = false;
  std::vector<std::pair<std::string, std::string>> filters = {{"colour", ""},    {"state", ""},   {"origin", ""},
                                                              {"recipient", ""}, {"region", ""},  {"offence", ""},
                                                              {"urgent", ""},    {"overdue", ""}, {"text", ""}};
  std::size_t limit = 50;
  std::string cursor;
};

/// The containers to submit, in order: payloads are signed, documents that are signed already go as they are.
Result<std::vector<std::string>> containers(Session const& session, Profile const& profile, Words const& words) {
  std::vector<std::string> all;
  for (std::string const& file : words.files) {
    HUECRY_TRY(std::string const text, read_file(file, k_input_bytes_max));
    HUECRY_TRY(auto const pieces,
               words.lines ? lines_of(text) : Result<std::vector<std::string>>(std::vector<std::string>{text}));
    for (std::string const& piece : pieces) {
      if (words.already_signed) {
        all.push_back(piece);
        continue;
      }
      HUECRY_TRY(std::string container,
                 signed_container(session, profile, envelope::DocumentType::notice, "notices", piece));
      all.push_back(std::move(container));
    }
  }
  return all;
}

std::string country_text(Json const& countries) {
  std::string text;
  for (auto const& country : countries) text += (text.empty() ? "" : " ") + country.get<std::string>();
  return text.empty() ? "nobody" : text;
}

void report_acceptance(Output const& output, Json const& answer) {
  std::string const what =
      answer.value("duplicate", false) ? " was there already, at position " : " is accepted at position ";
  output.line(answer.value("id", "") + " version " + std::to_string(answer.value("ver", 0)) + what +
                  std::to_string(answer.value("position", 0)),
              Tone::good);
  output.line("  released to " + country_text(answer["released"]));
  if (answer.contains("redacted") && !answer["redacted"].empty())
    output.line("  without some blocks, as an edition of the hub, to " + country_text(answer["redacted"]));
  if (!answer["recalled"].empty()) output.line("  recalled from " + country_text(answer["recalled"]), Tone::warning);
}

Result<> submit_one(Session const& session, Connection& connection, std::string const& container) {
  HUECRY_TRY(auto const response,
             expect_success(connection.hub->submit("/v1/notices", "application/vnd.huecry.notice+jws", container)));
  HUECRY_TRY(Json const answer, read_json(response.body));
  session.output().value(answer);
  report_acceptance(session.output(), answer);
  return ok();
}

/// One line for each refused document; the first refusal decides the exit code.
std::optional<Error> report_results(Output const& output, Json const& results, std::size_t first) {
  std::optional<Error> refused;
  for (std::size_t i = 0; i < results.size(); ++i) {
    Json const& result = results[i];
    output.value(result);
    if (!result.contains("code")) continue;
    Error error = client::error_of_problem(result);
    error.detail = "document " + std::to_string(first + i + 1) + ": " + error.detail;
    if (!output.as_json())
      output.line("  document " + std::to_string(first + i + 1) + " refused: " + result.value("code", ""), Tone::bad);
    if (!refused) refused = std::move(error);
  }
  return refused;
}

Result<> submit_many(Session const& session, Connection& connection, std::vector<std::string> const& all) {
  auto const output = session.output();
  std::optional<Error> refused;
  for (std::size_t first = 0; first < all.size(); first += k_batch_documents) {
    std::string body;
    std::size_t const end = std::min(all.size(), first + k_batch_documents);
    for (std::size_t i = first; i < end; ++i) body += all[i] + '\n';
    HUECRY_TRY(auto const response,
               expect_success(connection.hub->submit("/v1/notices", "application/vnd.huecry.batch+jsonl", body)));
    HUECRY_TRY(Json const answer, read_json(response.body));
    auto error = report_results(output, answer["results"], first);
    if (!refused) refused = std::move(error);
    output.progress("submitted", end, all.size());
  }
  if (refused) return *std::move(refused);
  output.line(std::to_string(all.size()) + " notices are accepted", Tone::good);
  return ok();
}

Result<> submit(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(auto const all, containers(session, connection.profile, words));
  if (all.size() == 1) return submit_one(session, connection, all.front());
  return submit_many(session, connection, all);
}

Result<std::uint32_t> version_in_force(Connection& connection, std::string const& id) {
  HUECRY_TRY(Json const history, get_json(connection, "/v1/notices/" + encoded(id) + "/history"));
  if (history["versions"].empty()) return Error(Errc::not_found);
  return history["versions"].back().value("ver", 0U);
}

/// Sends the file as the version after the one in force, whatever its ver says: it is signed here.
Result<> update(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(std::string const text, read_file(words.files.front(), k_input_bytes_max));
  HUECRY_TRY(Json payload, read_json(text));
  HUECRY_TRY(std::string const id, json::member_string(payload, "id"));
  HUECRY_TRY(std::uint32_t const ver, version_in_force(connection, id));
  payload["ver"] = ver + 1;
  HUECRY_TRY(std::string const container, signed_container(session, connection.profile, envelope::DocumentType::notice,
                                                           "notices", json::write(payload)));
  return submit_one(session, connection, container);
}

Result<> withdraw(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Received const newest, fetch_notice(connection, words.id, 0));
  Json const& before = newest.notice();
  HUECRY_TRY(std::uint32_t const ver, version_in_force(connection, words.id));
  Json const payload = {{"v", 1},
                        {"id", words.id},
                        {"ver", ver + 1},
                        {"iss", before["iss"]},
                        {"action", "withdraw"},
                        {"colour", before["colour"]},
                        {"file_no", before["file_no"]},
                        {"issued", documents::date_text(std::chrono::floor<std::chrono::days>(session.clock.now()))},
                        {"reason", words.reason}};
  HUECRY_TRY(std::string const container, signed_container(session, connection.profile, envelope::DocumentType::notice,
                                                           "notices", json::write(payload)));
  return submit_one(session, connection, container);
}

/// On standard error, so that standard output stays the document.
Result<> tell_signer(Session const& session, Connection& connection, Received const& notice) {
  UnixMillis const now = session.clock.now();
  HUECRY_TRY(Trust const trust, fetch_trust(connection, now));
  HUECRY_TRY(std::string const signer, trust.signer_of(notice, signed_at(notice.document), now));
  session.output().note("signed by " + signer);
  return ok();
}

/// With --json an edition is shown as the hub signed it: a script must not take it for the issuer's whole document.
Result<> show(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Received const notice, fetch_notice(connection, words.id, words.ver));
  if (!words.unverified) HUECRY_CHECK(tell_signer(session, connection, notice));
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
  for (auto const& [name, value] : words.filters)
    if (!value.empty()) target += '&' + name + '=' + encoded(value);
  if (!words.cursor.empty()) target += "&cursor=" + encoded(words.cursor);
  HUECRY_TRY(Json const page, get_json(connection, target));
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

Result<> history(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer, get_json(connection, "/v1/notices/" + encoded(words.id) + "/history"));
  session.output().value(answer);
  show_history(session.output(), answer);
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
  submit_command->add_option("FILE", words->files)->required();
  submit_command->add_flag("--lines", words->lines, "each line of a file is a document");
  submit_command->add_flag("--signed", words->already_signed, "the documents are signed containers already");

  CLI::App* const update_command =
      command(group, session, words, "update", "submit a payload as the version after the one in force", update);
  update_command->add_option("FILE", words->files)->required()->expected(1);

  CLI::App* const withdraw_command =
      command(group, session, words, "withdraw", "take a notice back; every holder is recalled", withdraw);
  withdraw_command->add_option("ID", words->id)->required();
  withdraw_command->add_option("--reason", words->reason, "in words, goes to every holder")->required();

  CLI::App* const show_command =
      command(group, session, words, "show", "the payload of a notice; its signature is checked", show);
  show_command->add_option("ID", words->id)->required();
  show_command->add_option("--ver", words->ver, "version; the newest without it");
  show_command->add_flag("--signed", words->as_signed,
                         "the signed container as the hub has it, to keep or to verify elsewhere");
  show_command->add_flag("--unverified", words->unverified, "do not check the signature (diagnosis only)");

  CLI::App* const list_command = command(group, session, words, "list", "notices that you may see, newest first", list);
  for (auto& [name, value] : words->filters) list_command->add_option("--" + name, value);
  list_command->add_option("--limit", words->limit)->capture_default_str();
  list_command->add_option("--cursor", words->cursor, "next of the page before");

  CLI::App* const status_command =
      command(group, session, words, "status", "who was sent it and what was heard since", status);
  status_command->add_option("ID", words->id)->required();
  CLI::App* const history_command = command(group, session, words, "history", "its versions", history);
  history_command->add_option("ID", words->id)->required();
}

}
