#include "gateway/convert/umf.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using json::Json;
using test::must;

namespace {

Json entities() {
  Json const ref = {{"ref", "x1"}, {"note", "of its kind"}};
  Json all = Json::object();
  for (char const* const list : {"persons", "organisations", "documents", "vehicles", "vessels", "firearms", "accounts",
                                 "items", "locations", "events"}) {
    Json entity = ref;
    entity["ref"] = std::string(list).substr(0, 4) + "1";
    all[list] = Json::array({entity});
  }
  all["connections"] = Json::array({{{"of", "pers1"}, {"kind", "OWNS"}, {"to", "vehi1"}, {"from", "2026/01/00"}},
                                    {{"of", "pers1"}, {"kind", "SEEN_AT"}, {"to", "loca1"}}});
  return all;
}

Json form(Json objects) { return {{"umf", 1}, {"objects", std::move(objects)}}; }

}

TEST_SUITE("gateway/convert umf") {
  TEST_CASE("every list is a concept, and comes back as it was") {
    Json const umf = convert::to_umf(entities());
    CHECK(umf["objects"].size() == 12);
    CHECK(must(convert::from_umf(umf)) == entities());
  }

  TEST_CASE("a notice that has of everything something comes back with every member") {
    Json const all = samples::notice("silver").at("entities");
    REQUIRE(all.size() == 11);
    Json const umf = convert::to_umf(all);
    CHECK(must(convert::from_umf(umf)) == all);
    CHECK(must(convert::from_umf(must(json::read(umf.dump(), {.fractions = true})))) == all);  // also through text
  }

  TEST_CASE("the concepts are those of UMF") {
    Json const umf = convert::to_umf(entities());
    std::set<std::string> concepts;
    for (Json const& object : umf["objects"]) concepts.insert(object["concept"]);
    CHECK(concepts == std::set<std::string>{"Person", "Organisation", "Connection", "Event", "Location", "Item",
                                            "Document", "MeansOfTransport", "Firearm"});
    Json const connection = umf["objects"].back();
    CHECK(connection == Json{{"concept", "Connection"}, {"from", "pers1"}, {"to", "loca1"}, {"type", "SEEN_AT"}});
  }

  TEST_CASE("what is not of the form is refused by pointer") {
    struct Row {
      char const* name;
      Json umf;
      std::string pointer;
    };
    Row const rows[] = {{"no object", Json::array(), "/umf"},
                        {"another form", {{"umf", 2}, {"objects", Json::array()}}, "/umf"},
                        {"no list", {{"umf", 1}, {"objects", "all"}}, "/objects"},
                        {"an entry that is none", form({1}), "/objects/0"},
                        {"a concept of its own", form({{{"concept", "Ghost"}, {"id", "g1"}}}), "/objects/0/concept"},
                        {"a means of transport of no type", form({{{"concept", "MeansOfTransport"}, {"id", "v1"}}}),
                         "/objects/0/concept"},
                        {"a type where there is none", form({{{"concept", "Person"}, {"type", "tall"}, {"id", "p1"}}}),
                         "/objects/0/concept"},
                        {"no name", form({{{"concept", "Person"}}}), "/objects/0/id"},
                        {"properties that are none", form({{{"concept", "Person"}, {"id", "p1"}, {"properties", 1}}}),
                         "/objects/0/properties"},
                        {"a connection to nowhere",
                         form({{{"concept", "Connection"}, {"from", "p1"}, {"type", "OWNS"}}}), "/objects/0/to"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const read = convert::from_umf(row.umf);
      REQUIRE_FALSE(read);
      CHECK(read.error().code == Errc::request_malformed);
      CHECK(std::ranges::any_of(read.error().faults,
                                [&](FieldFault const& fault) { return fault.pointer == row.pointer; }));
    }
  }
}
