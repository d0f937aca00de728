#pragma once
// Whether a log still is the one that was seen before, with something added at its end (RFC 6962): every leaf since
// then is read and hashed, and must give the root that the log has signed. No proof by the log is believed, and none
// needed.

#include <cstdint>
#include <functional>
#include <optional>

#include "gateway/log/fetch.hpp"
#include "gateway/log/state.hpp"
#include "gateway/log/walk.hpp"
#include "protocol/base/clock.hpp"

namespace huecry::follow {

struct Auditor {
  Fetch fetch;
  Clock const& clock;
  OnLeaves on_leaves;                          // progress, and what else is to be done with leaves; may be empty
  std::function<Result<>(State const&)> keep;  // now and then, so that a walk that is cut off goes on; may be empty
};

/// Why a checkpoint that the log has signed is not taken.
enum class Objection : std::uint8_t {
  older,      // than what was known: a source that lags, or a log that was put back
  denied,     // the leaves that are handed out do not lead from the known tree to it: damaged, or changed
  two_roots,  // of one size: the two notes prove to anybody that whoever holds the key has signed two histories
};

struct Audited {
  State state;                         // with an objection: what was known before
  std::optional<Objection> objection;  // to what is shown now
};

/// Whether what is shown continues what is known; nullopt: nothing is. Errors: those of fetch and callbacks;
/// not_verified for another log than the known one.
[[nodiscard]] Result<Audited> audit(Auditor const& auditor, SignedHead const& shown, std::optional<State> known);

}
