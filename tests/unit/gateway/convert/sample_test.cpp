#include "gateway/convert/sample.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "protocol/documents/notice.hpp"

using namespace huecry;
using namespace huecry::convert;

namespace {

SampleRequest request(documents::Colour colour, std::uint64_t seed) {
  SampleRequest wanted;
  wanted.colour = colour;
  wanted.iss = *CountryCode::parse("FR");
  wanted.seed = seed;
  wanted.issued = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);
  return wanted;
}

}

TEST_SUITE("gateway/convert samples") {
  TEST_CASE("samples of every colour are valid notices, each with its own identifier") {
    documents::Schemas const schemas;
    std::set<std::string> ids;
    for (documents::Colour colour : documents::k_colours) {
      for (std::uint64_t seed = 0; seed < 100; ++seed) {
        std::string const payload = sample_notice(request(colour, seed));
        CAPTURE(payload);
        auto const notice = documents::read_notice(schemas, payload);
        std::string faults;
        if (!notice)
          for (auto const& fault : notice.error().faults) faults += fault.pointer + ": " + fault.message + "\n";
        CAPTURE(faults);
        REQUIRE(notice);
        CHECK(notice->colour == colour);
        CHECK(ids.insert(notice->id).second);
      }
    }
  }

  TEST_CASE("the same request gives the same bytes, another seed another notice") {
    CHECK(sample_notice(request(documents::Colour::red, 7)) == sample_notice(request(documents::Colour::red, 7)));
    CHECK(sample_notice(request(documents::Colour::red, 7)) != sample_notice(request(documents::Colour::red, 8)));
  }

  TEST_CASE("exclusions are copied, the issuer's own is left out") {
    documents::Schemas const schemas;
    SampleRequest wanted = request(documents::Colour::blue, 1);
    wanted.excluded = {*CountryCode::parse("US"), *CountryCode::parse("FR")};
    auto const notice = documents::read_notice(schemas, sample_notice(wanted));
    REQUIRE(notice);
    CHECK(notice->excluded == CountrySet{*CountryCode::parse("US")});
  }

  TEST_CASE("a withdrawal takes back what the sample published") {
    documents::Schemas const schemas;
    auto const wanted = request(documents::Colour::green, 3);
    auto const published = documents::read_notice(schemas, sample_notice(wanted));
    auto const taken_back = documents::read_notice(schemas, sample_withdrawal(wanted, 2));
    REQUIRE(published);
    REQUIRE(taken_back);
    CHECK(taken_back->id == published->id);
    CHECK(taken_back->ver == 2);
    CHECK(taken_back->action == documents::Action::withdraw);
  }
}
