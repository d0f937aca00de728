// huecry decision show, replay: why a notice went to whom, as it was stored; and the same question asked again.

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/decision_rows.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::string id;
  std::uint32_t ver = 0;
};

std::string target_of(Words const& words, bool replay) {
  std::string query;
  if (words.ver != 0) query = "?ver=" + std::to_string(words.ver);
  if (replay) query += (query.empty() ? "?" : "&") + std::string("replay=true");
  return "/v1/notices/" + encoded(words.id) + "/decision" + query;
}

Result<> show_record(Output const& output, Json const& answer, char const* name) {
  HUECRY_TRY(Json const* const record, json::member_object(answer, name));
  HUECRY_TRY(auto const rows, decision_rows(*record));
  show_decision(output, rows);
  return ok();
}

Result<> show_head(Output const& output, Json const& answer) {
  HUECRY_TRY(Json const* const record, json::member_object(answer, "decision"));
  HUECRY_TRY(std::string const policy, json::member_string(*record, "policy"));
  output.line(answer.value("id", "") + " version " + std::to_string(answer.value("ver", 0)) + ", position " +
              std::to_string(answer.value("position", 0)) + ", received " + answer.value("received", ""));
  output.line("decided by the policy set " + policy, Tone::dim);
  return ok();
}

Result<Exit> show(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer, get_content(connection, target_of(words, false)));
  session.output().value(answer);
  HUECRY_CHECK(show_head(session.output(), answer));
  HUECRY_CHECK(show_record(session.output(), answer, "decision"));
  return Exit::ok;
}

Result<Exit> replay(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer, get_content(connection, target_of(words, true)));
  HUECRY_TRY(bool const same, json::member_bool(answer, "same"));
  auto const output = session.output();
  output.value(answer);
  HUECRY_CHECK(show_head(output, answer));
  if (same) {
    output.line("the hub's program of today gives the same answer, byte for byte", Tone::good);
    return Exit::ok;
  }
  output.line("the hub's program of today gives another answer; stored is", Tone::bad);
  HUECRY_CHECK(show_record(output, answer, "decision"));
  output.line("and today it would be", Tone::bad);
  HUECRY_CHECK(show_record(output, answer, "again"));
  return Exit::answer_no;
}

void add_version(CLI::App* added, Words& words) {
  added->add_option("ID", words.id, "identifier of the notice")->required();
  added->add_option("--ver", words.ver, "version; the newest without it");
}

}

void add_decision(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand("decision", "why a notice was released to whom, for its issuer");
  group->require_subcommand(1);
  add_version(command(group, session, words, "show",
                      "the stored decision, by country: verdict, who decided and by which rule", show),
              *words);
  add_version(command(group, session, words, "replay",
                      "decide again from what was stored; status 7 when the answer is another one today", replay),
              *words);
}

}
