// Moments as policies write them: RFC 3339 in UTC, whole seconds.

#include "protocol/base/iso_time.hpp"
#include "protocol/documents/policy.hpp"

namespace huecry::documents {
namespace {

constexpr std::string_view k_form = "dddd-dd-ddTdd:dd:ddZ";  // d is a digit

bool has_form(std::string_view text) {
  if (text.size() != k_form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const digit = text[i] >= '0' && text[i] <= '9';
    if (k_form[i] == 'd' ? !digit : text[i] != k_form[i]) return false;
  }
  return true;
}

int number(std::string_view text, std::size_t from, std::size_t digits) {
  int value = 0;
  for (char const c : text.substr(from, digits)) value = value * 10 + (c - '0');
  return value;
}

}

Result<UnixSeconds> parse_moment(std::string_view text) {
  if (!has_form(text)) return Error(Errc::parameter_invalid, "a moment is YYYY-MM-DDThh:mm:ssZ");
  using namespace std::chrono;
  year_month_day const date(year(number(text, 0, 4)), month(static_cast<unsigned>(number(text, 5, 2))),
                            day(static_cast<unsigned>(number(text, 8, 2))));
  int const hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59)
    return Error(Errc::parameter_invalid, "there is no such moment");
  return UnixSeconds(sys_days(date)) + hours(hour) + minutes(minute) + seconds(second);
}

std::string moment_text(UnixSeconds moment) {
  std::string const full = iso_time(moment);
  return full.substr(0, k_form.size() - 1) + "Z";  // without the milliseconds
}

}
