#include "protocol/json/read.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/json/json.hpp"

using namespace huecry;
using json::Json;
using json::read;

namespace {

constexpr json::ReadOptions k_fractions{.fractions = true};

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

std::string nested_objects(int depth) {
  std::string text = "1";
  for (int i = 0; i < depth; ++i) text = R"({"a":)" + text + "}";
  return text;
}

}

TEST_SUITE("protocol/json read") {
  TEST_CASE("values read as they are") {
    struct Row {
      std::string name;
      std::string text;
      Json expected;
    };
    Row const rows[] = {
        {"null", "null", nullptr},
        {"true", " true ", true},
        {"zero", "0", 0},
        {"minus zero is zero", "-0", 0},
        {"largest integer", "9007199254740991", 9007199254740991},
        {"smallest integer", "-9007199254740991", -9007199254740991},
        {"string", R"("é€🚓")", "é€🚓"},
        {"escapes", R"("\"\\\/\b\f\n\r\tA\u00e9")", "\"\\/\b\f\n\r\tAé"},
        {"escaped surrogate pair", R"("\ud83d\ude93")", "🚓"},
        {"escaped NUL", R"("a\u0000b")", std::string("a\0b", 3)},
        {"noncharacter", "\"\xef\xbf\xbf\"", "\xef\xbf\xbf"},
        {"empty array", "[]", Json::array()},
        {"empty object", "{}", Json::object()},
        {"nested",
         R"({"a":[1,{"b":[]},null],"":{"c":false}})",
         {{"a", {1, {{"b", Json::array()}}, nullptr}}, {"", {{"c", false}}}}},
        {"same key in different objects", R"({"a":{"a":1},"b":{"a":2}})", {{"a", {{"a", 1}}}, {"b", {{"a", 2}}}}},
        {"keys that differ in case or form",
         "{\"a\":1,\"A\":2,\"\xc3\xa9\":3,\"e\xcc\x81\":4}",
         {{"a", 1}, {"A", 2}, {"\xc3\xa9", 3}, {"e\xcc\x81", 4}}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const value = read(row.text);
      REQUIRE(value);
      CHECK(*value == row.expected);
    }
  }

  TEST_CASE("refused, with the reason and the place") {
    struct Row {
      std::string name;
      std::string text;
      std::string detail;
    };
    Row const rows[] = {
        {"equal keys", R"({"a":1,"b":2,"a":3})", "the key is there twice at \"/a\""},
        {"equal keys with equal values", R"({"a":1,"a":1})", "the key is there twice at \"/a\""},
        {"equal keys after unescaping", R"({"x":{"a":1,"\u0061":2}})", "the key is there twice at \"/x/a\""},
        {"equal empty keys", R"([0,{"":1,"":2}])", "the key is there twice at \"/1/\""},
        {"integer above the limit", R"({"n":9007199254740992})", "an integer beyond 2^53 - 1 at \"/n\""},
        {"integer below the limit", "[-9007199254740992]", "an integer beyond 2^53 - 1 at \"/0\""},
        {"integer beyond 64 bits", "[1,18446744073709551616]", "an integer beyond 2^53 - 1 at \"/1\""},
        {"largest of 64 bits", "18446744073709551615", "an integer beyond 2^53 - 1 at \"\""},
        {"integer far below 64 bits", "-99999999999999999999", "an integer beyond 2^53 - 1 at \"\""},
        {"fraction", R"({"a":[{"w":1.5}]})", "a number with a fraction or an exponent at \"/a/0/w\""},
        {"whole fraction", "1.0", "a number with a fraction or an exponent at \"\""},
        {"exponent", "1e2", "a number with a fraction or an exponent at \"\""},
        {"capital exponent", "1E2", "a number with a fraction or an exponent at \"\""},
        {"lone high surrogate", R"(["\ud800"])",
         "invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF at byte 9, in \"/0\""},
        {"lone low surrogate", R"(["\udc00"])",
         "invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF at byte 8, in \"/0\""},
        {"a second value", "1 2", "unexpected number literal"},
        {"something after it", "{} x", "invalid literal at byte 4"},
        {"empty", "", "unexpected end of input"},
        {"only space", " \n", "unexpected end of input"},
        {"cut", R"({"a":)", "unexpected end of input at byte 6, in \"/a\""},
        {"trailing comma", "[1,]", "unexpected ']'"},
        {"comment", "[1/*x*/]", "invalid literal"},
        {"control character in a string", "[\"a\nb\"]", "invalid string: control character U+000A"},
        {"single quotes", "['a']", "invalid literal"},
        {"NaN", "NaN", "invalid literal"},
        {"leading zero", "[01]", "unexpected number literal"},
        {"plus", "[+1]", "invalid literal"},
        {"NUL after a number", std::string("123\0", 4), "NUL byte at offset 3"},
        {"NUL inside", std::string("[1,\0 2]", 7), "NUL byte at offset 3"},
        {"BOM", "\xef\xbb\xbf{}", "the text starts with a byte order mark"},
        {"invalid UTF-8", "[\"ab\xff\"]", "not UTF-8 near offset 4"},
        {"UTF-8 surrogate", "[\"\xed\xa0\x80\"]", "not UTF-8 near offset 2"},
        {"UTF-16", std::string("[\0]\0", 4), "NUL byte at offset 1"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const value = read(row.text);
      REQUIRE_FALSE(value);
      CHECK(value.error().code == Errc::json_invalid);
      CAPTURE(value.error().detail);
      CHECK(value.error().detail.starts_with(row.detail));
    }
  }

  TEST_CASE("fractions where asked for, never infinity, and integers stay exact") {
    struct Row {
      std::string name;
      std::string text;
      bool accepted;
    };
    Row const rows[] = {{"fraction", "1.825", true},
                        {"exponent", "1e2", true},
                        {"underflow", "1e-400", true},
                        {"overflow", "1e400", false},
                        {"negative overflow", "[-1e999]", false},
                        {"integer above the limit", "9007199254740992", false},
                        {"integer beyond 64 bits", "100000000000000000000", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(static_cast<bool>(read(row.text, k_fractions)) == row.accepted);
    }
    CHECK(*read("1.825", k_fractions) == Json(1.825));
    CHECK(read("5", k_fractions)->is_number_integer());
  }

  TEST_CASE("the depth is accepted at the limit and refused one past it") {
    for (int limit : {0, 1, 8, limits::payload_depth_max}) {
      CAPTURE(limit);
      json::ReadOptions const options{.depth_max = limit};
      CHECK(read(nested(limit) + (limit == 0 ? "1" : ""), options));
      CHECK(read(nested_objects(limit), options));
      CHECK_FALSE(read(nested(limit + 1), options));
      CHECK_FALSE(read(nested_objects(limit + 1), options));
    }
    CHECK(read(nested(17)).error().detail == "nested too deeply at \"/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0\"");
    CHECK(read("[[],[],{},[]]", {.depth_max = 2}));  // side by side is not deep
    CHECK_FALSE(read(std::string(100'000, '[')));
    CHECK_FALSE(read(nested(100'000)));
  }

  TEST_CASE("pointers are escaped as RFC 6901 says, and cut at a whole character when long") {
    CHECK(read(R"({"a/b":{"c~d":1.5}})").error().detail.ends_with("\"/a~1b/c~0d\""));
    std::string const long_key = "€€€" + std::string(300, 'x');
    std::string key;
    for (int i = 0; i < 100; ++i) key += "€";
    for (std::string const& name : {long_key, key, "x" + key, "xx" + key}) {
      auto const error = read("{\"" + name + "\":1.5}").error();
      CHECK(error.detail.size() < 280);
      CHECK(error.detail.ends_with("…\""));
      CHECK(read(Json(error.detail).dump()));  // whole characters only
    }
  }

  TEST_CASE("a wide or deep-keyed text keeps its places right") {
    std::string text = "[";
    for (int i = 0; i < 1000; ++i) text += "[1],";
    CHECK(read(text + "[1.5]]").error().detail.ends_with("\"/1000/0\""));
    CHECK(read(text + "[1]]")->size() == 1001);
  }
}
