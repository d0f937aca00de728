#pragma once
// Which conditions of docs/life.md a decision about a notice meets. Any thread; in a Settle the committer's.

#include "protocol/documents/review_decision.hpp"
#include "server/exchange/review.hpp"
#include "storage/index/desk.hpp"

namespace huecry::exchange {

/// The notice as the decision finds it.
struct Matter {
  index::Head head;
  std::optional<index::Request> request;
  index::NoticeFacts facts;  // of the version that waits, else of the one in force
  UnixSeconds now;
};
/// Errors: not_found (no such notice, or one that the decider may not know of), corrupt, io.
[[nodiscard]] Result<Matter> matter_of(kv::Reader const& state, documents::ReviewDecision const& decision,
                                       Decider const& decider, UnixSeconds now);

/// Errors: corrupt, io.
[[nodiscard]] Result<life::Set<life::Guard>> guards_met(Services const& services, kv::Reader const& state,
                                                        Matter const& matter, documents::ReviewDecision const& decision,
                                                        Decider const& decider);

}
