#pragma once
// What the hub itself must do at a time: end a request whose answer did not come, ask a source whether its notice is
// still needed, end a notice whose need nobody confirmed, erase what need not be kept any more, say who was not heard
// of in time (docs/life.md, docs/notices.md). The rows follow from the journal like all others; whoever does what is
// due adds an entry, and that takes the row away. Reads only; any thread, on any Reader.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// Append only: the number is in keys.
enum class DutyKind : std::uint8_t {
  answer,   // of the source, about a request that was returned
  review,   // of the need for a notice: a reminder, or its end
  hit,      // of the answer to a hit, or of its delivery
  erase,    // of what has ended, when it need not be kept any more
  silence,  // of those who have said nothing in time
  last_ = silence
};

struct Duty {
  UnixSeconds at{};
  DutyKind kind{};
  journal::Position first = 0;  // of the notice; of a hit the position of its report
  friend auto operator<=>(Duty const&, Duty const&) = default;
};

/// The oldest that are due at `until`, after this one (nullopt: from the oldest on). Errors: Errc::corrupt, io.
[[nodiscard]] Result<std::vector<Duty>> due(kv::Reader const& state, UnixSeconds until, std::size_t duties_max,
                                            std::optional<Duty> const& after = std::nullopt);

}
