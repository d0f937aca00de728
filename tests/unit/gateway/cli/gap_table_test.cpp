#include "gateway/cli/gap_table.hpp"

#include <doctest/doctest.h>

using namespace huecry;
using namespace huecry::cli;

namespace {

Gap gap(GapName name, std::int64_t notices) { return {std::move(name), {notices, {{"RED", notices}}, {}}}; }

GapName intake_of_spain(std::string origin) {
  return {std::move(origin), "ES", "intake", "forbidden", "ES", "nothing"};
}
GapName release_of_france(std::string recipient) {
  return {"FR", std::move(recipient), "release", "forbidden", "FR", "not-them"};
}

}

TEST_SUITE("gateway/cli gap table") {
  TEST_CASE("what one recipient misses by one rule adds up over origins, and not over recipients") {
    auto const holes = holes_of({gap(intake_of_spain("FR"), 3), gap(intake_of_spain("DE"), 4),
                                 gap(release_of_france("IT"), 5), gap(release_of_france("DE"), 5)});
    REQUIRE(holes.size() == 2);
    CHECK(holes[0].rule == "nothing");
    CHECK(holes[0].origins == std::set<std::string>{"DE", "FR"});
    CHECK(holes[0].widest().second.notices == 7);
    CHECK(holes[0].widest().second.colours.at("RED") == 7);
    CHECK(holes[1].widest().second.notices == 5);
    CHECK(holes[1].recipients.size() == 2);
  }

  TEST_CASE("of equally wide ones the one that more members miss stands first") {
    auto const holes =
        holes_of({gap(intake_of_spain("FR"), 5), gap(release_of_france("IT"), 5), gap(release_of_france("DE"), 5)});
    REQUIRE(holes.size() == 2);
    CHECK(holes[0].rule == "not-them");
  }

  TEST_CASE("the exclusions of two origins are two holes, the silence of two recipients too") {
    GapName const excluded{"FR", "IT", "document", "excluded", "", ""};
    GapName const suspended{"FR", "IT", "hub", "suspended-member", "", ""};
    GapName other_origin = excluded, other_recipient = suspended;
    other_origin.origin = "DE";
    other_recipient.recipient = "ES";
    CHECK(holes_of({gap(excluded, 1), gap(other_origin, 1)}).size() == 2);
    CHECK(holes_of({gap(suspended, 1), gap(other_recipient, 1)}).size() == 2);
    GapName same_recipient = suspended;
    same_recipient.origin = "DE";
    CHECK(holes_of({gap(suspended, 1), gap(same_recipient, 1)}).size() == 1);
  }

  TEST_CASE("the next step names who can close the hole") {
    struct Row {
      std::string name;
      GapName gap;
      std::string says;
    };
    Row const rows[] = {{"a rule", release_of_france("IT"), "ask FR about its rule not-them"},
                        {"no permit", {"FR", "IT", "release", "no-permit", "FR", ""}, "ask FR about what it permits"},
                        {"intake", intake_of_spain("FR"), "ask ES about its rule nothing"},
                        {"consent", {"FR", "IT", "release", "needs-consent", "FR", "ask"}, "may ask FR to agree"},
                        {"the baseline",
                         {"FR", "IT", "baseline", "forbidden", "XP", "silver"},
                         "ask the secretariat about its rule silver"},
                        {"a mode", {"FR", "IT", "mode", "suspended", "XP", ""}, "ask the secretariat"},
                        {"the trust list", {"FR", "IT", "hub", "suspended-member", "", ""}, "IT is suspended"},
                        {"an unknown code", {"FR", "IT", "hub", "unknown-label", "", ""}, "ask FR for new versions"},
                        {"the notice itself", {"FR", "IT", "document", "excluded", "", ""}, "ask FR, whose notices"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const holes = holes_of({gap(row.gap, 1)});
      REQUIRE(holes.size() == 1);
      std::string const step = next_step(holes.front());
      CHECK_MESSAGE(step.find(row.says) != std::string::npos, step);
    }
  }
}
