#include "server/exchange/quota.hpp"

#include <doctest/doctest.h>

#include "tests/support/clock.hpp"

using namespace huecry;
using namespace huecry::exchange;
using namespace std::chrono_literals;

namespace {

certs::Identity party(std::string_view country, certs::Role role = certs::Role::bureau) {
  certs::Identity identity;
  identity.country = *CountryCode::parse(country);
  identity.role = role;
  return identity;
}

certs::Identity const k_fr = party("FR");
certs::Identity const k_de = party("DE");

int taken(Quota& quota, certs::Identity const& member, int attempts) {
  int count = 0;
  for (int i = 0; i < attempts; ++i) count += quota.take_request(member) ? 1 : 0;
  return count;
}

}

TEST_SUITE("server/exchange quota") {
  TEST_CASE("a member may send its burst, then its rate") {
    test::ManualClock clock;
    Quota quota({10, 5}, clock);
    CHECK(taken(quota, k_fr, 10) == 5);
    CHECK(quota.take_request(k_fr).error().code == Errc::rate_limited);
    clock.advance(200ms);
    CHECK(taken(quota, k_fr, 10) == 2);
    clock.advance(1h);
    CHECK(taken(quota, k_fr, 10) == 5);
  }

  TEST_CASE("one member's flood costs another nothing") {
    test::ManualClock clock;
    Quota quota({10, 5}, clock);
    CHECK(taken(quota, k_fr, 1000) == 5);
    CHECK(taken(quota, k_de, 5) == 5);
    CHECK(taken(quota, party("FR", certs::Role::entity), 1000) == 5);
  }

  TEST_CASE("an entity's flood costs its bureau nothing") {
    test::ManualClock clock;
    Quota quota({10, 5}, clock);
    CHECK(taken(quota, party("FR", certs::Role::entity), 1000) == 5);
    CHECK(taken(quota, k_fr, 5) == 5);
  }

  TEST_CASE("a clock that goes back gives nothing and takes nothing") {
    test::ManualClock clock;
    Quota quota({10, 5}, clock);
    CHECK(taken(quota, k_fr, 4) == 4);
    clock.advance(-1h);
    CHECK(taken(quota, k_fr, 10) == 1);
    clock.advance(100ms);
    CHECK(taken(quota, k_fr, 10) == 1);
  }
}
