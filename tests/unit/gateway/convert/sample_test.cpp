#include "gateway/convert/sample.hpp"

#include <set>

#include "gateway/convert/detail/pools.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/json/write.hpp"
#include "protocol/text/nfc.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/protocol/documents/mutate.hpp"

using namespace huecry;
using namespace std::chrono_literals;
using convert::SampleRequest;
using documents::Colour;
using json::Json;

namespace {

constexpr std::uint64_t k_samples = 1000;  // of each colour
constexpr std::uint64_t k_mutated = 250;   // of each colour, others in each run

CountryCode country(std::string const& code) { return *CountryCode::parse(code); }

SampleRequest request_for(Colour colour, std::uint64_t seed, std::string const& issuer = "FR") {
  SampleRequest request;
  request.colour = colour;
  request.iss = country(issuer);
  request.seed = seed;
  request.issued = std::chrono::sys_days(2026y / 3 / 14);
  return request;
}

Json parsed(std::string const& text) { return *json::read(text, {.fractions = true}); }

/// True if the text has a character between the two code points; for ranges of the Basic Multilingual Plane.
bool has_script(std::u32string const& text, char32_t first, char32_t last) {
  return std::ranges::any_of(text, [=](char32_t c) { return c >= first && c <= last; });
}

std::u32string code_points(std::string const& utf8) {
  std::u32string out;
  for (std::size_t at = 0; at < utf8.size();) {
    auto const lead = static_cast<unsigned char>(utf8[at]);
    std::size_t const size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = size == 1 ? lead : static_cast<char32_t>(lead & (0xFFU >> (size + 1)));
    for (std::size_t i = 1; i < size; ++i) c = c << 6 | (static_cast<unsigned char>(utf8[at + i]) & 0x3F);
    out += c;
    at += size;
  }
  return out;
}

}

