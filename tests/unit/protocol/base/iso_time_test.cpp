#include "protocol/base/iso_time.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry;

TEST_SUITE("protocol/base time text") {
  TEST_CASE("a time is RFC 3339 in UTC with milliseconds") {
    struct Row {
      std::string name;
      std::int64_t millis;
      std::string text;
    };
    Row const rows[] = {{"epoch", 0, "1970-01-01T00:00:00.000Z"},
                        {"with milliseconds", 1'793'613'600'123, "2026-11-02T10:00:00.123Z"},
                        {"leap day", 1'709'164'800'000, "2024-02-29T00:00:00.000Z"},
                        {"last millisecond of a year", 1'798'761'599'999, "2026-12-31T23:59:59.999Z"},
                        {"before the epoch", -1, "1969-12-31T23:59:59.999Z"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(iso_time(UnixMillis(std::chrono::milliseconds(row.millis))) == row.text);
    }
  }
}
