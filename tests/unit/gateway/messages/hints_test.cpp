#include "gateway/messages/hints.hpp"

#include <doctest/doctest.h>

#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/must.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using json::Json;
using mail::HintKeys;
using test::must;

namespace {

Json about(std::string const& list, Json entity) {
  entity["ref"] = "x1";
  return {{"entities", {{list, Json::array({std::move(entity)})}}}};
}

Json person(std::string const& family, std::string const& forename, std::string const& born) {
  return about("persons", {{"identity", {{"family_name", family}, {"forename", forename}, {"date_of_birth", born}}}});
}

std::string subject(Json const& message) { return must(mail::subject_of(message, "x1")); }

struct Party {
  test::TempDir directory;
  test::SeededRandom random{test::seed()};
  void make(std::string const& name) { must(mail::make_hint_key(directory.path(), name, random)); }
  [[nodiscard]] HintKeys keys() const { return HintKeys::load(directory.path()); }
};

Json hinted(Json message, std::vector<documents::Hint> const& hints) {
  message["hinted"] = "x1";
  message["hints"] = Json::array();
  for (documents::Hint const& hint : hints)
    message["hints"].push_back({{"key", hint.key}, {"tag", to_base64url(hint.tag)}});
  return message;
}

}

TEST_SUITE("gateway/messages hints") {
  TEST_CASE("the same person is the same, however the name is written") {
    std::string const one = subject(person("Müller-Łukasz", "José", "1980/02/29"));
    CHECK(subject(person("MULLER-LUKASZ", "JOSE", "1980/02/29")) == one);
    CHECK(subject(person("Müller-Łukasz", "José", "1980/02/28")) != one);
    CHECK(subject(person("Müller", "José", "1980/02/29")) != one);
  }

  TEST_CASE("numbers are the same with or without spaces and small letters") {
    CHECK(subject(about("vehicles", {{"plate", "AB-123 cd"}, {"plate_country", "FR"}})) ==
          subject(about("vehicles", {{"plate", "ab123CD"}, {"plate_country", "FR"}})));
    CHECK(subject(about("vehicles", {{"plate", "AB-123"}, {"plate_country", "FR"}})) !=
          subject(about("vehicles", {{"plate", "AB-123"}, {"plate_country", "IT"}})));
    CHECK(subject(about("accounts", {{"iban", "DE89370400440532013000"}, {"holder", "one"}})) ==
          subject(about("accounts", {{"iban", "DE89370400440532013000"}, {"holder", "two"}})));
    CHECK(subject(about("vessels", {{"vessel", {{"imo", "9074729"}, {"name", "one"}}}})) ==
          subject(about("vessels", {{"vessel", {{"imo", "9074729"}, {"name", "two"}}}})));
  }

  TEST_CASE("what has not enough to be known by makes no hash") {
    Json const rows[] = {person("", "José", "1980/02/29"),
                         person("Müller", "José", "1980/02/00"),
                         person("Müller", "José", "0000/00/00"),
                         about("vehicles", {{"plate", "AB-123"}}),
                         about("vehicles", {{"note", "grey van"}}),
                         about("locations", {{"name", "Kehl"}}),
                         about("vessels", {{"vessel", {{"name", "one"}}}})};
    for (Json const& row : rows) {
      CAPTURE(row.dump());
      auto const made = mail::subject_of(row, "x1");
      REQUIRE_FALSE(made);
      CHECK(made.error().code == Errc::payload_rule);
    }
    CHECK(mail::subject_of(rows[0], "x2").error().code == Errc::not_found);
    CHECK(mail::subject_of(Json::object(), "x1").error().code == Errc::not_found);
  }

  TEST_CASE_FIXTURE(Party, "the newest key of a group and the one before it are used, and no other's") {
    for (std::string const name : {"nordic.2026-10", "nordic.2026-12", "nordic.2026-11", "benelux.2027-01"}) make(name);
    auto const hints = must(keys().hints("nordic", "subject"));
    REQUIRE(hints.size() == 2);
    CHECK(hints[0].key == "nordic.2026-12");
    CHECK(hints[1].key == "nordic.2026-11");
    CHECK(hints[0].tag != hints[1].tag);
    CHECK(must(keys().hints("nordic", "subject")) == hints);
    CHECK(must(keys().hints("nordic", "another")) != hints);
    CHECK(keys().hints("nord", "subject").error().code == Errc::config_invalid);
  }

  TEST_CASE_FIXTURE(Party, "a hash of another subject is found out by who has the key") {
    make("nordic.2026-11");
    Json const message = person("Müller", "José", "1980/02/29");
    auto const right = must(keys().hints("nordic", subject(message)));
    auto const wrong = must(keys().hints("nordic", subject(person("Meier", "José", "1980/02/29"))));
    CHECK(keys().check(message));
    CHECK(keys().check(hinted(message, right)));
    CHECK(keys().check(hinted(message, wrong)).error().code == Errc::seal_mismatch);
    Json nobody = hinted(message, right);
    nobody["hinted"] = "x2";
    CHECK(keys().check(nobody).error().code == Errc::seal_mismatch);
    CHECK(Party().keys().check(hinted(message, wrong)));  // has no key to look with
  }

  TEST_CASE_FIXTURE(Party, "a name of no key, and a file that is none, are refused") {
    for (std::string const name : {"nordic", "Nordic.1", ".1", "nordic.", "a.b.c", "../x.1"}) {
      CAPTURE(name);
      CHECK_FALSE(mail::make_hint_key(directory.path(), name, random));
    }
    make("nordic.1");
    CHECK(mail::make_hint_key(directory.path(), "nordic.1", random).error().code == Errc::config_invalid);
    must(write_durably(directory.path() / "hints/nordic.2.key", "c2hvcnQ"));
    must(write_durably(directory.path() / "hints/Nordic.key", "none"));
    CHECK(keys().names() == std::vector<std::string>{"nordic.1"});  // the others are of use
    CHECK(keys().unusable().size() == 2);
    auto const none = keys().hints("baltic", "subject");
    REQUIRE_FALSE(none);
    CHECK(none.error().detail.find("Nordic.key") != std::string::npos);
  }
}