TEST_SUITE("gateway/convert sample") {
  TEST_CASE("a thousand samples of every colour are valid") {
    HUECRY_SEEDED;
    auto random = test::generator("samples");
    for (Colour const colour : documents::k_colours)
      for (std::uint64_t i = 0; i < k_samples; ++i) {
        std::uint64_t const seed = i < 500 ? i : random();  // the small ones that people use, and any
        auto const notice =
            documents::read_notice(samples::schemas(), convert::sample_notice(request_for(colour, seed)));
        REQUIRE_MESSAGE(notice, documents::to_text(colour)
                                    << " " << seed << " " << samples::text_of(notice.error().faults));
        REQUIRE(notice->colour == colour);
        REQUIRE_FALSE(notice->title.empty());
      }
  }

  TEST_CASE("a sample with one value of another type or one extra member is refused, and the fault names it") {
    HUECRY_SEEDED;
    auto random = test::generator("mutations");
    for (Colour const colour : documents::k_colours)
      for (std::uint64_t i = 0; i < k_mutated; ++i) {
        std::uint64_t const seed = random();
        Json const document = parsed(convert::sample_notice(request_for(colour, seed)));
        auto const mutation =
            i % 2 == 0 ? samples::with_other_type(document, random) : samples::with_stranger(document, random);
        auto const faults = samples::schemas().check(documents::DocumentKind::notice, mutation.document);
        REQUIRE_MESSAGE(samples::names(faults, mutation.pointer),
                        mutation.what << " at " << mutation.pointer << " → " << samples::text_of(faults));
      }
  }

  TEST_CASE("a sample taken back is valid, of any version from 2") {
    for (Colour const colour : documents::k_colours) {
      SampleRequest const request = request_for(colour, 7);
      auto const notice = documents::read_notice(samples::schemas(), convert::sample_notice(request));
      auto const back = documents::read_notice(samples::schemas(), convert::sample_withdrawal(request, 3));
      REQUIRE(back);
      CHECK(back->action == documents::Action::withdraw);
      CHECK(back->ver == 3);
      CHECK(back->id == notice->id);
      CHECK_FALSE(documents::read_notice(samples::schemas(), convert::sample_withdrawal(request, 1)));
    }
  }

  TEST_CASE("the same request gives the same bytes; another seed, colour or issuer gives another notice") {
    std::set<std::string> ids, persons;
    for (std::string const issuer : {"FR", "DE", "UN"})
      for (Colour const colour : documents::k_colours)
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
          auto const request = request_for(colour, seed, issuer);
          std::string const text = convert::sample_notice(request);
          REQUIRE(convert::sample_notice(request) == text);
          auto const notice = documents::read_notice(samples::schemas(), text);
          REQUIRE(notice);
          CHECK(ids.insert(notice->id).second);
          if (colour == Colour::red) persons.insert(notice->title);
        }
    CHECK(persons.size() > 40);  // of 60
  }

  TEST_CASE("one known sample, so that a change of the generator is seen") {
    Json const sample = parsed(convert::sample_notice(request_for(Colour::red, 42)));
    CHECK(sample["id"] == "FR-red-42");
    CHECK(sample["issued"] == "2026/03/14");
    CHECK(sample["identity"]["family_name"] == "PAPADOPOULOS");
  }

  TEST_CASE("exclusions are copied, but for the issuer") {
    SampleRequest request = request_for(Colour::red, 1);
    request.excluded = {country("KP"), country("FR"), country("SY")};
    auto const notice = documents::read_notice(samples::schemas(), convert::sample_notice(request));
    REQUIRE(notice);
    CountrySet const expected{country("KP"), country("SY")};
    CHECK(notice->excluded == expected);
  }

  TEST_CASE("samples have many scripts, partial dates, several nationalities and explicit unknowns") {
    std::u32string names;
    int partial = 0, unknown_birth = 0, two_nationalities = 0, height_unknown = 0, null_list = 0, placeholder = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
      Json const sample = parsed(convert::sample_notice(request_for(Colour::red, seed)));
      Json const& identity = sample["identity"];
      for (std::string const name : {"family_name", "family_name_original_script"})
        names += code_points(identity.value(name, ""));
      std::string const born = identity["date_of_birth"];
      unknown_birth += born == "0000/00/00" ? 1 : 0;
      partial += born.size() < 10 || born.ends_with("/00") ? 1 : 0;
      two_nationalities += identity.value("nationalities", Json::array()).size() > 1 ? 1 : 0;
      height_unknown += sample["description"].value("height", 1.0) == 0 ? 1 : 0;
      null_list += sample["description"]["hair"].is_null() ? 1 : 0;
      placeholder += identity.value("forename", "") == "-" ? 1 : 0;
    }
    CHECK(partial > 40);
    CHECK(unknown_birth > 0);
    CHECK(two_nationalities > 20);
    CHECK(height_unknown > 0);
    CHECK(null_list > 0);
    CHECK(placeholder > 0);
    CHECK(has_script(names, 0x00C0, 0x024F));  // Latin with diacritics
    CHECK(has_script(names, 0x1E00, 0x1EFF));  // Vietnamese
    CHECK(has_script(names, 0x0370, 0x03FF));  // Greek
    CHECK(has_script(names, 0x0400, 0x04FF));  // Cyrillic
    CHECK(has_script(names, 0x0600, 0x06FF));  // Arabic
    CHECK(has_script(names, 0x0900, 0x097F));  // Devanagari
    CHECK(has_script(names, 0x10A0, 0x10FF));  // Georgian
    CHECK(has_script(names, 0x4E00, 0x9FFF));  // Han
    CHECK(has_script(names, 0xAC00, 0xD7AF));  // Hangul
  }

  TEST_CASE("a red sample is of the size of a real one") {
    std::size_t total = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
      total += convert::sample_notice(request_for(Colour::red, seed)).size();
    CHECK(total / 100 > 1500);
    CHECK(total / 100 < 3500);
  }
}
