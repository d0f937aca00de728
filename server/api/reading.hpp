#pragma once
// Answers with content of notices: who reads stands in the ledger before they go out. Any thread.

#include "server/api/visible.hpp"
#include "server/exchange/read_ledger.hpp"

namespace huecry::api {

/// What a call says of itself by `user`, `purpose` and `case`. Errors: parameter_invalid.
[[nodiscard]] Result<index::ReadBy> read_by(exchange::Services const& services, Call const& call);

/// An answer, and whose content it shows.
struct Shown {
  net::Answer answer;
  exchange::Reading reading;
};

/// Nothing is shown yet. Errors: those of read_by.
[[nodiscard]] Result<Shown> begin_reading(exchange::Services const& services, Call const& call, index::Shown what);
/// A bureau's own notices are no matter of the ledger: nobody else learns anything.
void note(Shown& shown, Call const& call, index::Head const& head, std::uint32_t ver);

/// The answer, once the ledger has it. Both outlive it.
[[nodiscard]] asio::awaitable<net::Answer> answer_after_note(Context const& context, Call& call, Result<Shown> shown);

/// Reads on the pool; both arguments outlive it. As answer_about_notice.
template <class Job>
asio::awaitable<net::Answer> answer_with_content(Context const& context, Call& call, Job job) {
  auto const asked = std::chrono::steady_clock::now();
  Result<Shown> result = co_await net::offload(context.pool, std::move(job));
  bool const absent = !result && result.error().code == Errc::not_found;
  if (absent) co_await pause_before_absent(call, asked);
  net::Answer answer = co_await answer_after_note(context, call, std::move(result));
  co_return answer;
}

}
