// huecry whoami, members, summary, checkpoint: what the hub says of itself and of us.

#include <CLI/CLI.hpp>

#include <chrono>

#include "gateway/cli/session.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::uint64_t overdue_hours = 24;
};

std::string days_left(std::int64_t until, UnixMillis now) {
  auto const left = until - to_seconds(now).time_since_epoch().count();
  return std::to_string(left / 86400) + " days left";
}

Result<> whoami(Session const& session, Words const&) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const who, get_json(connection, "/v1/whoami"));
  auto const output = session.output();
  output.value(who);
  std::vector<std::vector<std::string>> rows{
      {"party", who.value("country", "") + "/" + who.value("organisation", "")},
      {"role", who.value("role", "")},
      {"region", who.value("region", "")},
      {"coordinates", who.value("coordinates", "")},
      {"corrective mode", who.value("mode", "")},
      {"hub", connection.profile.host + ":" + std::to_string(connection.profile.port)},
      {"certificate", who.value("certificate", "")},
      {"certificate life", days_left(who.value("certificate_until", std::int64_t{0}), session.clock.now())},
      {"trust list", std::to_string(who["trust_list"].value("seq", 0))}};
  std::erase_if(rows, [](auto const& row) { return row[1].empty() || row[1] == "none"; });
  output.table({"", ""}, rows);
  return ok();
}

Result<> members(Session const& session, Words const&) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer, get_json(connection, "/v1/members"));
  session.output().value(answer);
  show_members(session.output(), answer);
  return ok();
}

Result<> summary(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(Json const answer,
             get_json(connection, "/v1/coordination/summary?overdue=" + std::to_string(words.overdue_hours)));
  session.output().value(answer);
  show_summary(session.output(), answer);
  return ok();
}

using Work = Result<> (*)(Session const&, Words const&);

CLI::App* command(CLI::App& program, Session& session, std::shared_ptr<Words> const& words, std::string const& name,
                  std::string const& help, Work work) {
  CLI::App* const added = program.add_subcommand(name, help);
  added->callback([&session, words, work] { run(session, [&] { return work(session, *words); }); });
  return added;
}

}

void add_about(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  command(program, session, words, "whoami", "the identity that the hub sees in your certificate", whoami);
  command(program, session, words, "members", "who takes part", members);
  command(program, session, words, "summary", "delivery by country, for coordinators and the secretariat", summary)
      ->add_option("--overdue", words->overdue_hours, "hours after which a release without acknowledgement is overdue")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
}

}
