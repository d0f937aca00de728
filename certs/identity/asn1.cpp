#include "certs/identity/asn1.hpp"

#include <ctime>

namespace huecry::certs {

std::optional<UnixSeconds> asn1_time(ASN1_TIME const* time) noexcept {
  // OpenSSL reads a null pointer as "now".
  if (time == nullptr) return std::nullopt;
  std::tm utc{};
  if (ASN1_TIME_to_tm(time, &utc) != 1) return std::nullopt;
  std::chrono::year_month_day const date{std::chrono::year(utc.tm_year + 1900),
                                         std::chrono::month(static_cast<unsigned>(utc.tm_mon + 1)),
                                         std::chrono::day(static_cast<unsigned>(utc.tm_mday))};
  return UnixSeconds(std::chrono::sys_days(date)) + std::chrono::hours(utc.tm_hour) + std::chrono::minutes(utc.tm_min) +
         std::chrono::seconds(utc.tm_sec);
}

}
