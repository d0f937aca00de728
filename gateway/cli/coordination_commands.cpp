// huecry coordination gaps, requests: for those who coordinate, where members cannot see what others issued, and what
// they owe each other.

#include <CLI/CLI.hpp>
#include <map>

#include "gateway/cli/command.hpp"
#include "gateway/cli/gap_pages.hpp"
#include "gateway/cli/gap_table.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Filter {
  std::string name, help, value;
};

struct Words {
  std::vector<Filter> filters = {{"region", "whose gaps: europe, africa, …; a coordinator's own without it", ""},
                                 {"origin", "of notices that this country issued", ""},
                                 {"recipient", "of this member only", ""},
                                 {"colour", "of notices of this colour: RED, BLUE, …", ""},
                                 {"offence", "of notices with this offence: PDD, PEE/FIS, …", ""}};
};

std::string gaps_target(Words const& words, std::optional<std::string> const& cursor) {
  std::string query;
  auto const add = [&query](std::string const& name, std::string const& value) {
    if (!value.empty()) query += (query.empty() ? "?" : "&") + name + '=' + encoded(value);
  };
  for (Filter const& filter : words.filters) add(filter.name, filter.value);
  add("cursor", cursor.value_or(""));
  return "/v1/coordination/gaps" + query;
}

Result<> gaps(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  GapPages pages;
  do {
    HUECRY_TRY(Json const page, get_json(connection, gaps_target(words, pages.progress().next())));
    HUECRY_CHECK(pages.add(page));
    session.output().progress("looked at", pages.progress().done(), pages.progress().of());
  } while (pages.progress().next());
  session.output().value(pages.merged());
  show_gaps(session.output(), pages);
  return ok();
}

std::uint64_t count_in(Json const& pair, char const* name) { return pair.value(name, std::uint64_t{0}); }

/// By who was asked, by whom, and time limit: what the pages say of a pair, added up.
Result<std::map<std::string, Json>> owed_requests(Connection& connection) {
  std::map<std::string, Json> all;
  std::string const target = "/v1/coordination/requests";
  for (std::string next = target; !next.empty();) {
    HUECRY_TRY(Json const page, get_json(connection, next));
    for (Json const& pair : page.value("pairs", Json::array())) {
      Json& sum = all[pair.value("by", "") + pair.value("asks", "") + pair.value("clock", "")];
      if (sum.is_null()) sum = {{"by", pair["by"]}, {"asks", pair["asks"]}, {"clock", pair["clock"]}};
      for (char const* const name : {"open", "overdue", "undelivered"})
        sum[name] = count_in(sum, name) + count_in(pair, name);
      if (pair.contains("since") && (!sum.contains("since") || pair["since"] < sum["since"]))
        sum["since"] = pair["since"];
    }
    next = page.contains("next") && page["next"].is_number_integer() ? target + "?cursor=" + page["next"].dump() : "";
  }
  return all;
}

Result<> requests(Session const& session, Words const&) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(auto const owed, owed_requests(connection));
  Output const output = session.output();
  std::vector<std::vector<std::string>> rows;
  for (auto const& entry : owed) {
    Json const& pair = entry.second;
    output.value(pair);
    auto const number = [&pair](char const* count) { return std::to_string(count_in(pair, count)); };
    bool const late = count_in(pair, "overdue") > 0;
    rows.push_back({pair.value("by", ""), pair.value("asks", ""), pair.value("clock", ""), number("open"),
                    number("undelivered"), output.coloured(number("overdue"), late ? Tone::warning : Tone::plain),
                    shown_time(pair.value("since", ""))});
  }
  if (rows.empty()) return output.line("no answer is owed", Tone::good), ok();
  output.table({"ASKED", "BY WHOM", "TIME LIMIT", "OPEN", "UNDELIVERED", "OVERDUE", "SINCE"}, rows);
  return ok();
}

}

void add_coordination(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand("coordination", "for coordinators of a region and the secretariat");
  group->require_subcommand(1);
  CLI::App* const gaps_command =
      command(group, session, words, "gaps",
              "which live notices members cannot see, and which rule keeps them from it: counts, never content", gaps);
  command(group, session, words, "requests",
          "requests between bureaus without an answer, by who was asked and by whom: counts, never content", requests);
  for (Filter& filter : words->filters) gaps_command->add_option("--" + filter.name, filter.value, filter.help);
}

}
