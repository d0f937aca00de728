// Long answers, and the end of a hub.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/net_hub.hpp"
#include "tests/integration/net_probe.hpp"

namespace huecry::test {
namespace {

using namespace std::chrono_literals;
using net::Cut;

TEST_SUITE("integration net streams") {
  TEST_CASE("a stream comes in chunks, and the connection serves the next request") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe probe(hub.port);
    REQUIRE(probe.shake_hands(france));
    Reply const reply = probe.ask(get("/v1/ticks?ms=1&count=3"));
    CHECK(reply.headers.at("transfer-encoding") == "chunked");
    CHECK(reply.body == ": begin\n\nid: 0\ndata: tick\n\nid: 1\ndata: tick\n\nid: 2\ndata: tick\n\n");
    CHECK(probe.ask(get("/v1/hello")).body == "hello");
    REQUIRE(eventually([&] { return hub.application.all_served().size() == 2; }));
    auto const served = hub.application.all_served();
    CHECK(served[0].bytes_out == reply.body.size());
  }

  TEST_CASE("HEAD of a stream does not start it") {
    NetHub hub;
    Probe probe(hub.plain_port);
    probe.send("HEAD /v1/flood HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(probe.reply(true).status == 200);
    CHECK(probe.ask(get("/v1/hello")).body == "hello");
  }

  TEST_CASE("a long poll is woken") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe probe(hub.port);
    REQUIRE(probe.shake_hands(france));
    probe.send(get("/v1/wait?ms=60000"));
    REQUIRE(eventually([&] { return hub.application.handled == 1; }));
    hub.application.ring();
    CHECK(probe.reply().body == "rung");
    CHECK(probe.ask(get("/v1/wait?ms=5")).body == "over");
  }

  TEST_CASE("a reader that does not read is cut; memory stays bounded and the others go on") {
    net::Timeouts timeouts = short_timeouts();
    timeouts.keep_alive = 10s;
    NetHub hub(timeouts);
    Credential const france = hub.member("FR");
    Probe stuck(hub.port), other(hub.port);
    REQUIRE(stuck.shake_hands(france));
    REQUIRE(other.shake_hands(france));
    stuck.send(get("/v1/flood"));
    REQUIRE(eventually([&] { return hub.counters.streams.value() == 1; }));
    while (hub.counters.streams.value() == 1) CHECK(other.ask(get("/v1/hello")).status == 200);
    CHECK(eventually([&] { return hub.counters.cut(Cut::timeout).value() == 1; }));
    CHECK(hub.counters.bytes_out.value() < 64U << 20);
  }

  TEST_CASE("a reader that has left is noticed while nothing happens") {
    net::Timeouts timeouts;
    timeouts.tick = 10ms;
    NetHub hub(timeouts);
    Credential const france = hub.member("FR");
    {
      Probe stream(hub.port), poll(hub.port);
      REQUIRE(stream.shake_hands(france));
      REQUIRE(poll.shake_hands(france));
      stream.send(get("/v1/ticks?ms=60000"));
      poll.send(get("/v1/wait?ms=60000"));
      REQUIRE(eventually([&] { return hub.application.handled == 2; }));
    }
    CHECK(eventually([&] { return hub.counters.connections.value() == 0; }));
    CHECK(hub.counters.cut(Cut::gone).value() == 2);
  }
}

TEST_SUITE("integration net stop") {
  TEST_CASE("idle connections close at once, waiting ones are answered, streams say goodbye") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe idle(hub.port), waiting(hub.port), streaming(hub.port), fresh(hub.port), shaking(hub.port);
    for (Probe* probe : {&idle, &waiting, &streaming, &fresh}) REQUIRE(probe->shake_hands(france));
    CHECK(idle.ask(get("/v1/hello")).status == 200);
    waiting.send(get("/v1/wait?ms=60000"));
    streaming.send(get("/v1/ticks?ms=60000"));
    REQUIRE(eventually([&] { return hub.application.handled == 3; }));

    auto const begin = std::chrono::steady_clock::now();
    std::jthread stop([&hub] { hub.stop(10s); });
    Reply const waited = waiting.reply();
    CHECK(waited.body == "over");
    CHECK(waited.closes());
    Reply const streamed = streaming.reply();
    CHECK(streamed.body.ends_with(": reconnect\n\n"));
    CHECK(idle.is_closed(2s));
    CHECK(waiting.is_closed(2s));
    CHECK(streaming.is_closed(2s));
    CHECK(fresh.is_closed(2s));
    CHECK(shaking.is_closed(2s));
    stop.join();
    CHECK(std::chrono::steady_clock::now() - begin < 3s);
  }

  TEST_CASE("a request that is stuck is cut when the grace is over") {
    NetHub hub;
    Credential const france = hub.member("FR");
    Probe stuck(hub.port);
    REQUIRE(stuck.shake_hands(france));
    stuck.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab");
    REQUIRE(eventually([&] { return hub.counters.bytes_in.value() > 0; }));
    auto const begin = std::chrono::steady_clock::now();
    hub.stop(100ms);
    CHECK(std::chrono::steady_clock::now() - begin < 2s);
    CHECK(stuck.is_closed(1s));
    CHECK(hub.log.count("shard.grace_over") == 1);
    CHECK(hub.log.count("shard.tasks_left") == 0);
  }

  TEST_CASE("whatever was begun under load is answered: every request that the application saw has its answer") {
    NetHub hub;
    Credential const france = hub.member("FR");
    std::atomic<int> answers = 0, broken = 0;
    auto load = [&] {
      Probe probe(hub.port);
      if (!probe.shake_hands(france)) return;
      for (;;) {
        if (!probe.send(post("/v1/echo", "document"))) return;
        Reply const reply = probe.reply();
        if (reply.status == 200 && reply.body == "document") ++answers;
        if (reply.status != 0 && reply.status != 200) ++broken;
        if (reply.status == 0 || reply.closes()) return;
      }
    };
    {
      std::vector<std::jthread> clients;
      for (int i = 0; i < 8; ++i) clients.emplace_back(load);
      REQUIRE(eventually([&] { return answers > 200; }));
      hub.stop(10s);
    }
    CHECK(broken == 0);
    CHECK(hub.application.handled == answers);
    CHECK(hub.counters.connections.value() == 0);
    CHECK(hub.log.count("shard.grace_over") == 0);
  }

  TEST_CASE("a sweep after the end does nothing") {
    NetHub hub;
    hub.stop(1s);
    CHECK(hub.server.sweep() == 0);
  }
}

}
}
