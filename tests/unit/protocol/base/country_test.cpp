#include "protocol/base/country.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace huecry;

TEST_SUITE("protocol/base country") {
  TEST_CASE("codes of the table parse, others do not") {
    struct Row {
      std::string name;
      char const* text;
      bool accepted;
    };
    Row const rows[] = {{"country", "FR", true},     {"Kosovo, user-assigned", "XK", true}, {"secretariat", "XP", true},
                        {"lower case", "fr", false}, {"unassigned", "QQ", false},           {"alpha-3", "FRA", false},
                        {"empty", "", false},        {"not letters", "1A", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(static_cast<bool>(CountryCode::parse(row.text)) == row.accepted);
    }
  }

  TEST_CASE("alpha-2, alpha-3 and slot name the same row, and none twice") {
    std::set<std::string_view> two, three;
    for (std::size_t slot = 0; slot < detail::country_rows().size(); ++slot) {
      auto const code = CountryCode::from_slot(static_cast<std::uint8_t>(slot));
      REQUIRE(code);
      CHECK(*CountryCode::parse(code->text()) == *code);
      CHECK(CountryCode::from_alpha3(code->alpha3()) == code);
      CHECK(two.insert(code->text()).second);
      CHECK(three.insert(code->alpha3()).second);
    }
  }

  TEST_CASE("slots never move: they stand in stored bitmaps") {
    struct Row {
      std::string code;
      int slot;
    };
    for (Row const& row :
         {Row{"AD", 0}, Row{"DE", 56}, Row{"FR", 74}, Row{"ZW", 249}, Row{"XP", 250}, Row{"XI", 253}}) {
      CAPTURE(row.code);
      CHECK(int{CountryCode::parse(row.code)->slot()} == row.slot);
    }
  }

  TEST_CASE("a set unpacks to what was packed and follows set algebra") {
    auto const fr = *CountryCode::parse("FR"), de = *CountryCode::parse("DE"), br = *CountryCode::parse("BR");
    CountrySet const a{fr, de}, b{de, br};
    CHECK(CountrySet::unpack(a.pack()) == a);
    CHECK((a | b).size() == 3);
    CHECK((a & b) == CountrySet{de});
    CHECK((a - b) == CountrySet{fr});
    CHECK(CountrySet{}.empty());
    CHECK((a | b).members() == std::vector{br, de, fr});
  }

  TEST_CASE("a packed set has slot 0 in the lowest bit of the first byte, whatever the slot") {
    for (std::size_t slot = 0; slot < detail::country_rows().size(); ++slot) {
      CAPTURE(slot);
      CountrySet const one{*CountryCode::from_slot(static_cast<std::uint8_t>(slot))};
      CountrySet::Packed expected{};
      expected[slot / 8] = static_cast<std::uint8_t>(1U << slot % 8);
      CHECK(one.pack() == expected);
      CHECK(CountrySet::unpack(expected) == one);
    }
    CHECK(CountrySet::unpack(CountrySet::everyone().pack()) == CountrySet::everyone());
    CHECK(CountrySet::unpack({}).empty());
  }

  TEST_CASE("a set is gone through by slot, in order, whichever word the slot stands in") {
    CountrySet set;
    for (std::uint8_t const slot :
         {std::uint8_t{255}, std::uint8_t{0}, std::uint8_t{63}, std::uint8_t{64}, std::uint8_t{191}})
      set.add_slot(slot);
    std::vector<int> seen;
    set.for_each_slot([&seen](std::uint8_t slot) { seen.push_back(slot); });
    CHECK(seen == std::vector<int>{0, 63, 64, 191, 255});
    CHECK(set.contains_slot(191));
    CHECK_FALSE(set.contains_slot(192));
    CHECK(set.size() == 5);
    CHECK(CountrySet::unpack(set.pack()) == set);
  }

  TEST_CASE("a region holds its members and no one else's") {
    auto const europe = members_of(Region::europe);
    CHECK(europe.contains(*CountryCode::parse("FR")));
    CHECK_FALSE(europe.contains(*CountryCode::parse("BR")));
    CHECK(region_from_text("europe") == Region::europe);
    CHECK_FALSE(region_from_text("atlantis"));
  }
}
