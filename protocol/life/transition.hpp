#pragma once
// One row of a life: from where, by which event of whom, under which conditions, to where, and what it brings about.
// The rows themselves: notice_life.hpp and its neighbours. Printed, they are docs/life.md. Pure; any thread.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "protocol/life/actor.hpp"

namespace huecry::life {

/// What must hold. The caller finds out which do; the interpreter says which is missing.
enum class Guard : std::uint8_t {
  conditions,          // schema, code lists, and what the colour asks for
  mode_open,           // no corrective mode closes what the source sends
  mode_screened,       // a corrective mode has it looked at first
  next_version,        // it is the next version of this notice
  file_number,         // the file number is that of the version before
  other_country,       // the reviewer is not of the source's country
  free,                // no other reviewer has taken it, or his time is over
  taken,               // the actor has taken it, or agrees with one who had
  what_is_missing,     // it says what is missing, and until when an answer is awaited: half a year at most
  answer_overdue,      // the answer that was awaited has not come in time
  ground,              // it names a ground of the table of grounds
  reason,              // it says why
  one_signer,          // nobody else must agree, or somebody else has before
  two_signers,         // somebody else must agree, and nobody has yet
  not_before,          // the actor has not agreed before
  review_date,         // the new review date is later than the present one, to come, and at most five years on
  review_near,         // the review date is near, and the source was not told so yet
  review_overdue,      // the review date has passed without confirmation
  recalls_closed,      // no holder owes a purge
  no_hold,             // no legal hold
  retention_over,      // it ended as long ago as it must be kept
  no_own_hold,         // the body does not hold it
  own_hold,            // the body holds it
  extract_on_request,  // the notice is published, and has an extract when its source asks for one
  extract_always,      // it is published, and always has one
  no_extract,          // it is not published, or may have none, or is public for another reason than before
  few_asks,            // it was asked for seldom enough
  holds,               // the bureau has it, and may act upon it
  pause,               // it names a reason of the table of pauses, and an end to come; not too far, not too many
  few_open,            // the bureau has few hits on it that are open
  mode_answers,        // no corrective mode of whoever says it closes it
  unanswered,          // its source has not answered yet
  limit_passed,        // the time limit has passed, and the two sides were not told so yet
  last_
};
inline constexpr std::size_t k_guards = static_cast<std::size_t>(Guard::last_);
[[nodiscard]] std::string_view to_text(Guard guard) noexcept;

/// What follows from it.
enum class Effect : std::uint8_t {
  number,          // a number YYYY/N, of the year of its first publication
  in_force,        // this version is in force
  fan_out,         // everyone whom policy allows gets it; holders who may not have it any more are recalled
  hold_back,       // holders are told not to act; for others it is as if absent
  recall,          // every holder owes a purge
  remove_extract,  // nothing of it stays public
  show_review,     // recipients see the result of the review
  close_update,    // an update that waits ends with it
  tell_source,     // its source is told
  tell_holders,    // holders are told
  tell_others,     // of a hit: others who have the notice, whom the policy of its source lets know
  erase,           // the content is destroyed; digest, receipts and history stay
  start_clock,     // the time limit of the answer starts
  last_
};
inline constexpr std::size_t k_effects = static_cast<std::size_t>(Effect::last_);
[[nodiscard]] std::string_view to_text(Effect effect) noexcept;

/// A set of Actors, Guards or Effects.
template <class Word>
class Set {
 public:
  constexpr Set() = default;
  constexpr Set(std::initializer_list<Word> words) {
    for (Word const word : words) bits_ |= bit(word);
  }
  [[nodiscard]] constexpr bool has(Word word) const noexcept { return (bits_ & bit(word)) != 0; }
  constexpr void add(Word word) noexcept { bits_ |= bit(word); }
  [[nodiscard]] constexpr bool is_within(Set other) const noexcept { return (bits_ & ~other.bits_) == 0; }
  [[nodiscard]] constexpr bool meets(Set other) const noexcept { return (bits_ & other.bits_) != 0; }
  [[nodiscard]] constexpr Set operator|(Set other) const noexcept { return Set(bits_ | other.bits_); }
  [[nodiscard]] constexpr Set operator-(Set other) const noexcept { return Set(bits_ & ~other.bits_); }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  friend constexpr bool operator==(Set, Set) = default;

 private:
  explicit constexpr Set(std::uint64_t bits) : bits_(bits) {}
  static constexpr std::uint64_t bit(Word word) { return std::uint64_t{1} << static_cast<unsigned>(word); }
  std::uint64_t bits_ = 0;
};
static_assert(k_guards <= 64 && k_effects <= 64);

template <class State, class Event>
struct Transition {
  std::string_view number;    // "N7", as in domain.md §5
  std::optional<State> from;  // nullopt: there is nothing yet
  Event event;
  Set<Actor> who;
  Set<Guard> guards;
  State to;
  Set<Effect> effects;
};

}
