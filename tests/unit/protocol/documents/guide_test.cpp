// The examples of docs/notices.md are documents; its tables name what there is.
#include <algorithm>
#include <sstream>

#include "protocol/documents/detail/notice_rules.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/documents/notice.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;

namespace {

struct Example {
  std::string kind, json;
};

std::vector<Example> examples(std::string const& guide) {
  std::string const mark = "<!-- example: ", open = "```json\n", close = "\n```";
  std::vector<Example> found;
  for (auto at = guide.find(mark); at != std::string::npos; at = guide.find(mark, at + 1)) {
    auto const kind = at + mark.size();
    auto const json = guide.find(open, at) + open.size();
    found.push_back(
        {guide.substr(kind, guide.find(' ', kind) - kind), guide.substr(json, guide.find(close, json) - json)});
  }
  return found;
}

}

TEST_SUITE("protocol/documents guide") {
  TEST_CASE("every example of the guide is valid") {
    auto const found = examples(samples::read_file("docs/notices.md"));
    CHECK(found.size() == 3);
    for (Example const& example : found) {
      CAPTURE(example.json);
      if (example.kind == "notice") {
        auto const notice = documents::read_notice(samples::schemas(), example.json);
        CHECK_MESSAGE(notice, (notice ? "" : samples::text_of(notice.error().faults)));
      } else {
        CHECK(example.kind == "evidence");
        CHECK(documents::read_evidence(samples::schemas(), example.json));
      }
    }
  }

  TEST_CASE("every rule is in the guide, with what it means for imports") {
    std::string const guide = samples::read_file("docs/notices.md");
    for (documents::detail::Rule const& rule : documents::detail::notice_rules()) {
      std::string const name = "`" + std::string(rule.name) + "`";
      auto const at = guide.find(name);
      REQUIRE_MESSAGE(at != std::string::npos, name);
      std::string const row = guide.substr(at, guide.find('\n', at) - at);
      bool const free = rule.imports == documents::detail::Imports::free;
      CHECK_MESSAGE((row.find("free") != std::string::npos) == (free || name == "`un-reference-kind`"), name);
    }
  }

  TEST_CASE("the guide's table of blocks is that of the schema") {
    std::string const guide = samples::read_file("docs/notices.md");
    json::Json const schema = *json::read(samples::read_file("docs/schemas/notice.json"));
    std::vector<std::string> const colours{"RED",    "BLUE",   "GREEN",      "YELLOW", "BLACK",
                                           "PURPLE", "ORANGE", "STOLEN_ART", "UNSC",   "SILVER"};
    for (json::Json const& branch : schema["allOf"]) {
      auto const& condition = branch["if"]["properties"];
      if (!condition.contains("colour")) continue;
      auto const column = static_cast<std::size_t>(
          std::ranges::find(colours, condition["colour"]["const"].get<std::string>()) - colours.begin());
      for (std::string const block :
           {"identity", "description", "judicial", "facts", "event", "find", "warning", "threat", "method", "objects",
            "sanctions", "assets", "environment", "entities"}) {
        auto const at = guide.find("| `" + block + "` |");
        REQUIRE_MESSAGE(at != std::string::npos, block);
        std::stringstream row(guide.substr(at, guide.find('\n', at) - at));
        std::string cell;
        for (std::size_t i = 0; i < column + 3; ++i) std::getline(row, cell, '|');
        auto const& required = branch["then"]["required"];
        bool const needed = std::ranges::find(required, json::Json(block)) != required.end();
        bool const refused = branch["then"]["properties"].contains(block);
        CHECK_MESSAGE((cell.find("●") != std::string::npos) == needed, colours[column] << " " << block);
        CHECK_MESSAGE((cell.find("○") != std::string::npos) == (!needed && !refused), colours[column] << " " << block);
      }
    }
  }
}
