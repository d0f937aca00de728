#include "gateway/cli/rehearsal_pages.hpp"

#include <doctest/doctest.h>

using namespace huecry;
using namespace huecry::cli;
using json::Json;

namespace {

/// A page with these items, of which DE gains all.
Json page_of(int first, int items, Json const& next) {
  Json page = {{"documents", 500}, {"changed", items}, {"before", "b"}, {"after", "a"}, {"done", 10}, {"of", 20}};
  page["recipients"] = {{{"party", "DE"}, {"gained", items}, {"lost", 0}, {"altered", 1}, {"requestable", 0}}};
  page["unknown_entities"] = {"DE/CUSTOMZ"};
  page["items"] = Json::array();
  for (int i = first; i < first + items; ++i) page["items"].push_back({{"position", i}});
  if (!next.is_null()) page["next"] = next;
  return page;
}

}

TEST_SUITE("gateway/cli rehearsal pages") {
  TEST_CASE("counts are added up over all pages, and recipients by country or entity") {
    RehearsalPages pages;
    REQUIRE(pages.add(page_of(0, 2, 41)));
    CHECK(pages.progress().next() == "41");
    CHECK((pages.progress().done() == 10 && pages.progress().of() == 20));
    Json second = page_of(2, 3, nullptr);
    second["recipients"].push_back(
        {{"party", "DE/CUSTOMS"}, {"gained", 0}, {"lost", 4}, {"altered", 0}, {"requestable", 0}});
    REQUIRE(pages.add(second));
    CHECK_FALSE(pages.progress().next());
    Json const merged = pages.merged();
    CHECK(merged["documents"] == 1000);
    CHECK(merged["changed"] == 5);
    CHECK(merged["left_off"] == 0);
    CHECK(merged["items"].size() == 5);
    REQUIRE(merged["recipients"].size() == 2);
    CHECK(merged["unknown_entities"] == Json::array({"DE/CUSTOMZ"}));
    CHECK(merged["recipients"][1]["lost"] == 4);
    CHECK(merged["recipients"][0] ==
          Json{{"party", "DE"}, {"gained", 5}, {"lost", 0}, {"altered", 2}, {"requestable", 0}});
  }

  TEST_CASE("as many items as the limit are kept, one more is counted only") {
    int const most = static_cast<int>(RehearsalPages::k_items_max);
    RehearsalPages at, past;
    REQUIRE(at.add(page_of(0, most, nullptr)));
    CHECK(at.merged()["left_off"] == 0);
    REQUIRE(past.add(page_of(0, most, "x")));
    CHECK(past.progress().next() == "x");
    REQUIRE(past.add(page_of(most, 1, nullptr)));
    CHECK(past.merged()["left_off"] == 1);
    CHECK(past.merged()["items"].size() == RehearsalPages::k_items_max);
  }

  TEST_CASE("a policy that comes into force between two pages ends the rehearsal") {
    RehearsalPages pages;
    REQUIRE(pages.add(page_of(0, 1, 1)));
    Json second = page_of(1, 1, nullptr);
    second["before"] = "other";
    CHECK(pages.add(second).error().code == Errc::state_conflict);
  }

  TEST_CASE("a page of another form is refused") {
    for (std::string const member :
         {"documents", "changed", "before", "after", "recipients", "unknown_entities", "items", "done", "of"}) {
      CAPTURE(member);
      Json page = page_of(0, 1, nullptr);
      page.erase(member);
      RehearsalPages pages;
      CHECK(pages.add(page).error().code == Errc::json_invalid);
    }
  }
}
