#include "protocol/life/review_date.hpp"

namespace huecry::life {

using namespace std::chrono;

UnixSeconds review_ends(sys_days review_on) noexcept { return review_on + days(1); }

UnixSeconds next_review_moment(sys_days review_on, UnixSeconds now) noexcept {
  for (days const before : k_reminders)
    if (review_on - before > now) return review_on - before;
  return review_ends(review_on);
}

bool may_be_reviewed_on(sys_days review_on, UnixSeconds now) noexcept {
  year_month_day const today(floor<days>(now));
  year_month_day last = today + k_review_years_max;
  if (!last.ok()) last = last.year() / last.month() / std::chrono::last;  // 29 February
  return review_on > sys_days(today) && review_on <= sys_days(last);
}

}
