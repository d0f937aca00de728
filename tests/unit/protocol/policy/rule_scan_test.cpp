// The transposed scan of a document's rules against each rule on its own, at sizes around the 64 that are asked at
// once.
#include <doctest/doctest.h>

#include "protocol/policy/detail/rule_scan.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using namespace huecry::policy;
using policy::detail::Features;
using policy::detail::Probe;
using policy::detail::Rule;
using policy::detail::RuleScan;

namespace {

using Random = std::mt19937_64;

/// Of `values`, each with even chance; never none.
unsigned some_of(Random& random, unsigned values) {
  unsigned const bits = static_cast<unsigned>(random()) & ((1U << values) - 1);
  return bits == 0 ? 1 : bits;
}

Rule rule(Random& random) {
  Rule made;
  made.dead = random() % 16 == 0;
  made.colours = static_cast<std::uint16_t>(some_of(random, 11));
  made.handling = static_cast<std::uint8_t>(some_of(random, 5));
  made.minor = static_cast<std::uint8_t>(some_of(random, 3));
  if (random() % 2 == 0) {
    made.any_offence = false;
    for (int i = 0; i < 3; ++i) made.offences.set(random() % 6 * 25);
  }
  if (random() % 4 == 0) made.until = 10;
  return made;
}

/// Forbids first, as a document is compiled.
std::vector<Rule> rules(Random& random, std::size_t forbids, std::size_t permits) {
  std::vector<Rule> made;
  for (std::size_t i = 0; i < forbids + permits; ++i) {
    made.push_back(rule(random));
    made.back().forbid = i < forbids;
    made.back().position = static_cast<std::uint16_t>(i);
  }
  return made;
}

Features asked(Random& random) {
  Features features;
  features.colour = static_cast<std::uint8_t>(random() % 11);
  features.handling = static_cast<std::uint8_t>(random() % 5);
  features.minor = static_cast<std::uint8_t>(random() % 3);
  for (std::size_t i = random() % 3; i-- > 0;) features.offences.set(random() % 6 * 25);
  features.at = static_cast<std::int64_t>(random() % 20);
  return features;
}

std::vector<std::size_t> visited(RuleScan const& scan, std::size_t begin, std::size_t end, Features const& features) {
  std::vector<std::size_t> places;
  scan.each(begin, end, Probe(features, EntityKind::police), [&](std::size_t place, RuleScan::Row const& row) {
    CHECK(row.entry.position == place);
    places.push_back(place);
  });
  return places;
}

std::vector<std::size_t> matching(std::vector<Rule> const& rules, std::size_t begin, std::size_t end,
                                  Features const& features) {
  std::vector<std::size_t> places;
  for (std::size_t place = begin; place < end; ++place)
    if (!rules[place].dead && rules[place].matches(features)) places.push_back(place);
  return places;
}

struct Size {
  char const* name;
  std::size_t forbids, permits;
};
constexpr Size k_sizes[] = {{"no rule", 0, 0},
                            {"one forbid", 1, 0},
                            {"one permit", 0, 1},
                            {"one below 64", 30, 33},
                            {"64, all forbids", 64, 0},
                            {"64, half and half", 32, 32},
                            {"one above 64", 64, 1},
                            {"the boundary within the second 64", 100, 27},
                            {"128", 64, 64},
                            {"one above 128", 1, 128},
                            {"a thousand", 517, 483}};

}

TEST_SUITE("protocol/policy rule scan") {
  TEST_CASE("a document's rules are visited exactly where each on its own matches, in order, forbids apart") {
    HUECRY_SEEDED;
    auto random = test::generator("rule scan");
    std::size_t found = 0;
    for (Size const& size : k_sizes) {
      INFO(size.name);
      std::vector<Rule> const all = rules(random, size.forbids, size.permits);
      RuleScan const scan(all);
      REQUIRE(scan.size() == all.size());
      if (size.permits > 0) REQUIRE(scan.forbids() == size.forbids);
      for (int round = 0; round < 200; ++round) {
        Features const features = asked(random);
        auto const forbids = visited(scan, 0, size.forbids, features);
        auto const permits = visited(scan, size.forbids, scan.size(), features);
        REQUIRE(forbids == matching(all, 0, size.forbids, features));
        REQUIRE(permits == matching(all, size.forbids, all.size(), features));
        found += forbids.size() + permits.size();
      }
    }
    CHECK(found > 1000);
  }
}
