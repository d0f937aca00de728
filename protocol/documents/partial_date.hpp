#pragma once
// A calendar date of which day, month or all may be unknown, as police records have them. Pure value; any thread.
//
// Text: YYYY, YYYY/MM, YYYY/MM/DD; zero parts are unknown (1985/03/00); 0000/00/00 is wholly unknown. A known day needs
// a known month, a known month a known year.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"

namespace huecry::documents {

/// Both ends belong to it.
struct DateInterval {
  std::chrono::sys_days first;
  std::chrono::sys_days last;
  friend bool operator==(DateInterval const&, DateInterval const&) = default;
};

class PartialDate {
 public:
  /// Errors: Errc::parameter_invalid, detail says which part is wrong (no such month, no such day, day without month…).
  [[nodiscard]] static Result<PartialDate> parse(std::string_view text);

  [[nodiscard]] static PartialDate from(std::chrono::year_month_day date);
  PartialDate() = default;  // wholly unknown

  [[nodiscard]] std::optional<int> year() const noexcept { return part(year_); }
  [[nodiscard]] std::optional<int> month() const noexcept { return part(month_); }
  [[nodiscard]] std::optional<int> day() const noexcept { return part(day_); }
  [[nodiscard]] bool is_unknown() const noexcept { return year_ == 0; }
  [[nodiscard]] bool is_complete() const noexcept { return day_ != 0; }

  /// Every day that it can be; nullopt if wholly unknown.
  [[nodiscard]] std::optional<DateInterval> interval() const;
  /// True if it can be on such a day: what is unknown always can.
  [[nodiscard]] bool may_be_within(DateInterval const& days) const;
  /// True if every day that it can be is before that of the other. Not a total order: of 1985 and 1985/03 neither is
  /// before.
  [[nodiscard]] bool is_before(PartialDate const& other) const;

  /// YYYY/MM/DD with zero for unknown parts.
  [[nodiscard]] std::string text() const;

  friend bool operator==(PartialDate const&, PartialDate const&) = default;

 private:
  [[nodiscard]] static std::optional<int> part(int value) noexcept {
    return value == 0 ? std::nullopt : std::optional<int>(value);
  }
  int year_ = 0;  // 0 is unknown in all three
  int month_ = 0;
  int day_ = 0;
};

/// A whole day as payloads have it: 2026/11/24.
[[nodiscard]] std::string date_text(std::chrono::sys_days day);

}
