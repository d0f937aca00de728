#pragma once
// Hits on notices and diffusions: who reported one, what its source says, and until when it must (docs/hits.md). A hit
// is known by the position of its report. Reads only; any thread, on any Reader. Errors of all: Errc::corrupt, io.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/hit_facts.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// A code that somebody gave, and when.
struct Said {
  Moment at;
  std::string code;
  friend bool operator==(Said const&, Said const&) = default;
};
struct HitPause {
  life::PauseSpan span;
  std::string code;
  friend bool operator==(HitPause const&, HitPause const&) = default;
};

struct Hit {
  std::string id;  // of its report
  CountryCode reporter;
  NoticeVersion notice;  // whose country is the source
  journal::Position first = 0;
  life::LimitNumber clock = 0;
  life::HitState state{};
  Moment entered;
  std::optional<Moment> delivered;    // the source has said that it has it, or paused: its clock runs from here
  std::optional<Moment> undelivered;  // the hub has told both that it has not
  std::optional<Moment> late;         // the hub has told both that the limit has passed
  std::vector<HitPause> pauses;
  std::optional<Said> answer, outcome;
  CountrySet told;  // others who have the notice, and were told
  friend bool operator==(Hit const&, Hit const&) = default;

  /// Until when the source should say that it has it.
  [[nodiscard]] UnixSeconds delivery_ends() const;
  /// It runs from when the source has said that it has it, but from delivery_ends() at the latest: who does not look
  /// keeps no clock from starting.
  [[nodiscard]] life::TimeLimit limit() const;
  /// Of what is over, for good; with the hour that the hub allows a clock (limits::duty_delay).
  [[nodiscard]] bool was_delivered_late() const;
  [[nodiscard]] bool has_missed_limit() const;  // answered, or closed without an answer, after the limit
  /// Until when the source must have it, or must have answered; nullopt: nothing is awaited.
  [[nodiscard]] std::optional<UnixSeconds> awaited() const;
  /// The same for the hub, which tells both sides once when that has passed; nullopt: it owes nothing.
  [[nodiscard]] std::optional<UnixSeconds> due() const;
};

/// nullopt: there is no such hit.
[[nodiscard]] Result<std::optional<Hit>> hit_named(kv::Reader const& state, CountryCode reporter, std::string_view id);
[[nodiscard]] Result<Hit> hit_at(kv::Reader const& state, journal::Position position);

/// Whose hits: those of one side, or all.
struct HitFilter {
  std::optional<CountryCode> side;     // source or reporter
  std::optional<CountrySet> sides;     // one of the two is among them
  std::optional<std::string> notice;   // on this one
  bool open = false;                   // an answer is awaited
  std::optional<UnixSeconds> overdue;  // what is awaited was due before then

  [[nodiscard]] bool has_side(Hit const& hit) const;  // one of the two is who is asked for
};
struct HitPage {
  std::vector<Hit> hits;                  // newest first
  std::optional<UnixMillis> oldest;       // of all that were looked at, when it entered
  std::optional<journal::Position> next;  // the next page's `before`; nullopt: that was the last page
};
/// Looks at `rows` rows at most.
[[nodiscard]] Result<HitPage> hits(kv::Reader const& state, HitFilter const& filter,
                                   std::optional<journal::Position> before, std::size_t items, std::size_t rows);

/// How many of the reporter's newest hits on a notice are open; looks at so many at most.
[[nodiscard]] Result<std::size_t> open_hits(kv::Reader const& state, journal::Position first, CountryCode reporter,
                                            std::size_t newest);

/// How many hits the reporter has on a notice, in whatever state; counts to so many at most.
[[nodiscard]] Result<std::size_t> count_hits(kv::Reader const& state, journal::Position first, CountryCode reporter,
                                             std::size_t most);

[[nodiscard]] std::string encode(Hit const& hit);
[[nodiscard]] Result<Hit> decode_hit(std::string_view value);

}
