// The lists of member names that rules go by, against the schema that defines the members.
#include <set>

#include "protocol/documents/detail/strings.hpp"
#include "tests/unit/protocol/documents/schema_walk.hpp"

using namespace huecry;
using json::Json;
namespace inner = documents::detail;

namespace {

/// Names of members whose schema refers to one of the definitions, directly or for the entries of a list.
std::set<std::string> members_of_kind(Json const& node, std::set<std::string> const& definitions) {
  std::set<std::string> found;
  if (node.is_object() && node.contains("properties"))
    for (auto const& [name, schema] : node["properties"].items()) {
      std::string const reference = schema.is_object() ? schema.value("$ref", "") : "";
      if (definitions.contains(reference.substr(reference.rfind('/') + 1))) found.insert(name);
    }
  if (node.is_structured())
    for (auto const& child : node) found.merge(members_of_kind(child, definitions));
  return found;
}

}

TEST_SUITE("protocol/documents member kinds") {
  TEST_CASE("every member that the schema calls a date is one for the rules, and no other") {
    Json const schema = samples::SchemaWalk::schema("notice");
    auto const dates = members_of_kind(schema, {"date", "partial_date", "partial_date_or_null"});
    CHECK(dates.size() == 14);
    for (std::string const& name : dates) CHECK_MESSAGE(inner::is_date_member(name), name);
    auto const others = members_of_kind(schema, {"line", "line_or_null", "name_or_null", "names", "paragraph", "text",
                                                 "paragraph_or_null", "text_or_null", "country", "country_or_null"});
    for (std::string const& name : others) CHECK_MESSAGE(!inner::is_date_member(name), name);
    Json const entities = samples::SchemaWalk::schema("entities");
    for (std::string const& name : members_of_kind(entities, {"partial_date"}))
      CHECK_MESSAGE(inner::is_date_member(name), name);
    for (std::string const& name : members_of_kind(entities, {"ref", "line", "name", "paragraph"}))
      CHECK_MESSAGE(!inner::is_date_member(name), name);
  }

  TEST_CASE("every member that the schema calls a name is one for the rules, and no other") {
    Json const schema = samples::SchemaWalk::schema("notice");
    auto const names = members_of_kind(schema, {"name", "name_or_null", "names"});
    CHECK(names.size() == 15);
    for (std::string const& name : names) CHECK_MESSAGE(inner::is_name_member(name), name);
    for (std::string const& name :
         members_of_kind(schema, {"line_or_null", "text_or_null", "paragraph_or_null", "date"}))
      CHECK_MESSAGE(!inner::is_name_member(name), name);
    Json const entities = samples::SchemaWalk::schema("entities");
    for (std::string const& name : members_of_kind(entities, {"name"}))
      CHECK_MESSAGE(inner::is_name_member(name), name);
    for (std::string const& name : members_of_kind(entities, {"ref", "line", "paragraph", "partial_date"}))
      CHECK_MESSAGE(!inner::is_name_member(name), name);
  }

  TEST_CASE("each string is visited once, with its pointer") {
    Json const document = {{"a", "1"}, {"list", {"2", {{"b", "3"}}}}, {"n", 4}, {"x/y", {{"~", "5"}}}};
    std::string seen;
    inner::for_each_string(document, [&seen](inner::Place const& place, std::string const& text) {
      seen += std::string(place.member) + "=" + text + "@" + place.pointer() + " ";
    });
    CHECK(seen == "a=1@/a list=2@/list/0 b=3@/list/1/b ~=5@/x~1y/~0 ");
  }
}
