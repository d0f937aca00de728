#include "tests/model/compare.hpp"

#include <doctest/doctest.h>

#include "protocol/base/limits.hpp"

namespace huecry::model {
namespace {

std::set<std::string> texts(CountrySet const& countries) {
  std::set<std::string> found;
  for (CountryCode const country : countries.members()) found.emplace(country.text());
  return found;
}

void check_request(index::Request const& request, Request const& expected) {
  REQUIRE(request.ver == expected.ver);
  REQUIRE(std::string(life::to_text(request.state)) == expected.state);
}

/// Entries that come faster than one in a millisecond are ahead of the clock: then the journal's word counts.
void take_end(UnixSeconds ended, Notice& notice) {
  REQUIRE(ended >= *notice.ended - std::chrono::seconds(1));
  REQUIRE(ended <= *notice.ended + limits::received_lead_max + std::chrono::seconds(1));
  notice.ended = ended;
}

}

void check_same(World& world, std::string const& id, Notice& notice) {
  auto const head = world.head(id);
  REQUIRE(head);
  // Before its first publication a notice stands where its request stands.
  bool const asks = !notice.in_force() && notice.request;
  REQUIRE(std::string(life::to_text(head->state)) == (asks ? notice.request->state : notice.state));
  if (head->ended && notice.ended) take_end(*head->ended, notice);
  REQUIRE(head->newest == notice.newest);
  REQUIRE((head->number.n != 0) == notice.numbered);
  REQUIRE(std::string(life::to_text(head->extract)) == notice.extract);
  REQUIRE(head->extract_asks == notice.extract_asks);
  REQUIRE(texts(head->holders) == notice.holders);
  CountrySet owed;
  for (index::Told const& told : head->owed) owed = owed | told.to;
  REQUIRE(texts(owed) == notice.owed);
  if (notice.in_force()) REQUIRE(head->review_on == notice.review_on);
  auto const request = index::request_of(world.state(), head->first.position);
  REQUIRE(request);
  REQUIRE(request->has_value() == notice.request.has_value());
  if (*request) check_request(**request, *notice.request);
}

}
