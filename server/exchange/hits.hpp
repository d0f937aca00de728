#pragma once
// Hits, one step of docs/life.md each: what may enter, and whom it reaches. Any thread.

#include "protocol/documents/hit.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/hits.hpp"

namespace huecry::exchange {

/// Errors: not_found (no such notice or hit, or none of the signer's: all look alike), state_conflict (the life of a
/// hit does not lead there, or a guard is not met: life::advance).
[[nodiscard]] journal::Settle settle_hit(Services const& services, documents::Hit hit);

/// The hub's own word that a hit was not delivered, or not answered, in time; `of` is the position of its report.
/// Settled only if that is so then. Errors: version_conflict (somebody came first), corrupt, io.
[[nodiscard]] journal::Settle settle_overdue_hit(journal::Position of);

}
