#pragma once
// What the index must know of one step of a hit: it travels inside Record::facts. Pure; any thread. Stored form, byte
// by byte: docs/storage.md.

#include <string>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "protocol/life/hit_life.hpp"
#include "protocol/life/time_limit.hpp"
#include "storage/index/facts.hpp"

namespace huecry::index {

struct HitFacts {
  life::HitEvent event{};
  life::HitState after{};
  NoticeVersion notice;         // and the version that was looked at
  CountryCode reporter;         // whose hit it is
  journal::Position of = 0;     // its report; of a report itself it says nothing
  life::LimitNumber clock = 0;  // of a report
  std::string code;             // of an answer, a pause, an outcome
  UnixSeconds until;            // of a pause
  CountrySet told{};            // NOLINT(readability-redundant-member-init): of a report: others who have the notice
  friend bool operator==(HitFacts const&, HitFacts const&) = default;
};

[[nodiscard]] std::string encode(HitFacts const& facts);
/// Errors: Errc::corrupt, also for an unknown version of the form.
[[nodiscard]] Result<HitFacts> decode_hit_facts(std::string_view bytes);

}
