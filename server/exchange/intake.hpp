#pragma once
// How a document enters: verify the envelope, read the payload, decide the release, commit. Everything before the
// commit runs where the request is; what depends on the state (identity, version, who holds what) is settled by the
// committer, so that two submissions cannot both see the old state.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/documents/notice.hpp"
#include "protocol/envelope/jws.hpp"
#include "server/exchange/services.hpp"
#include "server/net/asio_fwd.hpp"

namespace huecry::exchange {

/// What the submitter is told. For a duplicate: of the first submission.
struct Accepted {
  std::string id;
  std::uint32_t ver = 0;
  CountryCode iss;
  Digest object;
  CountrySet released;  // who gets the document
  CountrySet recalled;  // who must give up what it holds
  journal::Receipt receipt;
};

/// Any shard. Outlives all requests.
class Intake {
 public:
  explicit Intake(Services const& services) : services_(services) {}

  /// One result for each body, in order; documents of one call share a group commit. Errors: those of verification
  /// (docs/protocol.md §2), payload_*, id_conflict, version_conflict, state_conflict, publication_closed, busy,
  /// storage_unavailable, draining.
  [[nodiscard]] asio::awaitable<std::vector<Result<Accepted>>> submit_notices(certs::Identity const& peer,
                                                                              std::vector<std::string_view> bodies);
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_evidence(certs::Identity const& peer, std::string_view body);

 private:
  [[nodiscard]] Result<journal::Proposal> prepare_notice(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] Result<journal::Proposal> prepare_evidence(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] asio::awaitable<std::vector<Result<Accepted>>> submit_all(
      std::vector<Result<journal::Proposal>> prepared);

  Services const& services_;
};

}
