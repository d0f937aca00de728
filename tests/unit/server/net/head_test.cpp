#include "server/net/head.hpp"

#include <doctest/doctest.h>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <string>

#include "tests/support/seed.hpp"

namespace huecry::net {
namespace {

std::string with(std::string const& fields, std::string const& line = "GET /v1/inbox HTTP/1.1") {
  return line + "\r\nHost: hub.example\r\n" + fields + "\r\n";
}

TEST_SUITE("server/net head") {
  TEST_CASE("a plain request is read") {
    auto const head = parse_head(
        with("Content-Type: Application/JSON; charset=utf-8\r\nContent-Length: 12\r\nAccept: a/b\r\nACCEPT:\t c/d \r\n"
             "If-None-Match: \"1\"\r\nLast-Event-ID: 42\r\nIdempotency-Key: k\r\nX-Request-ID: r 1\r\nExpect: "
             "100-Continue\r\n"
             "X-Other: "
             "\xC3\xA9\r\n",
             "POST /v1/notices?x=1 HTTP/1.1"));
    REQUIRE(head);
    CHECK(head->method == "POST");
    CHECK(head->target.path == "/v1/notices");
    CHECK(head->target.query == std::vector<Pair>{{"x", "1"}});
    CHECK(head->content_type == "application/json");
    CHECK(head->content_length == 12);
    CHECK(head->accept == "a/b, c/d");
    CHECK(head->if_none_match == "\"1\"");
    CHECK(head->last_event_id == "42");
    CHECK(head->idempotency_key == "k");
    CHECK(head->request_id == "r 1");
    CHECK(head->expects_continue);
    CHECK(head->keep_alive);
    CHECK_FALSE(head->http_1_0);
  }

  TEST_CASE("a connection is kept or closed as the request says") {
    struct Row {
      std::string name, text;
      bool keep;
    };
    Row const rows[] = {
        {"1.1 keeps", with(""), true},
        {"1.1 closes on demand", with("Connection: close\r\n"), false},
        {"close wins in a list", with("Connection: keep-alive, Close\r\n"), false},
        {"close wins over two fields", with("Connection: close\r\nConnection: keep-alive\r\n"), false},
        {"1.0 closes", "GET / HTTP/1.0\r\n\r\n", false},
        {"1.0 keeps on demand", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const head = parse_head(row.text);
      REQUIRE(head);
      CHECK(head->keep_alive == row.keep);
    }
  }

  TEST_CASE("shapes that two readers could read in two ways are refused") {
    struct Row {
      std::string name, text;
      Errc code = Errc::request_malformed;
    };
    Row const rows[] = {
        {"Content-Length and Transfer-Encoding", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")},
        {"the same in the other order", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")},
        {"two Content-Length", with("Content-Length: 5\r\nContent-Length: 6\r\n")},
        {"two equal Content-Length", with("Content-Length: 5\r\nContent-Length: 5\r\n")},
        {"a list in Content-Length", with("Content-Length: 5, 5\r\n")},
        {"a sign in Content-Length", with("Content-Length: +5\r\n")},
        {"a negative Content-Length", with("Content-Length: -1\r\n")},
        {"a hexadecimal Content-Length", with("Content-Length: 0x5\r\n")},
        {"an empty Content-Length", with("Content-Length:\r\n")},
        {"a Content-Length beyond all bounds", with("Content-Length: 99999999999999999999\r\n")},
        {"a chunked body", with("Transfer-Encoding: chunked\r\n"), Errc::body_required},
        {"an unknown coding", with("Transfer-Encoding: xchunked\r\n"), Errc::body_required},
        {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"obs-fold", with("X-A: 1\r\n 2\r\n")},
        {"obs-fold with a tab", with("X-A: 1\r\n\tTransfer-Encoding: chunked\r\n")},
        {"a space before the colon", with("Content-Length : 5\r\n")},
        {"a space before the first field", "GET / HTTP/1.1\r\n Host: x\r\nHost: y\r\n\r\n"},
        {"a bare LF between fields", with("X-A: 1\nX-B: 2\r\n")},
        {"a bare CR in a value", with("X-A: 1\rX-B: 2\r\n")},
        {"NUL in a value", with(std::string("X-A: a\0b\r\n", 10))},
        {"no colon", with("Content-Length\r\n")},
        {"an empty name", with(": 5\r\n")},
        {"a name with a bad character", with("Content(Length): 5\r\n")},
        {"no Host", "GET / HTTP/1.1\r\n\r\n"},
        {"two Hosts", with("Host: other.example\r\n")},
        {"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
        {"a list in Host", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
        {"two Content-Types", with("Content-Type: a/b\r\nContent-Type: c/d\r\n")},
        {"two X-Request-ID", with("X-Request-ID: a\r\nX-Request-ID: b\r\n")},
        {"another Expect", with("Expect: 200-ok\r\n")},
        {"a coded body", with("Content-Encoding: gzip\r\n"), Errc::media_type},
        {"a value that is not ASCII in a field that counts", with("Accept: \xC3\xA9\r\n")},
        {"an empty line first", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"two spaces", with("", "GET  / HTTP/1.1")},
        {"a space after the version", with("", "GET / HTTP/1.1 ")},
        {"no version", with("", "GET /")},
        {"HTTP/2", with("", "GET / HTTP/2.0")},
        {"HTTP/1.2", with("", "GET / HTTP/1.2")},
        {"a lower-case version", with("", "GET / http/1.1")},
        {"a method that is no token", with("", "G(T / HTTP/1.1")},
        {"a long method", with("", "ABCDEFGHIJKLMNOPQ / HTTP/1.1")},
        {"the absolute form", with("", "GET https://hub.example/ HTTP/1.1")},
        {"CONNECT", with("", "CONNECT hub.example:443 HTTP/1.1")},
        {"TLS sent to a plain port", std::string("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10)},
        {"two headers at once", with("") + with("")},
        {"no end", "GET / HTTP/1.1\r\nHost: x\r\n"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const head = parse_head(row.text);
      REQUIRE_FALSE(head);
      CHECK(head.error().code == row.code);
    }
  }

  TEST_CASE("Priority says how urgent a request is, and is a hint") {
    struct Row {
      char const* value;
      int urgency;
    };
    for (Row const& row :
         {Row{"u=0", 0}, Row{"u=7", 7}, Row{"i, u=1", 1}, Row{"u=2, i", 2}, Row{"u=1;x=2", 1}, Row{"u=5, u=1", 1},
          Row{"", 3}, Row{"u", 3}, Row{"u=", 3}, Row{"u=8", 3}, Row{"u=-1", 3}, Row{"u=10", 3}, Row{"U=1", 3},
          Row{"u=1.5", 3}, Row{"urgency=1", 3}, Row{"u=1, \xC3\xA9", 3}}) {
      CAPTURE(row.value);
      auto const head = parse_head(with("Priority: " + std::string(row.value) + "\r\n"));
      REQUIRE(head);
      CHECK(head->urgency == row.urgency);
    }
    CHECK(parse_head(with(""))->urgency == 3);
  }

  TEST_CASE("a header has at most so many fields") {
    std::string fields;
    for (std::size_t i = 1; i < k_fields_max; ++i) fields += "X-A: 1\r\n";
    CHECK(parse_head(with(fields)));
    auto const more = parse_head(with(fields + "X-A: 1\r\n"));
    REQUIRE_FALSE(more);
    CHECK(more.error().code == Errc::header_too_large);
  }

  TEST_CASE("the end of a header is the first empty line") {
    CHECK_FALSE(head_length(""));
    CHECK_FALSE(head_length("GET / HTTP/1.1\r\n"));
    CHECK_FALSE(head_length("GET / HTTP/1.1\n\n"));
    CHECK(head_length("a\r\n\r\nb\r\n\r\n") == 5);
  }

  // Another reader of the same text: whatever we accept, Beast accepts and understands in the same way.
  TEST_CASE("what is accepted means the same to Beast") {
    namespace http = boost::beast::http;
    HUECRY_SEEDED;
    auto random = test::generator("head");
    std::string const start = with("Content-Length: 5\r\nContent-Type: a/b\r\nConnection: close\r\nX-A: \t b c \r\n",
                                   "POST /v1/a?b=c HTTP/1.1");
    std::string const alphabet = std::string("\r\n :\t,/?#%=&.AaZz019-+\x7f\x80", 25) + '\0';
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
      std::string text = start;
      for (auto changes = 1 + random() % 3; changes > 0; --changes) {
        std::size_t const at = random() % text.size();
        char const byte = alphabet[random() % alphabet.size()];
        switch (random() % 3) {
          case 0: text[at] = byte; break;
          case 1: text.insert(at, 1, byte); break;
          default: text.erase(at, 1); break;
        }
      }
      auto const length = head_length(text);
      if (!length) continue;
      text.resize(*length);
      auto const ours = parse_head(text);
      if (!ours) continue;
      ++accepted;
      CAPTURE(text);
      http::request_parser<http::empty_body> theirs;
      theirs.skip(true);
      boost::system::error_code error;
      theirs.put(boost::asio::buffer(text), error);
      REQUIRE_MESSAGE(!error, error.message());
      CHECK(theirs.is_header_done());
      CHECK(theirs.get().method_string() == ours->method);
      CHECK(theirs.keep_alive() == ours->keep_alive);
      auto const field = theirs.get().find(http::field::content_length);
      CHECK((field != theirs.get().end()) == ours->content_length.has_value());
      if (ours->content_length) CHECK(std::stoull(std::string(field->value())) == *ours->content_length);
      CHECK(theirs.get().count(http::field::transfer_encoding) == 0);
      auto const type = theirs.get().find(http::field::content_type);
      CHECK((type == theirs.get().end() || type->value().empty()) == ours->content_type.empty());
    }
    CHECK(accepted > 100);
  }
}

}
}
