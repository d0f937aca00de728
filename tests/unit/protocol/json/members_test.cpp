#include "protocol/json/members.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "protocol/json/json.hpp"

using namespace huecry;
using json::Json;

namespace {

Json const k_object = {{"s", "text"}, {"i", -5},      {"u", 5U},  {"big", UINT64_MAX}, {"f", 1.5},
                       {"b", true},   {"n", nullptr}, {"a", {1}}, {"o", {{"x", 1}}}};

}

TEST_SUITE("protocol/json members") {
  TEST_CASE("each accessor takes its own type and refuses every other, and absence") {
    struct Row {
      std::string name;
      bool string, integer, boolean, array, object;
    };
    Row const rows[] = {{"s", true, false, false, false, false},  {"i", false, true, false, false, false},
                        {"u", false, true, false, false, false},  {"big", false, false, false, false, false},
                        {"f", false, false, false, false, false}, {"b", false, false, true, false, false},
                        {"n", false, false, false, false, false}, {"a", false, false, false, true, false},
                        {"o", false, false, false, false, true},  {"absent", false, false, false, false, false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(static_cast<bool>(json::member_string(k_object, row.name)) == row.string);
      CHECK(static_cast<bool>(json::member_integer(k_object, row.name)) == row.integer);
      CHECK(static_cast<bool>(json::member_bool(k_object, row.name)) == row.boolean);
      CHECK(static_cast<bool>(json::member_array(k_object, row.name)) == row.array);
      CHECK(static_cast<bool>(json::member_object(k_object, row.name)) == row.object);
    }
    CHECK(*json::member_string(k_object, "s") == "text");
    CHECK(*json::member_integer(k_object, "i") == -5);
    CHECK(*json::member_integer(k_object, "u") == 5);
    CHECK(*json::member_bool(k_object, "b"));
    CHECK((*json::member_array(k_object, "a"))->size() == 1);
    CHECK(json::member_string(k_object, "i").error().code == Errc::json_invalid);
    CHECK(json::member_string(k_object, "i").error().detail == "i: a string is required");
  }

  TEST_CASE("an optional member may be absent, but not of another type") {
    CHECK(*json::optional_string(k_object, "s") == "text");
    CHECK(*json::optional_string(k_object, "absent") == std::nullopt);
    CHECK_FALSE(json::optional_string(k_object, "i"));
    CHECK_FALSE(json::optional_string(k_object, "n"));
    CHECK(*json::optional_integer(k_object, "i") == -5);
    CHECK(*json::optional_integer(k_object, "absent") == std::nullopt);
    CHECK_FALSE(json::optional_integer(k_object, "f"));
    CHECK_FALSE(json::optional_integer(k_object, "n"));
  }

  TEST_CASE("a value that is no object has no members") {
    for (Json const& value : {Json(nullptr), Json(1), Json("s"), Json::array({1})}) {
      CHECK(json::find(value, "s") == nullptr);
      CHECK_FALSE(json::member_string(value, "s"));
      CHECK_FALSE(json::check_members(value, {"s"}));
    }
  }

  TEST_CASE("unknown members are named") {
    CHECK(json::check_members({{"a", 1}}, {"a", "b"}));
    CHECK(json::check_members(Json::object(), {}));
    auto const error = json::check_members({{"a", 1}, {"c", 1}}, {"a", "b"}).error();
    CHECK(error.code == Errc::json_invalid);
    CHECK(error.detail == "c: an unknown member");
  }
}
