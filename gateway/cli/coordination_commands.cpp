// huecry coordination gaps: for those who coordinate, where members cannot see what others issued.

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/gap_pages.hpp"
#include "gateway/cli/gap_table.hpp"
#include "gateway/cli/session.hpp"
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

}

void add_coordination(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand("coordination", "for coordinators of a region and the secretariat");
  group->require_subcommand(1);
  CLI::App* const gaps_command =
      command(group, session, words, "gaps",
              "which live notices members cannot see, and which rule keeps them from it: counts, never content", gaps);
  for (Filter& filter : words->filters) gaps_command->add_option("--" + filter.name, filter.value, filter.help);
}

}
