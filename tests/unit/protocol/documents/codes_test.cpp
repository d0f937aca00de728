#include "protocol/documents/codes.hpp"

#include <doctest/doctest.h>

#include "protocol/base/country.hpp"
#include "protocol/documents/colour.hpp"

using namespace huecry;

TEST_SUITE("protocol/documents codes") {
  TEST_CASE("lists are found by name, codes in them exactly") {
    documents::CodeLists const lists;
    CHECK_FALSE(lists.version().empty());
    auto const* eyes = lists.find("eyes");
    auto const* hair = lists.find("hair");
    REQUIRE(eyes != nullptr);
    REQUIRE(hair != nullptr);
    CHECK(eyes->label("BROH") == "Hazel");
    CHECK(hair->label("BROF") == "Fair");
    CHECK_FALSE(hair->contains("BROH"));
    CHECK_FALSE(eyes->contains("broh"));
    CHECK_FALSE(eyes->contains(""));
    CHECK_FALSE(eyes->label("ZZZ"));
    CHECK(lists.find("shoes") == nullptr);
  }

  TEST_CASE("every list has codes, every code a label") {
    documents::CodeLists const lists;
    CHECK(lists.lists().size() >= 20);
    for (documents::CodeList const& list : lists.lists()) {
      CAPTURE(list.name());
      CHECK_FALSE(list.codes().empty());
      for (documents::Code const& code : list.codes()) {
        CHECK_FALSE(code.code.empty());
        CHECK_FALSE(code.label.empty());
      }
    }
  }

  TEST_CASE("countries are those of the table of members, under the same names") {
    documents::CodeLists const lists;
    auto const* countries = lists.find("country");
    for (huecry::detail::CountryRow const& row : huecry::detail::country_rows()) {
      if (row.region == Region::none) continue;  // organisations are members but no one's nationality
      CAPTURE(std::string(row.alpha2));
      CHECK(countries->label(row.alpha2) == row.name);
    }
    for (std::string const special : {"914", "922", "UNK", "XXA", "YU"}) CHECK(countries->contains(special));
    CHECK_FALSE(countries->contains("ZZ"));
  }

  TEST_CASE("colours of the list are those of the program") {
    documents::CodeLists const lists;
    auto const* colours = lists.find("colour");
    CHECK(colours->codes().size() == documents::k_colours.size());
    for (documents::Colour const colour : documents::k_colours) CHECK(colours->contains(documents::to_text(colour)));
  }

  TEST_CASE("offences cover the published families and our environmental areas") {
    documents::CodeLists const lists;
    auto const* offences = lists.find("offence");
    for (std::string const code : {"ILM", "IIT", "ITZ", "PDO", "PMM", "PTW", "NLC", "PEE", "PEW", "PEE/FIS", "PEW/WLD"})
      CHECK(offences->contains(code));
    CHECK_FALSE(offences->contains("PEW/FIS"));
  }
}
