#pragma once
// Committing from a thread that may wait, and from a coroutine, which must not.

#include <vector>

#include "server/net/asio_fwd.hpp"
#include "storage/journal/journal.hpp"

namespace huecry::exchange {

/// Returns when all are durable or refused, one result for each proposal. REQUIRES: not the committer's thread.
[[nodiscard]] std::vector<Result<journal::Receipt>> commit_and_wait(journal::Journal& journal,
                                                                    std::vector<journal::Proposal> proposals);
[[nodiscard]] Result<journal::Receipt> commit_and_wait(journal::Journal& journal, journal::Proposal proposal);

using Receipts = std::vector<Result<journal::Receipt>>;
/// The same, without a thread that waits.
[[nodiscard]] asio::awaitable<Receipts> commit(journal::Journal& journal, std::vector<journal::Proposal> proposals);

}
