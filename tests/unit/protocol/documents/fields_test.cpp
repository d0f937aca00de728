#include "protocol/documents/fields.hpp"

#include <doctest/doctest.h>

#include "protocol/documents/colour.hpp"
#include "protocol/json/json.hpp"

using namespace huecry;
using documents::Known;

TEST_SUITE("protocol/documents fields") {
  TEST_CASE("absent, unknown and known stay three things") {
    auto const absent = Known<int>::absent();
    auto const unknown = Known<int>::unknown();
    Known<int> const zero(0);
    CHECK(absent.is_absent());
    CHECK_FALSE(absent.is_known());
    CHECK(unknown.is_unknown());
    CHECK_FALSE(unknown.is_absent());
    CHECK(zero.is_known());
    CHECK(zero.value() == 0);
    CHECK_FALSE(absent == unknown);
    CHECK_FALSE(unknown == zero);
    CHECK(zero == Known<int>(0));
  }

  TEST_CASE("a member's state comes from the member, its explicit unknown and the list") {
    json::Json const block = {{"given", "x"}, {"null", nullptr},      {"unknown", {"listed"}}, {"height", 1.8},
                              {"zero", 0},    {"born", "1985/03/00"}, {"nobody", "0000/00/00"}};
    CHECK(documents::text_of(&block, "given").value() == "x");
    CHECK(documents::text_of(&block, "null").is_absent());
    CHECK(documents::text_of(&block, "missing").is_absent());
    CHECK(documents::text_of(&block, "listed").is_unknown());
    CHECK(documents::text_of(nullptr, "given").is_absent());
    CHECK(documents::measure_of(&block, "height").value() == 1.8);
    CHECK(documents::measure_of(&block, "zero").is_unknown());
    CHECK(documents::measure_of(&block, "missing").is_absent());
    CHECK(documents::date_of(&block, "born").value().text() == "1985/03/00");
    CHECK(documents::date_of(&block, "nobody").is_unknown());
    CHECK(documents::date_of(&block, "given").is_absent());
    CHECK(documents::text_or_empty(&block, "given") == "x");
    CHECK(documents::text_or_empty(&block, "listed").empty());
  }

  TEST_CASE("colours have names and a fixed number") {
    for (documents::Colour const colour : documents::k_colours)
      CHECK(documents::colour_from_text(documents::to_text(colour)) == colour);
    CHECK_FALSE(documents::colour_from_text("red"));
    CHECK_FALSE(documents::colour_from_text("PINK"));
    CHECK_FALSE(documents::colour_from_text(""));
    CHECK(static_cast<int>(documents::Colour::red) == 0);
    CHECK(static_cast<int>(documents::Colour::silver) == 9);
  }
}
