#include "gateway/client/events.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace huecry::client {
namespace {

constexpr std::size_t k_bytes_max = 1000;

std::string const k_text =
    "retry: 1000\n\nid: 7\nevent: notice\ndata: {\"a\":1}\n\n: nothing new\n\nid:9\r\nevent: recall\r\ndata: "
    "x\r\ndata: "
    "y\r\n\r\ndata\n\nid: 10\n\ndata: cut off";

std::vector<Event> read(EventReader& reader, std::string const& text, std::size_t piece) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < text.size(); i += piece) {
    auto const some = reader.feed(std::string_view(text).substr(i, piece));
    REQUIRE(some);
    events.insert(events.end(), some->begin(), some->end());
  }
  return events;
}

TEST_SUITE("gateway/client events") {
  TEST_CASE("events are the same wherever the bytes are cut") {
    for (std::size_t piece = 1; piece <= k_text.size(); ++piece) {
      CAPTURE(piece);
      EventReader reader("", k_bytes_max);
      auto const events = read(reader, k_text, piece);
      REQUIRE(events.size() == 3);
      CHECK(events[0].id == "7");
      CHECK(events[0].kind == "notice");
      CHECK(events[0].data == "{\"a\":1}");
      CHECK(events[1].id == "9");
      CHECK(events[1].kind == "recall");
      CHECK(events[1].data == "x\ny");
      CHECK(events[2].id == "9");
      CHECK(events[2].kind == "message");
      CHECK(events[2].data.empty());
      CHECK(reader.last_id() == "10");
    }
  }

  TEST_CASE("an id from before stays until the stream names another") {
    EventReader reader("41", k_bytes_max);
    auto const events = read(reader, "data: x\n\n", 100);
    REQUIRE(events.size() == 1);
    CHECK(events[0].id == "41");
  }

  TEST_CASE("an event without end does not fill the memory") {
    struct Row {
      std::string name, start;
    };
    Row const rows[] = {{"one line", ""}, {"many lines", "data: abc\ndata: def\n"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      EventReader reader("", k_bytes_max);
      std::size_t const kept = row.start.empty() ? 0 : 7;
      REQUIRE(reader.feed(row.start));
      CHECK(reader.feed(std::string(k_bytes_max - kept, 'x')));
      auto const more = reader.feed("x");
      REQUIRE_FALSE(more);
      CHECK(more.error().code == Errc::body_too_large);
    }
  }
}

}
}
