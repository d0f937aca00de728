#include "server/api/route.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace huecry;
using namespace huecry::api;

TEST_SUITE("server/api routes") {
  TEST_CASE("a path finds its route, its parameters, or the methods it takes") {
    struct Row {
      std::string name;
      std::string method;
      std::string path;
      std::string pattern;
      Params params;
      std::string allowed;
    };
    Row const rows[] = {
        {"fixed path", "POST", "/v1/notices", "/v1/notices", {}, ""},
        {"one parameter", "GET", "/v1/notices/FR-1", "/v1/notices/{id}", {"FR-1"}, ""},
        {"parameter inside", "GET", "/v1/notices/FR-1/status", "/v1/notices/{id}/status", {"FR-1"}, ""},
        {"all that are left", "GET", "/v1/log/tile/0/x001/067.p/3", "/v1/log/tile/{path*}", {"0/x001/067.p/3"}, ""},
        {"none left", "GET", "/v1/log/tile", "", {}, ""},
        {"the longer pattern first", "GET", "/v1/log/tile/entries/000", "/v1/log/tile/entries/{path*}", {"000"}, ""},
        {"other method", "DELETE", "/v1/notices", "", {}, "POST, GET"},
        {"unknown path", "GET", "/v1/nothing", "", {}, ""},
        {"trailing slash", "GET", "/v1/notices/", "", {}, ""},
        {"empty parameter", "GET", "/v1/notices//status", "", {}, ""},
        {"too deep", "GET", "/v1/notices/FR-1/status/x", "", {}, ""},
        {"prefix only", "GET", "/v1", "", {}, ""},
        {"root", "GET", "/", "", {}, ""},
        {"case matters", "GET", "/V1/notices", "", {}, ""}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Match const found = match(routes(), row.method, row.path);
      CHECK((found.route != nullptr) == !row.pattern.empty());
      if (found.route != nullptr) CHECK(found.route->pattern == row.pattern);
      CHECK(found.params == row.params);
      CHECK(found.allowed == row.allowed);
    }
  }

  TEST_CASE("no two rows answer the same method and pattern, and only rows with a body take media types") {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (Route const& route : routes()) {
      CHECK(seen.emplace(route.method, route.pattern).second);
      CHECK((route.body_bytes_max > 0) == !route.media_types.empty());
      bool const answered = route.handler != nullptr;
      CHECK(answered);
      CHECK(route.roles != 0);
    }
  }

  TEST_CASE("identifiers never become metric labels") {
    CHECK(pattern_of(routes(), "/v1/notices/FR-SECRET") == "/v1/notices/{id}");
    CHECK(pattern_of(routes(), "/anything/else") == "other");
  }
}
