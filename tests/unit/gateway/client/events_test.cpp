#include "gateway/client/detail/events.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace huecry::client;

namespace {

std::string const k_text =
    "retry: 1000\n\nid: 7\nevent: notice\ndata: {\"a\":1}\n\n: nothing new\n\nid: 9\r\nevent: recall\r\ndata: "
    "x\r\ndata: y\r\n\r\n";

std::vector<Event> read(std::string const& text, std::size_t piece) {
  std::vector<Event> events;
  std::function<bool(Event const&)> const keep = [&events](Event const& event) {
    return events.push_back(event), true;
  };
  detail::EventReader reader(keep);
  for (std::size_t i = 0; i < text.size(); i += piece) CHECK(reader.take(std::string_view(text).substr(i, piece)));
  return events;
}

}

TEST_SUITE("gateway/client events") {
  TEST_CASE("events are the same wherever the bytes are cut") {
    for (std::size_t piece = 1; piece <= k_text.size(); ++piece) {
      CAPTURE(piece);
      auto const events = read(k_text, piece);
      REQUIRE(events.size() == 2);
      CHECK(events[0].id == "7");
      CHECK(events[0].kind == "notice");
      CHECK(events[0].data == "{\"a\":1}");
      CHECK(events[1].id == "9");
      CHECK(events[1].kind == "recall");
      CHECK(events[1].data == "x\ny");
    }
  }

  TEST_CASE("a reader that has enough ends the stream") {
    int seen = 0;
    std::function<bool(Event const&)> const one = [&seen](Event const&) { return ++seen, false; };
    detail::EventReader reader(one);
    CHECK_FALSE(reader.take(k_text));
    CHECK(seen == 1);
  }

  TEST_CASE("a line without end does not fill the memory") {
    std::function<bool(Event const&)> const any = [](Event const&) { return true; };
    detail::EventReader reader(any);
    CHECK(reader.take(std::string(4U << 20, 'x')));
    CHECK_FALSE(reader.take("x"));
  }
}
