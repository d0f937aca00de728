#pragma once
// Committing from a thread that may wait.

#include <vector>

#include "storage/journal/journal.hpp"

namespace huecry::exchange {

/// Returns when all are durable or refused, one result for each proposal. REQUIRES: not the committer's thread.
[[nodiscard]] std::vector<Result<journal::Receipt>> commit_and_wait(journal::Journal& journal,
                                                                    std::vector<journal::Proposal> proposals);
[[nodiscard]] Result<journal::Receipt> commit_and_wait(journal::Journal& journal, journal::Proposal proposal);

}
