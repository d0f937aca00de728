#pragma once
// What each bureau owes of a request that was made to it: whether it has it, until when it must answer, and what it has
// said (docs/messages.md, "Requests"). Reads only; any thread, on any Reader. Errors of all: Errc::corrupt, io.

#include <optional>
#include <string>
#include <vector>

#include "protocol/life/answer_clock.hpp"
#include "storage/messages/keys.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::messages {

struct Pause {
  life::PauseSpan span;
  std::string reason;
  friend bool operator==(Pause const&, Pause const&) = default;
};
/// The last word that counts; when, the first one does.
struct Answer {
  UnixMillis first{};
  journal::Position position = 0;
  documents::MessageAct act = documents::MessageAct::answer;  // or refuse
  std::string reason;                                         // of a refusal
  friend bool operator==(Answer const&, Answer const&) = default;
};

struct Asked {
  journal::Position request = 0;
  CountryCode by;  // who must answer
  life::LimitNumber limit = 0;
  UnixMillis entered{};
  std::optional<UnixMillis> delivered;    // it has said that it has it, or has paused or answered
  std::optional<UnixMillis> undelivered;  // the hub has told both that it has not
  std::optional<UnixMillis> late;         // the hub has told both that the limit has passed
  std::vector<Pause> pauses;
  std::optional<Answer> answer;
  friend bool operator==(Asked const&, Asked const&) = default;

  [[nodiscard]] life::AnswerClock clock() const;
  /// Until when it should have said that it has the request, or should have answered; nullopt: nothing is awaited.
  [[nodiscard]] std::optional<UnixSeconds> awaited() const;
  /// The same for the hub, which tells both sides once of the one and once of the other; nullopt: it owes no word.
  [[nodiscard]] std::optional<UnixSeconds> due() const;
  /// What is awaited next is not the answer, but a word that the request is there.
  [[nodiscard]] bool is_delivery_awaited() const noexcept { return !delivered && !undelivered; }
};

/// All of a request, in the order of countries; empty: it is none.
[[nodiscard]] Result<std::vector<Asked>> asked_of(kv::Reader const& state, journal::Position request);
/// nullopt: it was not made to that bureau.
[[nodiscard]] Result<std::optional<Asked>> asked(kv::Reader const& state, journal::Position request, CountryCode by);

/// Of whom the hub must say that nothing has come, until then, the oldest first.
[[nodiscard]] Result<std::vector<OverdueName>> overdue(kv::Reader const& state, UnixSeconds until,
                                                       std::size_t rows_max);

/// All requests before a position (nullopt: from the newest on), at most so many; then `before` is where to go on,
/// nullopt at the end.
[[nodiscard]] Result<std::vector<Asked>> all_asked(kv::Reader const& state, std::optional<journal::Position>& before,
                                                   std::size_t rows_max);

[[nodiscard]] std::string encode(Asked const& asked);
[[nodiscard]] Result<Asked> decode_asked(std::string_view value);

}
