#include "protocol/documents/partial_date.hpp"

#include <algorithm>
#include <array>

namespace huecry::documents {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::optional<int> number(std::string_view digits) {
  int value = 0;
  for (char const c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// A part at its place; a part that is not written is unknown like one of zeros.
std::optional<int> part_of(std::string_view text, std::size_t at, std::size_t width) {
  if (text.size() < at) return 0;
  return number(text.substr(at, width));
}

std::chrono::year_month month_of(int year, int month) {
  return std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month));
}

std::string_view fault_in(int year, int month, int day) {
  if (month > 12) return "there is no such month";
  if (month != 0 && year == 0) return "a month needs a year";
  if (day != 0 && month == 0) return "a day needs a month";
  if (day == 0) return {};
  if (!(month_of(year, month) / std::chrono::day(static_cast<unsigned>(day))).ok()) return "there is no such day";
  return {};
}

void append_padded(std::string& out, int value, int width) {
  std::string const digits = std::to_string(value);
  out.append(static_cast<std::size_t>(std::max(0, width - static_cast<int>(digits.size()))), '0');
  out += digits;
}

}

Result<PartialDate> PartialDate::parse(std::string_view text) {
  bool const separated = (text.size() < 5 || text[4] == '/') && (text.size() < 8 || text[7] == '/');
  if ((text.size() != 4 && text.size() != 7 && text.size() != 10) || !separated)
    return Error(Errc::parameter_invalid, "a date is YYYY, YYYY/MM or YYYY/MM/DD");
  auto const year = part_of(text, 0, 4);
  auto const month = part_of(text, 5, 2);
  auto const day = part_of(text, 8, 2);
  if (!year || !month || !day) return Error(Errc::parameter_invalid, "a date is YYYY, YYYY/MM or YYYY/MM/DD");
  if (auto const fault = fault_in(*year, *month, *day); !fault.empty())
    return Error(Errc::parameter_invalid, std::string(fault));
  PartialDate date;
  date.year_ = *year;
  date.month_ = *month;
  date.day_ = *day;
  return date;
}

PartialDate PartialDate::from(year_month_day date) {
  PartialDate result;
  result.year_ = static_cast<int>(date.year());
  result.month_ = static_cast<int>(static_cast<unsigned>(date.month()));
  result.day_ = static_cast<int>(static_cast<unsigned>(date.day()));
  return result;
}

std::optional<DateInterval> PartialDate::interval() const {
  if (is_unknown()) return std::nullopt;
  auto const first_month = month_of(year_, month_ == 0 ? 1 : month_);
  auto const last_month = month_of(year_, month_ == 0 ? 12 : month_);
  if (day_ == 0) return DateInterval{sys_days(first_month / 1), sys_days(last_month / std::chrono::last)};
  sys_days const only(first_month / std::chrono::day(static_cast<unsigned>(day_)));
  return DateInterval{only, only};
}

bool PartialDate::may_be_within(DateInterval const& days) const {
  auto const own = interval();
  return !own || (own->first <= days.last && own->last >= days.first);
}

bool PartialDate::is_before(PartialDate const& other) const {
  auto const own = interval();
  auto const others = other.interval();
  return own && others && own->last < others->first;
}

std::string PartialDate::text() const {
  std::string out;
  append_padded(out, year_, 4);
  out += '/';
  append_padded(out, month_, 2);
  out += '/';
  append_padded(out, day_, 2);
  return out;
}

std::string date_text(std::chrono::sys_days day) { return PartialDate::from(day).text(); }

}
