#pragma once
// How a document enters: verify the envelope, read the payload, decide the release, commit. Everything before the
// commit runs where the request is; what depends on the state (identity, version, who holds what) is settled by the
// committer, so that two submissions cannot both see the old state.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/documents/notice.hpp"
#include "protocol/envelope/jws.hpp"
#include "server/exchange/life_cycle.hpp"
#include "server/exchange/policy_keeper.hpp"
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
  bool waits = false;   // for the secretariat's review: it reached nobody yet
  CountrySet redacted;  // who gets an edition of it, by a publication that follows
  CountrySet recalled;  // who must give up what it holds
  journal::Receipt receipt;
};

/// Whose policy of which kind a request is about.
struct PolicyName {
  CountryCode owner;
  documents::PolicyKind kind{};
};

/// What long work awaits now and then.
using Pause = std::function<asio::awaitable<void>()>;

/// Any shard. Outlives all requests.
class Intake {
 public:
  /// Both outlive this.
  Intake(Services const& services, PolicyKeeper& keeper) : services_(services), keeper_(keeper) {}

  /// One result for each body, in order; documents of one call share a group commit. Errors: those of verification
  /// (docs/protocol.md §2), payload_*, id_conflict, version_conflict, state_conflict, busy,
  /// storage_unavailable, draining.
  /// `pause` is awaited between every few of them, so that a call of hundreds does not keep others from theirs.
  [[nodiscard]] asio::awaitable<std::vector<Result<Accepted>>> submit_notices(certs::Identity const& peer,
                                                                              std::vector<std::string_view> bodies,
                                                                              Pause pause);
  /// The same of a diffusion.
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_diffusion(certs::Identity const& peer, std::string_view body);
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_evidence(certs::Identity const& peer, std::string_view body);
  /// Errors: those of verification, payload_*, id_conflict, and those of settle_consent.
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_consent(certs::Identity const& peer, std::string_view body);
  /// Errors: those of verification, payload_*, id_conflict, and those of settle_decision.
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_decision(certs::Identity const& peer, std::string_view body);
  /// Errors: those of verification, payload_*, id_conflict, and those of settle_hit.
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_hit(certs::Identity const& peer, std::string_view body);
  /// An envelope and what is sealed (messages.hpp). Errors: those of verification, payload_*, id_conflict, and those of
  /// propose_message.
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_message(certs::Identity const& peer, std::string_view body);
  /// In force at its time, not when this returns. Errors: those of verification, payload_*, version_conflict (seq was
  /// taken), id_conflict, payload_rule (kind or country are not what the address says), busy, storage_unavailable,
  /// draining.
  [[nodiscard]] asio::awaitable<Result<Accepted>> submit_policy(certs::Identity const& peer, PolicyName named,
                                                                std::string_view body);

 private:
  struct Prepared {
    journal::Proposal proposal;
    std::shared_ptr<Ruling const> ruling;  // of a notice; as it was settled once the proposal has entered
    bool tells = false;                    // the answer says whom it reached
    bool waits = false;                    // for the secretariat, or so does a diffusion if its ruling holds it
    bool may_be_held = false;              // a diffusion
  };

  [[nodiscard]] Result<Prepared> prepare_notice(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] Result<Prepared> prepare_diffusion(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] Prepared prepare(documents::Notice notice, journal::Record record,
                                 certs::TrustSnapshot const& trust) const;
  [[nodiscard]] Result<Prepared> prepare_evidence(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] Result<Prepared> prepare_decision(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] Result<Prepared> prepare_consent(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] Result<Prepared> prepare_hit(certs::Identity const& peer, std::string_view body) const;
  [[nodiscard]] Result<Prepared> prepare_policy(certs::Identity const& peer, PolicyName named,
                                                std::string_view body) const;
  [[nodiscard]] journal::Settle settle_followed(documents::Notice notice, std::shared_ptr<Ruling> ruling) const;
  [[nodiscard]] journal::Settle settle_followed(documents::Consent consent) const;
  [[nodiscard]] static journal::Settle settle_policy(documents::Policy policy, PolicyKeeper& keeper);
  [[nodiscard]] asio::awaitable<std::vector<Result<Accepted>>> submit_all(std::vector<Result<Prepared>> prepared);
  [[nodiscard]] Result<Accepted> accepted(Prepared const& prepared, Accepted answer,
                                          Result<journal::Receipt> receipt) const;

  Services const& services_;
  PolicyKeeper& keeper_;
};

}
