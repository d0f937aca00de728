#include "gateway/cli/ping_matrix.hpp"

#include <doctest/doctest.h>

#include "protocol/json/json.hpp"

using namespace huecry;
using json::Json;

namespace {

Json probes(Json pairs) {
  return {{"now", "2026-11-30T12:00:00.000Z"},
          {"participants", {{{"code", "DE"}, {"every_s", 300}}, {{"code", "FR"}, {"every_s", 3600}}}},
          {"pairs", std::move(pairs)}};
}

std::string cell(Json pair) {
  pair.update({{"from", "DE"}, {"to", "FR"}});
  return cli::ping_matrix(probes({pair})).rows.at(0).at(2);
}

}

TEST_SUITE("gateway/cli ping matrix") {
  TEST_CASE("a cell says what came back, and when nothing does") {
    CHECK(cell({{"good", "2026-11-30T11:59:00.000Z"}, {"good_ms", 142}}) == "142 ms");
    CHECK(cell({{"good", "2026-11-30T11:45:00.000Z"}, {"good_ms", 142}}) == "142 ms");
    CHECK(cell({{"good", "2026-11-30T11:44:59.000Z"}, {"good_ms", 142}}) == "15 min ago");
    CHECK(cell({{"good", "2026-11-30T09:00:00.000Z"}, {"good_ms", 142}}) == "3 h ago");
    CHECK(cell({{"waiting_since", "2026-11-30T11:59:00.000Z"}}) == "wait 60 s");
    CHECK(cell({{"waiting_since", "2026-11-30T11:58:59.000Z"}}) == "STALLED 61 s");
    // Who probes every hour has echoes that are hours old.
    auto const age = [](char const* from, char const* good) {
      return cli::ping_matrix(probes({{{"from", from}, {"to", "DE"}, {"good", good}, {"good_ms", 9}}})).good;
    };
    CHECK(age("FR", "2026-11-30T09:00:00.000Z") == 1);
    CHECK(age("FR", "2026-11-30T08:59:59.999Z") == 0);
    CHECK(age("DE", "2026-11-30T11:44:59.999Z") == 0);
    // An old echo excuses nothing.
    CHECK(cell({{"good", "2026-11-30T11:50:00.000Z"}, {"good_ms", 9}, {"waiting_since", "2026-11-30T11:48:00.000Z"}}) ==
          "STALLED 12 min");
    CHECK(cell(Json::object()) == "-");
  }

  TEST_CASE("a probe that is out is good for ten seconds") {
    auto const good = [](char const* since) {
      return cli::ping_matrix(probes({{{"from", "DE"}, {"to", "FR"}, {"waiting_since", since}}})).good;
    };
    CHECK(good("2026-11-30T11:59:50.000Z") == 1);
    CHECK(good("2026-11-30T11:59:49.999Z") == 0);
  }

  TEST_CASE("every pair has its place, and what was never probed is not good") {
    Json const good = {{"good", "2026-11-30T11:59:59.000Z"}, {"good_ms", 7}};
    Json first = good, second = {{"waiting_since", "2026-11-30T11:00:00.000Z"}};
    first.update({{"from", "DE"}, {"to", "DE"}});
    second.update({{"from", "FR"}, {"to", "DE"}});
    auto const matrix = cli::ping_matrix(probes({first, second}));
    CHECK(matrix.header == std::vector<std::string>{"FROM \\ TO", "DE", "FR"});
    CHECK(matrix.rows == std::vector<std::vector<std::string>>{{"DE", "7 ms", "-"}, {"FR", "STALLED 60 min", "-"}});
    CHECK(matrix.pairs == 4);
    CHECK(matrix.good == 1);
    CHECK(matrix.unprobed == 2);
  }

  TEST_CASE("all is good when every pair is, also those that policy could close") {
    cli::Output const output(true);
    Json pairs = Json::array();
    for (char const* const from : {"DE", "FR"})
      for (char const* const to : {"DE", "FR"})
        pairs.push_back({{"from", from}, {"to", to}, {"good", "2026-11-30T11:59:59.000Z"}, {"good_ms", 7}});
    CHECK(cli::show_probes(output, probes(pairs)));
    for (std::size_t left_out = 0; left_out < pairs.size(); ++left_out) {
      Json fewer = pairs;
      fewer.erase(left_out);
      CHECK_FALSE(cli::show_probes(output, probes(fewer)));
      std::string const left =
          pairs[left_out]["from"].get<std::string>() + "-" + pairs[left_out]["to"].get<std::string>();
      CHECK(cli::show_probes(output, probes(fewer), {left}));
      CHECK_FALSE(cli::show_probes(output, probes(fewer), {"FR-XX"}));
    }
  }

  TEST_CASE("without pairs nothing is good") {
    cli::Output const output(true);
    CHECK_FALSE(cli::show_probes(output, probes(Json::array())));
    CHECK_FALSE(cli::show_probes(output, {{"now", "2026-11-30T12:00:00.000Z"}}));
  }
}
