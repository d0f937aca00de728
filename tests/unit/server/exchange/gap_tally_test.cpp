// Who misses which notices for which reason, as numbers.
#include "server/exchange/gap_tally.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace huecry;
using documents::Colour;
using exchange::Gap;
using exchange::GapQuestion;
using exchange::GapTally;
using policy::Cause;
using policy::Layer;
using policy::Reason;

namespace {

CountryCode cc(std::string_view code) { return *CountryCode::parse(code); }

constexpr Reason k_forbidden{Layer::release, Cause::forbidden, 3};
constexpr Reason k_excluded{Layer::document, Cause::excluded, Reason::k_no_rule};

/// Of FR, about arms and drugs (4 and 7 here).
policy::Subject subject(Colour colour = Colour::red) {
  policy::Subject made;
  made.origin = cc("FR");
  made.colour = colour;
  made.offences.set(4).set(7);
  return made;
}

/// Everyone is let have it but these.
policy::Decision decision(std::initializer_list<std::pair<CountryCode, Reason>> denied) {
  policy::Decision made;
  made.allowed = CountrySet{cc("DE"), cc("ES"), cc("IT")};
  for (auto const& [country, reason] : denied) {
    made.allowed.remove(country);
    made.reasons[country.slot()] = reason;
  }
  return made;
}

GapQuestion europe() {
  GapQuestion question;
  question.recipients = {cc("DE"), cc("ES"), cc("FR"), cc("IT")};
  return question;
}

std::uint64_t notices(std::vector<Gap> const& gaps) {
  return std::accumulate(gaps.begin(), gaps.end(), std::uint64_t{0},
                         [](std::uint64_t sum, Gap const& gap) { return sum + gap.notices; });
}

}

TEST_SUITE("server/exchange gap tally") {
  TEST_CASE("a notice that everyone may see is looked at and no gap, and its own country never is one") {
    GapTally tally(europe());
    tally.add(subject(), decision({}));
    CHECK(tally.notices() == 1);
    CHECK(tally.missed() == 0);
    CHECK(tally.gaps().empty());
  }

  TEST_CASE("a gap counts notices by colour and by each of their offences, one row for each reason") {
    GapTally tally(europe());
    tally.add(subject(), decision({{cc("DE"), k_forbidden}, {cc("ES"), k_forbidden}}));
    tally.add(subject(Colour::blue), decision({{cc("DE"), k_forbidden}}));
    tally.add(subject(), decision({{cc("DE"), k_excluded}}));
    CHECK(tally.missed() == 3);
    auto const gaps = tally.gaps();
    REQUIRE(gaps.size() == 3);
    CHECK(gaps[0].recipient == cc("DE"));
    CHECK(gaps[0].reason == k_forbidden);
    CHECK(gaps[0].notices == 2);
    CHECK(gaps[0].colours[static_cast<std::size_t>(Colour::red)] == 1);
    CHECK(gaps[0].colours[static_cast<std::size_t>(Colour::blue)] == 1);
    CHECK(gaps[0].offences[4] == 2);
    CHECK(gaps[0].offences[7] == 2);
    CHECK(gaps[0].offences[5] == 0);
    CHECK(notices(gaps) == 4);
  }

  TEST_CASE("what the owner must agree to first is a gap with that cause") {
    policy::Decision asking = decision({{cc("ES"), {Layer::release, Cause::needs_consent, 1}}});
    asking.requestable.add(cc("ES"));
    GapTally tally(europe());
    tally.add(subject(), asking);
    REQUIRE(tally.gaps().size() == 1);
    CHECK(tally.gaps().front().reason.cause == Cause::needs_consent);
  }

  TEST_CASE("only recipients that are asked about have gaps") {
    GapQuestion only_italy;
    only_italy.recipients.add(cc("IT"));
    GapTally tally(only_italy);
    tally.add(subject(), decision({{cc("DE"), k_forbidden}}));
    CHECK(tally.missed() == 0);
    tally.add(subject(), decision({{cc("DE"), k_forbidden}, {cc("IT"), k_forbidden}}));
    CHECK(tally.missed() == 1);
    CHECK(notices(tally.gaps()) == 1);
  }

  TEST_CASE("all filters must hold, of offences one is enough") {
    struct Row {
      std::string name;
      std::optional<CountryCode> origin;
      std::optional<Colour> colour;
      std::vector<std::size_t> offences;
      bool asked;
    };
    Row const rows[] = {{"none", {}, {}, {}, true},
                        {"its origin", cc("FR"), {}, {}, true},
                        {"another origin", cc("DE"), {}, {}, false},
                        {"its colour", {}, Colour::red, {}, true},
                        {"another colour", {}, Colour::blue, {}, false},
                        {"one of its offences and another", {}, {}, {7, 9}, true},
                        {"another offence", {}, {}, {9}, false},
                        {"all three", cc("FR"), Colour::red, {4}, true},
                        {"two of three", cc("FR"), Colour::blue, {4}, false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      GapQuestion question = europe();
      question.origin = row.origin;
      question.colour = row.colour;
      if (!row.offences.empty()) question.offences.emplace();
      for (std::size_t const number : row.offences) question.offences->set(number);
      CHECK(GapTally(question).asks_about(subject()) == row.asked);
    }
  }

  TEST_CASE("it is full at its limit and not one before") {
    GapTally tally(europe());
    for (std::uint16_t rule = 0; rule + 1U < GapTally::k_gaps_max; ++rule)
      tally.add(subject(), decision({{cc("DE"), {Layer::release, Cause::forbidden, rule}}}));
    CHECK_FALSE(tally.full());
    tally.add(subject(), decision({{cc("ES"), k_forbidden}}));
    CHECK(tally.full());
    CHECK(tally.gaps().size() == GapTally::k_gaps_max);
  }
}
