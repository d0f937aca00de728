#include "server/ops/json_log.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry;

TEST_SUITE("server/ops log") {
  TEST_CASE("an event is one JSON line with its fields in order") {
    UnixMillis const time(std::chrono::milliseconds(1'793'613'600'123));
    CHECK(
        ops::log_line(time, LogLevel::info, "notice-accepted",
                      {{"id", std::string_view("FR-1")},
                       {"position", std::uint64_t{7}},
                       {"duplicate", false},
                       {"offset", std::int64_t{-2}}}) ==
        R"({"time":"2026-11-02T10:00:00.123Z","level":"info","event":"notice-accepted","id":"FR-1","position":7,"duplicate":false,"offset":-2})");
  }

  TEST_CASE("what a peer sent cannot break the line") {
    std::string const line =
        ops::log_line(UnixMillis{}, LogLevel::warning, "x", {{"path", std::string_view("/a\"\n{\x01")}});
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find(R"("path":"/a\"\n{\u0001")") != std::string::npos);
  }
}
