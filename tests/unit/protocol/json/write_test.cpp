#include "protocol/json/write.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using json::Json;

namespace {

/// A random value within what the strict reader takes.
Json random_value(std::mt19937_64& generator, int depth) {
  switch (generator() % (depth == 0 ? 5 : 7)) {
    case 0: return nullptr;
    case 1: return generator() % 2 == 0;
    case 2: return static_cast<std::int64_t>(generator() % (1ULL << 54)) - (std::int64_t{1} << 53) + 1;
    case 3: return "text " + std::to_string(generator());
    case 4: return "é€🚓\"\\\n\x01 ";
    case 5: {
      Json array = Json::array();
      for (auto i = generator() % 4; i > 0; --i) array.push_back(random_value(generator, depth - 1));
      return array;
    }
    default: {
      Json object = Json::object();
      for (auto i = generator() % 4; i > 0; --i)
        object["k" + std::to_string(generator() % 9)] = random_value(generator, depth - 1);
      return object;
    }
  }
}

}

TEST_SUITE("protocol/json write") {
  TEST_CASE("what is written reads back equal") {
    HUECRY_SEEDED;
    auto generator = test::generator("json write");
    for (int round = 0; round < 2000; ++round) {
      Json const value = random_value(generator, 5);
      std::string const text = json::write(value);
      CAPTURE(text);
      auto const read = json::read(text);
      REQUIRE(read);
      CHECK(*read == value);
      CHECK(json::write(*read) == text);
    }
  }

  TEST_CASE("compact, keys in byte order, UTF-8 as it is") {
    CHECK(json::write({{"b", {1, 2}}, {"a", "é"}, {"B", nullptr}}) == R"({"B":null,"a":"é","b":[1,2]})");
    CHECK(json::write(Json::object()) == "{}");
  }

  TEST_CASE("bytes that are not UTF-8 do not throw") { CHECK(json::write("a\xff") == "\"a\xef\xbf\xbd\""); }

  TEST_CASE("a quoted text reads back, whatever characters it holds") {
    struct Row {
      std::string name;
      std::string text;
      std::string quoted;
    };
    Row const rows[] = {{"empty", "", R"("")"},
                        {"plain", "abc", R"("abc")"},
                        {"many scripts", "é€🚓", R"("é€🚓")"},
                        {"quote and backslash", R"(a"b\c)", R"("a\"b\\c")"},
                        {"slash stays", "a/b", R"("a/b")"},
                        {"short escapes", "\b\f\n\r\t", R"("\b\f\n\r\t")"},
                        {"long escapes", std::string("\0\x1f", 2), R"("\u0000\u001f")"},
                        {"DEL stays", "\x7f", "\"\x7f\""},
                        {"first and last", "\"x\"", R"("\"x\"")"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string out = "before:";
      json::append_quoted(out, row.text);
      CHECK(out == "before:" + row.quoted);
      auto const read = json::read(row.quoted);
      REQUIRE(read);
      CHECK(*read == Json(row.text));
      CHECK(json::write(row.text) == row.quoted);
    }
  }
}
