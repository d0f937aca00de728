#pragma once
// Answers with content of notices: who reads stands in the ledger before they go out. Any thread.

#include "server/api/visible.hpp"
#include "server/exchange/read_ledger.hpp"

namespace huecry::api {

/// An answer, and whose content it shows.
struct AnswerWithContent {
  net::Answer answer;
  exchange::LedgerEntry entry;
};

/// Nothing is shown yet; who reads, as the call says by `user`, `purpose` and `case`. Errors: parameter_invalid.
[[nodiscard]] Result<AnswerWithContent> begin_reading(exchange::Services const& services, Call const& call,
                                                      index::Shown what);
/// Not of a bureau's own notices, of which nobody else learns anything, nor of what a coordinator sees, who sees no
/// content, nor of the answer to a HEAD.
void note_read(AnswerWithContent& shown, Call const& call, CountryCode iss, std::string const& id,
               index::ReadFacts::Item item);
void note_read(AnswerWithContent& shown, Call const& call, index::Head const& head, std::uint32_t ver);

/// With what the ledger must have before it goes out.
struct SignedReading {
  net::Answer answer;
  std::optional<journal::Proposal> entry;  // absent: nothing is shown
};
/// What is shown of notices weighs as requests do: a page of a list is as many rows. On a thread that may wait. Errors:
/// rate_limited, key_unusable.
[[nodiscard]] Result<SignedReading> signed_reading(Context const& context, Call const& call, AnswerWithContent shown);

/// Once the ledger has it. Both outlive it.
[[nodiscard]] asio::awaitable<net::Answer> answer_after_entry(Context const& context, Call& call,
                                                              Result<SignedReading> reading);

/// Reads on the pool; both arguments outlive it. As answer_about_notice.
template <class Job>
asio::awaitable<net::Answer> answer_with_content(Context const& context, Call& call, Job job) {
  auto const asked = std::chrono::steady_clock::now();
  auto sign = [&context, &call, job = std::move(job)]() mutable -> Result<SignedReading> {
    Result<AnswerWithContent> shown = job();
    if (!shown) return std::move(shown).error();
    return signed_reading(context, call, *std::move(shown));
  };
  Result<SignedReading> reading = co_await net::offload(context.pool, std::move(sign));
  bool const absent = !reading && reading.error().code == Errc::not_found;
  if (absent) co_await pause_before_absent(call, asked);
  net::Answer answer = co_await answer_after_entry(context, call, std::move(reading));
  co_return answer;
}

}
