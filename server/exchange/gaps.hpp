#pragma once
// Where members cannot see what others issued: every live notice is decided as it would be for a delivery now, a page
// of notices at a time. Any thread that may wait; holds no lock.

#include <optional>

#include "protocol/policy/compiled_policy.hpp"
#include "server/exchange/gap_tally.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

inline constexpr std::size_t k_gap_rows_max = 25'000;  // notices that one page looks at

struct GapsRequest {
  GapQuestion question;                     // recipients who are no members are left out
  std::optional<journal::Position> before;  // from an earlier page's next
  std::size_t rows = k_gap_rows_max;
};

struct GapsPage {
  policy::CompiledPolicy policy;  // that decided; names the rules
  GapTally tally;
  std::optional<journal::Position> next;  // continue before this position; nullopt: the end
};

/// Ends early when the tally is full. Errors: corrupt, io.
[[nodiscard]] Result<GapsPage> gaps(Services const& services, GapsRequest request);

}
