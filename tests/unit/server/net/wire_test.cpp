#include "server/net/wire.hpp"

#include <doctest/doctest.h>

#include <string>

namespace huecry::net {
namespace {

using std::chrono::seconds;

TEST_SUITE("server/net wire") {
  TEST_CASE("dates are those of RFC 9110") {
    struct Row {
      std::string name;
      std::int64_t time;
      std::string text;
    };
    Row const rows[] = {
        {"the RFC's example", 784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"the epoch", 0, "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"a leap day", 1709251199, "Thu, 29 Feb 2024 23:59:59 GMT"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(http_date(UnixSeconds(seconds(row.time))) == row.text);
    }
  }

  TEST_CASE("an answer tells its length once") {
    Answer answer(200, "application/json", "{}");
    answer.headers.emplace_back("ETag", "\"7\"");
    WireHead how;
    how.correlation_id = "abc-1";
    CHECK(write_head(answer, how) ==
          "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: application/json\r\n"
          "Content-Length: 2\r\nETag: \"7\"\r\nX-Correlation-Id: abc-1\r\n\r\n");
  }

  TEST_CASE("a request's own identifier comes back, and cannot split the answer") {
    WireHead how;
    CHECK(write_head(Answer(), how).find("X-Request-ID") == std::string::npos);
    how.request_id = "bfe9 eb29";
    CHECK(write_head(Answer(), how).ends_with("X-Request-ID: bfe9 eb29\r\n\r\n"));
    how.request_id = "a\r\nSet-Cookie: b";
    CHECK(write_head(Answer(), how).ends_with("X-Request-ID: a  Set-Cookie: b\r\n\r\n"));
  }

  TEST_CASE("framing follows the kind of answer") {
    struct Row {
      std::string name;
      int status;
      Framing framing;
      std::string expected;
    };
    Row const rows[] = {
        {"a length, even of nothing", 200, Framing::length, "Content-Length: 0\r\n"},
        {"chunks", 200, Framing::chunked, "Transfer-Encoding: chunked\r\n"},
        {"until the end, for HTTP/1.0", 200, Framing::until_close, ""},
        {"no content, no length", 204, Framing::length, ""},
        {"not modified, no length", 304, Framing::length, ""},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Answer answer;
      answer.status = row.status;
      WireHead how;
      how.framing = row.framing;
      std::string const text = write_head(answer, how);
      std::string const after_date = text.substr(text.find("GMT\r\n") + 5);
      CHECK(after_date == row.expected + "\r\n");
    }
  }

  TEST_CASE("a value cannot split the answer") {
    Answer answer(200, "text/plain", "");
    answer.headers.emplace_back("Location", std::string("/x\r\nSet-Cookie: a\0b", 19));
    WireHead how;
    how.close = true;
    std::string const text = write_head(answer, how);
    CHECK(text.find("Location: /x  Set-Cookie: a b\r\n") != text.npos);
    CHECK(text.ends_with("Connection: close\r\n\r\n"));
  }

  TEST_CASE("chunks carry their size in hexadecimal, and an empty one is none") {
    CHECK(write_chunk("hello") == "5\r\nhello\r\n");
    CHECK(write_chunk(std::string(300, 'x')).starts_with("12c\r\nx"));
    CHECK(write_chunk("").empty());
  }
}

}
}
