// What a policy may look at of the person: known, unknown, or no person at all.
#include "protocol/documents/notice.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using samples::Edit;

namespace {

documents::PersonFacts facts_of(std::string const& sample, std::vector<Edit> const& edits) {
  auto const document = samples::edited(samples::notice(sample), edits);
  auto const notice = documents::read_notice(samples::schemas(), json::write(document));
  REQUIRE_MESSAGE(notice, samples::text_of(notice ? std::vector<FieldFault>() : notice.error().faults));
  return notice->person;
}

}

TEST_SUITE("protocol/documents person facts") {
  TEST_CASE("a date of birth is the days that it can be; unknown and absent are unknown") {
    using std::chrono::sys_days;
    using namespace std::chrono_literals;
    auto const year = facts_of("red", {{"/identity/date_of_birth", "\"1985\""}});
    CHECK(year.about_person);
    REQUIRE(year.born);
    CHECK(year.born->first == sys_days(1985y / 1 / 1));
    CHECK(year.born->last == sys_days(1985y / 12 / 31));
    CHECK_FALSE(facts_of("red", {{"/identity/date_of_birth", "\"0000/00/00\""}}).born);
    CHECK_FALSE(facts_of("red", {{"/identity/date_of_birth", ""}}).born);
  }

  TEST_CASE("nationalities are a set, and without any nobody knows") {
    std::string const two = R"([{"country":"FR"},{"country":"BR","confirmed":false}])";
    auto const known = facts_of("red", {{"/identity/nationalities", two}});
    REQUIRE(known.nationalities);
    CHECK(known.nationalities->size() == 2);
    CHECK(known.nationalities->contains(*CountryCode::parse("BR")));
    CHECK_FALSE(facts_of("red", {{"/identity/nationalities", ""}}).nationalities);
    CHECK_FALSE(facts_of("red", {{"/identity/nationalities", "[]"}}).nationalities);
  }

  TEST_CASE("a body of an adult is no minor; of any other nobody knows") {
    auto const adult = facts_of("black", {{"/find/age_from", "18"}, {"/find/age_to", "60"}});
    CHECK(adult.about_person);
    CHECK(adult.born);
    CHECK_FALSE(facts_of("black", {{"/find/age_from", "17"}, {"/find/age_to", "60"}}).born);
    CHECK_FALSE(facts_of("black", {{"/find/age_from", ""}, {"/find/age_to", ""}}).born);
  }

  TEST_CASE("a notice about objects is about no person, and blocks that are there are named") {
    CHECK_FALSE(facts_of("stolen_art", {}).about_person);
    CHECK_FALSE(facts_of("purple", {}).about_person);
    CHECK(facts_of("red", {}).judicial);
    CHECK_FALSE(facts_of("yellow", {}).judicial);
    std::string const photo = R"([{"sha256":"8vJZx1c2nH3lq0aYwS5uR7tB9dKfMzPgVhXeEoTiNj4","media_type":"image/jpeg"}])";
    CHECK(facts_of("red", {{"/description/photos", photo}}).images);
    CHECK_FALSE(facts_of("red", {{"/description/photos", ""}}).images);
    CHECK(facts_of("black", {{"/find/dna_reference", "\"D1\""}}).biometrics);
    CHECK_FALSE(facts_of("black", {{"/find/dna_reference", ""}, {"/find/dental_reference", ""}}).biometrics);
  }
}
