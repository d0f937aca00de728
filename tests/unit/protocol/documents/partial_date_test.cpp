#include "protocol/documents/partial_date.hpp"

#include <doctest/doctest.h>

using namespace huecry;
using namespace std::chrono_literals;
using documents::DateInterval;
using documents::PartialDate;

namespace {

PartialDate date(std::string const& text) {
  auto const parsed = PartialDate::parse(text);
  REQUIRE_MESSAGE(parsed, text);
  return *parsed;
}

DateInterval days(std::chrono::year_month_day first, std::chrono::year_month_day last) { return {first, last}; }

}

TEST_SUITE("protocol/documents partial date") {
  TEST_CASE("what is written, and no more, is known") {
    struct Row {
      std::string name, text, normal;
      bool year, month, day;
    };
    Row const rows[] = {{"a whole date", "1985/03/07", "1985/03/07", true, true, true},
                        {"zero day", "1985/03/00", "1985/03/00", true, true, false},
                        {"no day", "1985/03", "1985/03/00", true, true, false},
                        {"zero month", "1985/00/00", "1985/00/00", true, false, false},
                        {"year only", "1985", "1985/00/00", true, false, false},
                        {"nothing", "0000/00/00", "0000/00/00", false, false, false},
                        {"nothing, short", "0000", "0000/00/00", false, false, false},
                        {"leap day", "2024/02/29", "2024/02/29", true, true, true},
                        {"leap day of a century", "2000/02/29", "2000/02/29", true, true, true}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const parsed = date(row.text);
      CHECK(parsed.text() == row.normal);
      CHECK(parsed.year().has_value() == row.year);
      CHECK(parsed.month().has_value() == row.month);
      CHECK(parsed.day().has_value() == row.day);
      CHECK(parsed.is_unknown() == !row.year);
      CHECK(parsed.is_complete() == row.day);
    }
  }

  TEST_CASE("dates that cannot be are refused with the part that is wrong") {
    struct Row {
      std::string name, text, detail;
    };
    Row const rows[] = {{"30 February", "1985/02/30", "there is no such day"},
                        {"29 February of a common year", "2023/02/29", "there is no such day"},
                        {"29 February 1900", "1900/02/29", "there is no such day"},
                        {"31 April", "1985/04/31", "there is no such day"},
                        {"day 32", "1985/01/32", "there is no such day"},
                        {"month 13", "1985/13/01", "there is no such month"},
                        {"month 13 without day", "1985/13", "there is no such month"},
                        {"day without month", "1985/00/12", "a day needs a month"},
                        {"month without year", "0000/05/00", "a month needs a year"},
                        {"dashes", "1985-03-07", "a date is YYYY, YYYY/MM or YYYY/MM/DD"},
                        {"one digit", "1985/3/7", "a date is YYYY, YYYY/MM or YYYY/MM/DD"},
                        {"letters", "19a5", "a date is YYYY, YYYY/MM or YYYY/MM/DD"},
                        {"a sign", "+198/03/07", "a date is YYYY, YYYY/MM or YYYY/MM/DD"},
                        {"day only", "07", "a date is YYYY, YYYY/MM or YYYY/MM/DD"},
                        {"time", "1985/03/07T00", "a date is YYYY, YYYY/MM or YYYY/MM/DD"},
                        {"empty", "", "a date is YYYY, YYYY/MM or YYYY/MM/DD"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const parsed = PartialDate::parse(row.text);
      REQUIRE_FALSE(parsed);
      CHECK(parsed.error().code == Errc::parameter_invalid);
      CHECK(parsed.error().detail == row.detail);
    }
  }

  TEST_CASE("a partial date is the interval of all days that it can be") {
    CHECK(*date("1985/03/07").interval() == days(1985y / 3 / 7, 1985y / 3 / 7));
    CHECK(*date("1985/02").interval() == days(1985y / 2 / 1, 1985y / 2 / 28));
    CHECK(*date("1984/02/00").interval() == days(1984y / 2 / 1, 1984y / 2 / 29));
    CHECK(*date("1985").interval() == days(1985y / 1 / 1, 1985y / 12 / 31));
    CHECK_FALSE(date("0000").interval());
  }

  TEST_CASE("a filter matches if the date can lie in it; what is unknown always can") {
    auto const march = days(1985y / 3 / 1, 1985y / 3 / 31);
    CHECK(date("1985").may_be_within(march));
    CHECK(date("1985/03/31").may_be_within(march));
    CHECK(date("0000/00/00").may_be_within(march));
    CHECK_FALSE(date("1985/04").may_be_within(march));
    CHECK_FALSE(date("1985/02/28").may_be_within(march));
  }

  TEST_CASE("before means certainly before") {
    CHECK(date("1984").is_before(date("1985")));
    CHECK(date("1985/02").is_before(date("1985/03/01")));
    CHECK_FALSE(date("1985").is_before(date("1985/12/31")));
    CHECK_FALSE(date("1985/12/31").is_before(date("1985")));
    CHECK_FALSE(date("0000").is_before(date("1985")));
    CHECK_FALSE(date("1985").is_before(date("0000")));
  }

  TEST_CASE("a calendar day becomes a complete date and back") {
    CHECK(PartialDate::from(2026y / 3 / 14) == date("2026/03/14"));
    CHECK(PartialDate::from(2026y / 3 / 14).text() == "2026/03/14");
  }
}
