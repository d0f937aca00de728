// Requests as bytes: what is answered, what is refused, and that a refusal can be read.
#include <doctest/doctest.h>
#include <poll.h>

#include <string>
#include <thread>

#include "protocol/base/limits.hpp"
#include "tests/integration/net_hub.hpp"
#include "tests/integration/net_probe.hpp"

namespace huecry::test {
namespace {

using namespace std::chrono_literals;
using net::Cut;

/// A hub and one member's open connection.
struct Talk {
  explicit Talk(net::Timeouts timeouts = {}, net::Caps caps = {}) : hub(timeouts, caps) {
    REQUIRE(probe.shake_hands(france));
  }
  NetHub hub;
  Credential france = hub.member("FR");
  Probe probe{hub.port};
};

TEST_SUITE("integration net http") {
  TEST_CASE("requests follow each other on one connection") {
    Talk talk;
    for (int i = 0; i < 100; ++i) CHECK(talk.probe.ask(post("/v1/echo", std::to_string(i))).body == std::to_string(i));
    Reply const last = talk.probe.ask(get("/v1/hello", "Connection: close\r\n"));
    CHECK(last.status == 200);
    CHECK(last.closes());
    CHECK(last.headers.at("date").ends_with("GMT"));
    CHECK(talk.probe.is_closed());
    CHECK(talk.hub.counters.requests.value() == 101);
    auto const served = talk.hub.application.all_served();
    REQUIRE(served.size() == 101);
    CHECK(served[99].bytes_in == 2);
    CHECK(served[99].bytes_out == 2);
    CHECK(served[99].complete);
    CHECK(served[99].correlation_id != served[98].correlation_id);
  }

  TEST_CASE("requests sent ahead are answered one after another, in order") {
    Talk talk;
    std::string ahead;
    for (int i = 0; i < 200; ++i) ahead += post("/v1/echo", std::to_string(i));
    talk.probe.send(ahead);
    for (int i = 0; i < 200; ++i) CHECK(talk.probe.reply().body == std::to_string(i));
  }

  TEST_CASE("a request may come in any pieces") {
    Talk talk;
    std::string const request = post("/v1/echo", "body");
    for (char const c : request) talk.probe.send(std::string(1, c));
    CHECK(talk.probe.reply().body == "body");
  }

  TEST_CASE("HEAD is GET without the body") {
    Talk talk;
    talk.probe.send("HEAD /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n");
    Reply const reply = talk.probe.reply(true);
    CHECK(reply.status == 200);
    CHECK(reply.headers.at("content-length") == "5");
    CHECK(talk.probe.ask(get("/v1/hello")).body == "hello");
  }

  TEST_CASE("the sender's own identifier stands in the answer, also where the request is refused") {
    Talk talk;
    std::string const named = "X-Request-ID: bfe9eb29-ab87\r\n";
    CHECK(talk.probe.ask(get("/v1/hello", named)).headers["x-request-id"] == "bfe9eb29-ab87");
    CHECK(talk.probe.ask(get("/nothing", named)).headers["x-request-id"] == "bfe9eb29-ab87");
    CHECK_FALSE(talk.probe.ask(get("/v1/hello")).headers.contains("x-request-id"));
  }

  TEST_CASE("what is refused by its header is refused before the body, and the answer arrives") {
    struct Row {
      std::string name, request;
      int status;
      bool keeps = false;
    };
    std::string const long_field = "X-Long: " + std::string(limits::header_bytes_max, 'x') + "\r\n";
    std::string const huge = std::string(4 << 20, 'x');
    Row const rows[] = {
        {"an unknown path", get("/nothing"), 404, true},
        {"an unknown path with a body", post("/nothing", "body"), 404},
        {"a wrong method", "DELETE /v1/echo HTTP/1.1\r\nHost: x\r\n\r\n", 405, true},
        {"no length", "POST /v1/echo HTTP/1.1\r\nHost: x\r\n\r\n", 411},
        {"a chunked body", "POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
        {"a body on a resource without", "GET /v1/hello HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 413},
        {"too large a body, sent all the same", post("/v1/echo", huge), 413},
        {"two framings",
         "POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", 400},
        {"two lengths", "POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
        {"obs-fold", get("/v1/hello", "X-A: 1\r\n 2\r\n"), 400},
        {"a dot segment", get("/v1/x/../hello"), 400},
        {"an encoded dot segment", get("/v1/x/%2e%2e/hello"), 400},
        {"two slashes", get("/v1//hello"), 400},
        {"the absolute form", get("https://hub.example/v1/hello"), 400},
        {"a coded body", post("/v1/echo", "x", "Content-Encoding: gzip\r\n"), 415},
        {"a large header", get("/v1/hello", long_field), 431},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Talk talk;
      talk.probe.send(row.request);
      Reply reply = talk.probe.reply();
      CHECK(reply.status == row.status);
      CHECK(reply.headers["content-type"] == "application/problem+json");
      CHECK(reply.headers["x-correlation-id"].size() == 18);
      CHECK(reply.closes() == !row.keeps);
      if (!row.keeps) CHECK(talk.probe.is_closed(2s));
      if (row.keeps) CHECK(talk.probe.ask(get("/v1/hello")).status == 200);
      CHECK(talk.hub.application.handled == (row.keeps ? 1 : 0));
    }
  }

  TEST_CASE("limits hold exactly") {
    Talk talk;
    std::size_t const most = EchoApplication::k_echo_bytes_max;
    CHECK(talk.probe.ask(post("/v1/echo", std::string(most, 'x'))).body.size() == most);
    std::size_t const frame = get("/v1/hello", "X: \r\n").size();
    CHECK(
        talk.probe.ask(get("/v1/hello", "X: " + std::string(limits::header_bytes_max - frame, 'x') + "\r\n")).status ==
        200);
    CHECK(talk.probe.ask(post("/v1/big", std::string(EchoApplication::k_big_bytes_max, 'x'))).body == "8388608");

    Talk one_more_header;
    auto const field = "X: " + std::string(limits::header_bytes_max - frame + 1, 'x') + "\r\n";
    CHECK(one_more_header.probe.ask(get("/v1/hello", field)).status == 431);
    Talk one_more_byte;
    CHECK(one_more_byte.probe.ask(post("/v1/echo", std::string(most + 1, 'x'))).status == 413);
  }

  TEST_CASE("a client that waits for 100 Continue gets it only when its body is wanted") {
    Talk talk;
    talk.probe.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(talk.probe.read() == "HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(talk.probe.ask("ok").body == "ok");
    talk.probe.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    CHECK(talk.probe.reply().status == 413);
  }

  TEST_CASE("HTTP/1.0 is answered and closed") {
    Talk talk;
    Reply const reply = talk.probe.ask("GET /v1/hello HTTP/1.0\r\n\r\n");
    CHECK(reply.body == "hello");
    CHECK(talk.probe.is_closed());
  }

  TEST_CASE("a handler that throws is an internal error without its words") {
    Talk talk;
    Reply const reply = talk.probe.ask(get("/v1/throw"));
    CHECK(reply.status == 500);
    CHECK(reply.body.find("secret") == reply.body.npos);
    CHECK(talk.hub.log.count("request.threw") == 1);
    CHECK(talk.probe.ask(get("/v1/hello")).status == 200);
  }

  TEST_CASE("a peer that is slow at any stage is cut, and the others are not disturbed") {
    struct Row {
      std::string name, start, drip;
    };
    Row const rows[] = {
        {"silent after the handshake", "", ""},
        {"silent in the header", "GET /v1/hello HT", ""},
        {"dripping in the header", "GET /v1/hello HTTP/1.1\r\n", "X-A: b\r\n"},
        {"silent in the body", "POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab", ""},
        {"dripping in the body", "POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", "x"},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Talk talk(short_timeouts());
      Probe other(talk.hub.port);
      REQUIRE(other.shake_hands(talk.france));
      talk.probe.send(row.start);
      auto const begin = std::chrono::steady_clock::now();
      for (int i = 0; i < 100 && !talk.probe.is_closed(1ms); ++i) {
        if (!row.drip.empty()) talk.probe.send(row.drip);
        CHECK(other.ask(get("/v1/hello")).status == 200);
        std::this_thread::sleep_for(10ms);
      }
      CHECK(talk.probe.is_closed(1ms));
      CHECK(std::chrono::steady_clock::now() - begin < 3s);
      CHECK(eventually([&] { return talk.hub.counters.cut(Cut::timeout).value() == 1; }));
      CHECK(talk.hub.application.all_served().size() == static_cast<std::size_t>(talk.hub.application.handled.load()));
    }
  }

  TEST_CASE("a peer that leaves in the middle disturbs nobody") {
    Talk talk;
    for (std::string const& start :
         {std::string("GET /v1/hel"), std::string("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"),
          get("/v1/page?bytes=8000000")}) {
      Probe leaver(talk.hub.port);
      REQUIRE(leaver.shake_hands(talk.france));
      leaver.send(start);
    }
    CHECK(talk.probe.ask(get("/v1/hello")).status == 200);
    CHECK(eventually([&] { return talk.hub.counters.connections.value() == 1; }));
  }

  TEST_CASE("a peer that half-closes after its request still gets its answer") {
    NetHub hub;
    Probe plain(hub.plain_port);
    plain.send(get("/v1/hello"));
    plain.half_close();
    CHECK(plain.reply().body == "hello");
    CHECK(plain.is_closed(2s));
  }

  TEST_CASE("the operator's listener speaks without TLS, and without an identity") {
    NetHub hub;
    Probe probe(hub.plain_port);
    CHECK(probe.ask(get("/v1/whoami")).body == "nobody");
    CHECK(probe.ask(get("/v1/hello")).body == "hello");
    CHECK(probe.ask("GET /v1//x HTTP/1.1\r\nHost: x\r\n\r\n").status == 400);
    CHECK(probe.is_closed());
  }

  TEST_CASE("the operator's listener is for loopback") {
    NetHub hub;
    auto const open = hub.server.listen_plain("0.0.0.0", 0, hub.application);
    REQUIRE_FALSE(open);
    CHECK(open.error().code == Errc::config_invalid);
    CHECK(hub.server.listen_plain("0.0.0.0", 0, hub.application, true));
    auto const taken = hub.server.listen_plain("127.0.0.1", hub.plain_port, hub.application);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == Errc::io);
    CHECK_FALSE(hub.server.listen_plain("no address", 0, hub.application));
  }
}

TEST_SUITE("integration net caps") {
  TEST_CASE("a member has at most so many connections; the next is told so") {
    net::Caps caps;
    caps.connections_per_member = 2;
    Talk talk({}, caps);
    Probe second(talk.hub.port), third(talk.hub.port), foreign(talk.hub.port);
    REQUIRE(second.shake_hands(talk.france));
    CHECK(second.ask(get("/v1/hello")).status == 200);
    REQUIRE(third.shake_hands(talk.france));
    Reply const refused = third.ask(post("/v1/echo", "x"));
    CHECK(refused.status == 503);
    CHECK(refused.body.find("connections-exhausted") != refused.body.npos);
    CHECK(refused.headers.at("retry-after") == "2");
    CHECK(refused.closes());
    Credential const germany = talk.hub.member("DE");
    REQUIRE(foreign.shake_hands(germany));
    CHECK(foreign.ask(get("/v1/hello")).status == 200);
    CHECK(talk.hub.counters.over_soft_cap.value() == 1);
  }

  TEST_CASE("a place is free again when its connection has ended") {
    net::Caps caps;
    caps.connections_per_member = 1;
    NetHub hub({}, caps);
    Credential const france = hub.member("FR");
    for (int i = 0; i < 3; ++i) {
      {
        Probe probe(hub.port);
        REQUIRE(probe.shake_hands(france));
        CHECK(probe.ask(get("/v1/hello")).status == 200);
      }
      CHECK(eventually([&] { return hub.counters.connections.value() == 0; }));
    }
  }

  TEST_CASE("over the soft cap connections are told to come back, over the hard cap they are closed") {
    net::Caps caps;
    caps.connections_soft = 1;
    caps.connections_hard = 2;
    Talk talk({}, caps);
    CHECK(talk.probe.ask(get("/v1/hello")).status == 200);
    Probe soft(talk.hub.port);
    REQUIRE(soft.shake_hands(talk.france));
    Probe hard(talk.hub.port);
    CHECK(hard.is_closed(2s));
    CHECK(soft.ask(get("/v1/hello")).status == 503);
    CHECK(talk.hub.counters.over_hard_cap.value() == 1);
  }

  TEST_CASE("strangers that do not finish their handshake cannot take all places") {
    net::Caps caps;
    caps.handshakes = 1;
    NetHub hub({}, caps);
    Credential const france = hub.member("FR");
    Probe stranger(hub.port);
    REQUIRE(eventually([&] { return hub.counters.handshaking.value() == 1; }));
    Probe second(hub.port);
    CHECK(second.is_closed(2s));
    Probe operator_side(hub.plain_port);
    CHECK(operator_side.ask(get("/v1/hello")).status == 200);
  }

  TEST_CASE("a member's bodies in flight are bounded, at the bound and one past it") {
    net::Caps caps;
    caps.body_bytes_per_member = 1000;
    Talk talk({}, caps);
    Probe other(talk.hub.port);
    REQUIRE(other.shake_hands(talk.france));
    talk.probe.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n");
    REQUIRE(eventually([&] { return talk.hub.counters.bytes_in.value() > 0; }));
    CHECK(other.ask(post("/v1/echo", std::string(400, 'x'))).status == 200);
    CHECK(other.ask(post("/v1/echo", std::string(401, 'x'))).status == 503);
    CHECK(talk.probe.ask(std::string(600, 'y')).body.size() == 600);
    CHECK(talk.probe.ask(post("/v1/echo", std::string(1000, 'x'))).status == 200);
  }

  TEST_CASE("a member's answers in flight are bounded too: one that does not read is told to come back") {
    net::Caps caps;
    caps.body_bytes_per_member = 48 << 20;  // more than the kernel takes on both sides
    Talk talk({}, caps);
    Probe lazy(talk.hub.port);
    REQUIRE(lazy.shake_hands(talk.france));
    lazy.send(get("/v1/page?bytes=50331648"));
    pollfd answer{lazy.descriptor(), POLLIN, 0};  // its first bytes: the answer is in flight from then on
    REQUIRE(::poll(&answer, 1, 5000) == 1);
    CHECK(talk.probe.ask(get("/v1/page?bytes=65537")).status == 503);
    CHECK(talk.probe.ask(get("/v1/page?bytes=60000")).status == 200);
    CHECK(lazy.reply().body.size() == 48 << 20);
    CHECK(eventually([&] { return talk.probe.ask(get("/v1/page?bytes=65537")).status == 200; }));
    CHECK(talk.probe.ask(get("/v1/page?bytes=50331649")).status == 503);
  }

  TEST_CASE("a connection serves at most so many requests") {
    net::Caps caps;
    caps.requests_per_connection = 3;
    Talk talk({}, caps);
    CHECK_FALSE(talk.probe.ask(get("/v1/hello")).closes());
    CHECK_FALSE(talk.probe.ask(get("/v1/hello")).closes());
    CHECK(talk.probe.ask(get("/v1/hello")).closes());
    CHECK(talk.probe.is_closed());
  }
}

}
}
