#include "protocol/base/iso_time.hpp"

namespace huecry {
namespace {

/// Writes `value` with `digits` digits at `out` and returns the place behind.
char* put(char* out, long value, int digits) {
  for (int i = digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + digits;
}

}

std::string iso_time(UnixMillis time) {
  auto const day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day const date(day);
  std::chrono::hh_mm_ss const clock(time - day);
  std::string text = "0000-00-00T00:00:00.000Z";
  char* out = text.data();
  out = put(out, static_cast<int>(date.year()), 4) + 1;
  out = put(out, static_cast<long>(static_cast<unsigned>(date.month())), 2) + 1;
  out = put(out, static_cast<long>(static_cast<unsigned>(date.day())), 2) + 1;
  out = put(out, clock.hours().count(), 2) + 1;
  out = put(out, clock.minutes().count(), 2) + 1;
  out = put(out, clock.seconds().count(), 2) + 1;
  put(out, clock.subseconds().count(), 3);
  return text;
}

}
