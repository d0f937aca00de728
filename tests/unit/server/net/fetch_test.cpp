#include "server/net/fetch.hpp"

#include <doctest/doctest.h>

using namespace huecry;

TEST_SUITE("server/net fetch") {
  TEST_CASE("a URL has these parts, and no other form is taken") {
    struct Row {
      std::string text;
      bool taken, tls;
      std::string host, port, path;
    };
    Row const rows[] = {
        {"http://w.example/log", true, false, "w.example", "80", "/log"},
        {"https://w.example/a/b", true, true, "w.example", "443", "/a/b"},
        {"http://127.0.0.1:8777", true, false, "127.0.0.1", "8777", "/"},
        {"http://[::1]:8777/log", true, false, "::1", "8777", "/log"},
        {"http://[::1]/log", true, false, "::1", "80", "/log"},
        {"ftp://w.example/", false, false, "", "", ""},
        {"w.example/log", false, false, "", "", ""},
        {"http://", false, false, "", "", ""},
        {"http:///x", false, false, "", "", ""},
        {"http://w.example:x/", false, false, "", "", ""},
        {"http://w.example:/", false, false, "", "", ""},
        {"http://user@w.example/", false, false, "", "", ""},
        {"http://w.example/a b", false, false, "", "", ""},
        {"http://w.example/a\r\nHost: x", false, false, "", "", ""},
        {"http://w.example/?x", false, false, "", "", ""},
    };
    for (Row const& row : rows) {
      CAPTURE(row.text);
      auto const url = net::parse_url(row.text);
      CHECK(static_cast<bool>(url) == row.taken);
      if (!url) {
        CHECK(url.error().code == Errc::config_invalid);
        continue;
      }
      CHECK(url->tls == row.tls);
      CHECK(url->host == row.host);
      CHECK(url->port == row.port);
      CHECK(url->path == row.path);
    }
  }
}
