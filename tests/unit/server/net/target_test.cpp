#include "server/net/target.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace huecry::net {
namespace {

TEST_SUITE("server/net target") {
  TEST_CASE("a canonical target is taken as it is, decoded") {
    struct Row {
      std::string name, text, path;
      std::vector<Pair> query;
    };
    Row const rows[] = {
        {"the root", "/", "/", {}},
        {"a path", "/v1/notices/FR-2026.1_a", "/v1/notices/FR-2026.1_a", {}},
        {"a trailing slash stays, for the router to refuse", "/v1/", "/v1/", {}},
        {"a dot within a segment", "/v1/log/tile/0/x001/067.p/5", "/v1/log/tile/0/x001/067.p/5", {}},
        {"a space, encoded because it must be", "/a%20b", "/a b", {}},
        {"UTF-8, encoded because it must be", "/%C3%A9", "/\xC3\xA9", {}},
        {"sub-delimiters stand for themselves", "/a!$&'()*+,;=:@b", "/a!$&'()*+,;=:@b", {}},
        {"a query in its order", "/x?b=2&a=1&b=3", "/x", {{"b", "2"}, {"a", "1"}, {"b", "3"}}},
        {"an empty query", "/x?", "/x", {}},
        {"a name without value, and an empty value", "/x?a&b=", "/x", {{"a", ""}, {"b", ""}}},
        {"plus is a space in a query, not in a path", "/a+b?q=c+d", "/a+b", {{"q", "c d"}}},
        {"more may be encoded in a query", "/x?q=%61%2F%25", "/x", {{"q", "a/%"}}},
        {"a question mark and an equals sign in a value", "/x?q=a?b=c", "/x", {{"q", "a?b=c"}}},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const target = parse_target(row.text);
      REQUIRE(target);
      CHECK(target->path == row.path);
      CHECK(target->query == row.query);
    }
  }

  TEST_CASE("every other spelling is refused") {
    struct Row {
      std::string name, text;
    };
    Row const rows[] = {
        {"empty", ""},
        {"no slash first", "v1/notices"},
        {"absolute form", "https://hub.example/v1/notices"},
        {"authority form", "hub.example:443"},
        {"asterisk form", "*"},
        {"an empty segment", "/v1//notices"},
        {"an empty first segment", "//hub.example/v1"},
        {"a dot segment", "/v1/./notices"},
        {"two dots", "/v1/../notices"},
        {"two dots at the end", "/v1/.."},
        {"two dots, encoded", "/v1/%2e%2e/notices"},
        {"one dot of two, encoded", "/v1/.%2E/notices"},
        {"a dot, encoded", "/v1/a%2eb"},
        {"a letter, encoded", "/v1/notice%73"},
        {"a slash, encoded", "/v1%2Fnotices"},
        {"a percent sign, encoded", "/v1/%252e"},
        {"a backslash", "/v1\\notices"},
        {"a backslash, encoded", "/v1%5Cnotices"},
        {"NUL, encoded", "/v1/%00"},
        {"a line feed, encoded", "/v1/%0A"},
        {"half an encoding", "/v1/%2"},
        {"no hexadecimal digits", "/v1/%zz"},
        {"a fragment", "/v1/notices#top"},
        {"a space", "/v1/a b"},
        {"a control character", std::string("/v1/\x01")},
        {"a raw byte above ASCII", "/v1/\xC3\xA9"},
        {"not UTF-8", "/v1/%FF"},
        {"overlong UTF-8", "/v1/%C0%AF"},
        {"a quote", "/v1/\"x\""},
        {"NUL in a query", "/x?q=%00"},
        {"a parameter without name", "/x?=1"},
        {"an empty pair", "/x?a=1&&b=2"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const target = parse_target(row.text);
      REQUIRE_FALSE(target);
      CHECK(target.error().code == Errc::request_malformed);
    }
  }

  TEST_CASE("a query has at most so many parameters") {
    std::string text = "/x?a=1";
    for (std::size_t i = 1; i < k_query_pairs_max; ++i) text += "&a=1";
    CHECK(parse_target(text));
    CHECK_FALSE(parse_target(text + "&a=1"));
  }
}

}
}
