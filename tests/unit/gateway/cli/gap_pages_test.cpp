#include "gateway/cli/gap_pages.hpp"

#include <doctest/doctest.h>

#include "protocol/json/json.hpp"

using namespace huecry;
using namespace huecry::cli;
using json::Json;

namespace {

Json gap(std::string const& recipient, int notices) {
  return {{"origin", "FR"},
          {"recipient", recipient},
          {"by", "release"},
          {"cause", "forbidden"},
          {"author", "FR"},
          {"rule", "not-them"},
          {"notices", notices},
          {"colours", {{"RED", notices}}},
          {"offences", {{"PDD", notices}, {"ILM", 1}}}};
}

Json page_of(Json gaps, Json const& next = nullptr) {
  Json page = {{"region", "europe"}, {"set", "s"}, {"notices", 10}, {"missed", 4}, {"done", 10}, {"of", 20}};
  page["gaps"] = std::move(gaps);
  if (!next.is_null()) page["next"] = next;
  return page;
}

}

TEST_SUITE("gateway/cli gap pages") {
  TEST_CASE("the same gap of several pages is one, the widest stands first") {
    GapPages pages;
    REQUIRE(pages.add(page_of(Json::array({gap("DE", 3), gap("ES", 2)}), 41)));
    CHECK(pages.progress().next() == "41");
    REQUIRE(pages.add(page_of(Json::array({gap("ES", 2)}))));
    CHECK_FALSE(pages.progress().next());
    CHECK(pages.notices() == 20);
    CHECK(pages.missed() == 8);
    auto const gaps = pages.gaps();
    REQUIRE(gaps.size() == 2);
    CHECK(gaps[0].name.recipient == "ES");
    CHECK(gaps[0].counts.notices == 4);
    CHECK(gaps[0].counts.colours.at("RED") == 4);
    CHECK(gaps[0].counts.offences.at("ILM") == 2);
    Json const merged = pages.merged();
    CHECK(merged["region"] == "europe");
    CHECK(merged["gaps"][1] == gap("DE", 3));
  }

  TEST_CASE("gaps with another rule, or with none, are others") {
    Json without = gap("DE", 1), other = gap("DE", 1);
    without.erase("rule");
    without.erase("author");
    other["rule"] = "other";
    GapPages pages;
    REQUIRE(pages.add(page_of(Json::array({gap("DE", 1), without, other}))));
    CHECK(pages.gaps().size() == 3);
    CHECK_FALSE(pages.merged()["gaps"][0].contains("author"));
  }

  TEST_CASE("a policy that comes into force between two pages ends the walk") {
    GapPages pages;
    REQUIRE(pages.add(page_of(Json::array(), 1)));
    Json second = page_of(Json::array());
    second["set"] = "other";
    CHECK(pages.add(second).error().code == Errc::state_conflict);
  }

  TEST_CASE("a page of another form is refused") {
    for (std::string const member : {"region", "set", "notices", "missed", "gaps", "done", "of"}) {
      CAPTURE(member);
      Json page = page_of(Json::array({gap("DE", 1)}));
      page.erase(member);
      CHECK(GapPages().add(page).error().code == Errc::json_invalid);
    }
    for (std::string const member : {"origin", "recipient", "by", "cause", "notices", "colours", "offences"}) {
      CAPTURE(member);
      Json page = page_of(Json::array({gap("DE", 1)}));
      page["gaps"][0].erase(member);
      CHECK(GapPages().add(page).error().code == Errc::json_invalid);
    }
  }
}
