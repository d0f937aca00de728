#include "storage/index/filter.hpp"

#include <doctest/doctest.h>

#include "protocol/base/limits.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using index::Filter;
using index::Head;
using index::Visibility;
using life::NoticeState;
using test::countries;
using test::country;

/// Published by France, released to Germany and Brazil; Italy holds an earlier version, Kenya gave one back.
Head some_head(NoticeState state = NoticeState::published) {
  Head head;
  head.iss = country("FR");
  head.id = "FR-1";
  head.state = state;
  head.released = countries({"DE", "BR"});
  head.holders = countries({"DE", "BR", "IT"});
  head.sent = countries({"DE", "BR", "IT", "KE"});
  head.offences = {"HOM", "DRU"};
  head.file_no = "PJ 12/26";
  head.title = "Dupont, Jean";
  head.search_text = "dupont\njean\n王小明\n12ab345";
  return head;
}

Filter with(auto member, auto value) {
  Filter filter;
  filter.*member = value;
  return filter;
}

}

TEST_SUITE("storage/index filter") {
  TEST_CASE("who sees a notice") {
    auto const store = test::make_index();  // nobody but its bureaus was given anything
    struct Row {
      std::string name;
      Visibility who;
      NoticeState state;
      bool sees;
    };
    auto member = [](std::string_view code) { return Visibility::member(country(code)); };
    Row const rows[] = {
        {"its origin", member("FR"), NoticeState::published, true},
        {"its origin, while it is reviewed", member("FR"), NoticeState::under_review, true},
        {"its origin, after the withdrawal", member("FR"), NoticeState::withdrawn, true},
        {"a recipient", member("DE"), NoticeState::published, true},
        {"a holder of an earlier version", member("IT"), NoticeState::published, true},
        {"one whose version was recalled", member("KE"), NoticeState::published, false},
        {"a stranger", member("JP"), NoticeState::published, false},
        {"an entity of a recipient", Visibility::entity({country("DE"), "CUSTOMS"}), NoticeState::published, false},
        {"an entity of its origin", Visibility::entity({country("FR"), "CUSTOMS"}), NoticeState::published, false},
        {"a recipient, while it is suspended", member("DE"), NoticeState::suspended, false},
        {"a recipient, after the withdrawal", member("DE"), NoticeState::withdrawn, false},
        {"the secretariat", Visibility::secretariat(), NoticeState::requested, true},
        {"the coordinator of the origin", Visibility::coordinator(Region::europe), NoticeState::published, true},
        {"the coordinator of the origin, before publication", Visibility::coordinator(Region::europe),
         NoticeState::requested, false},
        {"the coordinator of the origin, refused", Visibility::coordinator(Region::europe), NoticeState::refused,
         false},
        {"the coordinator of a recipient", Visibility::coordinator(Region::americas), NoticeState::published, true},
        {"the coordinator of one who gave it back", Visibility::coordinator(Region::africa), NoticeState::withdrawn,
         true},
        {"the coordinator of nobody concerned", Visibility::coordinator(Region::asia_pacific), NoticeState::published,
         false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const seen = row.who.sees(store.state(), some_head(row.state));
      REQUIRE(seen);
      CHECK(*seen == row.sees);
    }
  }

  TEST_CASE("content is for members and the secretariat; the search text for nobody") {
    struct Row {
      std::string name;
      Visibility who;
      bool content;
    };
    Row const rows[] = {{"member", Visibility::member(country("DE")), true},
                        {"secretariat", Visibility::secretariat(), true},
                        {"coordinator", Visibility::coordinator(Region::europe), false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(row.who.sees_content() == row.content);
      Head const shown = row.who.shown(some_head());
      CHECK(shown.search_text.empty());
      CHECK(shown.title == (row.content ? "Dupont, Jean" : ""));
      CHECK(shown.file_no == (row.content ? "PJ 12/26" : ""));
      CHECK(shown.id == "FR-1");
    }
  }

  TEST_CASE("each filter takes and leaves") {
    struct Row {
      std::string name;
      Filter filter;
      bool taken;
    };
    Row const rows[] = {{"none", {}, true},
                        {"its colour", with(&Filter::colour, documents::Colour::red), true},
                        {"another colour", with(&Filter::colour, documents::Colour::blue), false},
                        {"its state", with(&Filter::state, NoticeState::published), true},
                        {"another state", with(&Filter::state, NoticeState::withdrawn), false},
                        {"its origin", with(&Filter::origin, country("FR")), true},
                        {"another origin", with(&Filter::origin, country("DE")), false},
                        {"a recipient", with(&Filter::recipient, country("BR")), true},
                        {"a holder", with(&Filter::recipient, country("IT")), true},
                        {"one who gave it back", with(&Filter::recipient, country("KE")), false},
                        {"the region of the origin", with(&Filter::region, Region::europe), true},
                        {"the region of a recipient", with(&Filter::region, Region::americas), true},
                        {"the region of one who gave it back", with(&Filter::region, Region::africa), true},
                        {"a region not concerned", with(&Filter::region, Region::middle_east), false},
                        {"an offence", with(&Filter::offence, "DRU"), true},
                        {"the beginning of an offence", with(&Filter::offence, "DR"), false},
                        {"not urgent", with(&Filter::urgent, false), true},
                        {"urgent", with(&Filter::urgent, true), false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(index::matches(row.filter, {}, some_head(), CountrySet::everyone()) == row.taken);
    }
    Filter two = with(&Filter::colour, documents::Colour::red);
    two.origin = country("DE");
    CHECK_FALSE(index::matches(two, {}, some_head(), CountrySet::everyone()));
  }

  TEST_CASE("once a notice is withdrawn its recipients are all who were ever sent it") {
    CHECK(index::recipients(some_head()) == countries({"DE", "BR", "IT"}));
    CHECK(index::recipients(some_head(NoticeState::withdrawn)) == countries({"DE", "BR", "IT", "KE"}));
  }

  TEST_CASE("every word of the text must be a part of the search text") {
    struct Row {
      std::string name;
      std::string text;
      bool taken;
    };
    Row const rows[] = {{"a whole word", "dupont", true},
                        {"a part of a word", "pon", true},
                        {"two words in any order", "jean dupont", true},
                        {"one of two is missing", "jean martin", false},
                        {"another script", "小明", true},
                        {"a number", "12ab", true},
                        {"white space around", " \t jean\r\n", true},
                        {"not folded", "Dupont", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Filter const filter = with(&Filter::text, row.text);
      auto const words = index::words_of(filter, Visibility::secretariat());
      REQUIRE(words);
      CHECK(index::matches(filter, *words, some_head(), CountrySet::everyone()) == row.taken);
    }
  }

  TEST_CASE("a text filter needs a word, keeps its limits, and is not for those who see no content") {
    struct Row {
      std::string name;
      std::string text;
      Visibility who;
      std::optional<Errc> error;
    };
    std::string words;
    for (std::size_t i = 0; i < limits::filter_text_words_max; ++i) words += "w ";
    auto const all = Visibility::secretariat();
    Row const rows[] = {
        {"one word", "w", all, std::nullopt},
        {"empty", "", all, Errc::parameter_invalid},
        {"white space", " \n", all, Errc::parameter_invalid},
        {"as many words as may be", words, all, std::nullopt},
        {"one more", words + "w", all, Errc::parameter_invalid},
        {"as long as may be", std::string(limits::filter_text_bytes_max, 'w'), all, std::nullopt},
        {"one byte more", std::string(limits::filter_text_bytes_max + 1, 'w'), all, Errc::parameter_invalid},
        {"a coordinator", "w", Visibility::coordinator(Region::europe), Errc::role_required}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const result = index::words_of(with(&Filter::text, row.text), row.who);
      CHECK(bool(result) == !row.error.has_value());
      if (!result) CHECK(result.error().code == *row.error);
    }
    CHECK(index::words_of({}, Visibility::coordinator(Region::europe))->empty());
  }
}
