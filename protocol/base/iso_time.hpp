#pragma once
// Times as text for the wire, the log and people: RFC 3339 in UTC, with milliseconds. Pure; any thread.

#include <string>

#include "protocol/base/clock.hpp"

namespace huecry {

/// 2026-11-24T10:47:54.123Z. REQUIRES: a year of four digits.
[[nodiscard]] std::string iso_time(UnixMillis time);

}
