#pragma once
// Who may see what of a notice, in one place for every reading resource. "Absent" and "not for you" are the same Error,
// made by the same work: the row is looked up either way. Any thread.

#include <chrono>
#include <optional>

#include "protocol/envelope/document_type.hpp"
#include "server/api/handlers.hpp"
#include "storage/index/filter.hpp"
#include "storage/index/lookup.hpp"
#include "storage/index/rows.hpp"

namespace huecry::api {

/// An auditor sees no notice: it checks the log. An entity sees what it holds itself.
[[nodiscard]] index::Visibility visibility_of(certs::Identity const& identity);

/// A coordinator counts what members of its region do, whoever else counts does it of all.
[[nodiscard]] bool is_counted(certs::Identity const& identity, CountryCode member);

/// The purpose that the reader states, which policy may ask for. Errors: parameter_invalid.
using Purpose = std::optional<std::uint8_t>;
[[nodiscard]] Result<Purpose> purpose_of(exchange::Services const& services, net::Request const& request);

/// The notice of this name, as this party may read it now. Errors: not_found, corrupt, io.
[[nodiscard]] Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services,
                                               certs::Identity const& identity, std::string_view id,
                                               Purpose purpose = std::nullopt);
/// The notice that the path names, for the purpose that the query names. Errors: also parameter_invalid.
[[nodiscard]] Result<index::Head> visible_head(kv::Reader const& state, exchange::Services const& services,
                                               Call const& call);

/// Policy lets the reader have what it has of a notice that it sees, at this moment. Errors: corrupt, io.
[[nodiscard]] Result<bool> may_read_now(kv::Reader const& state, exchange::Services const& services,
                                        index::Head const& head, certs::Identity const& identity,
                                        Purpose purpose = std::nullopt);

/// What the reader has of a version: the document, or the edition that it was given.
struct Copy {
  std::uint32_t ver = 0;
  Digest object;
  journal::Position position = 0;
  envelope::DocumentType type = envelope::DocumentType::notice;
};

/// The copy of its issuer, of the secretariat, and of whoever was given one; nullopt `ver`: the newest that the reader
/// has. REQUIRES: head as visible_head gave it to this call, which has decided about the version with the newest
/// content; about any other, this decides. Errors: not_found (also to a coordinator), corrupt, io.
[[nodiscard]] Result<Copy> visible_copy(kv::Reader const& state, exchange::Services const& services,
                                        index::Head const& head, std::optional<std::uint32_t> ver, Call const& call);

/// Waits until the moment at which "not found" may be said of a request that came at `asked`. The call outlives it.
[[nodiscard]] asio::awaitable<void> pause_before_absent(Call& call, std::chrono::steady_clock::time_point asked);

/// Reads on the pool; both arguments outlive it. That a notice is absent, or not for the reader, is said at a fixed
/// time after the request came, so that how long the look-up took tells nothing.
template <class Job>
asio::awaitable<net::Answer> answer_about_notice(Context const& context, Call& call, Job job) {
  auto const asked = std::chrono::steady_clock::now();
  Result<net::Answer> result = co_await net::offload(context.pool, std::move(job));
  bool const absent = !result && result.error().code == Errc::not_found;
  if (absent) co_await pause_before_absent(call, asked);
  co_return answer_or_problem(std::move(result), call);
}

/// Of what this country issues.
[[nodiscard]] bool sees_every_recipient(CountryCode iss, certs::Identity const& identity);
[[nodiscard]] bool sees_every_recipient(index::Head const& head, certs::Identity const& identity);

}
