#pragma once
// One publication: what the hub says about a version that is in force, and to whom. Any thread.

#include "server/exchange/hub_signer.hpp"
#include "server/exchange/reader.hpp"
#include "server/exchange/release_change.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/facts.hpp"
#include "storage/index/live.hpp"

namespace huecry::exchange {

struct Publication {
  index::PublicationFacts facts;
  journal::DeliveryKind kind{};
  Recipients to;
};

/// The decision that calls for it.
struct Grounds {
  policy::CompiledPolicy policy;  // a handle: keeps the set that was asked alive
  policy::Subject subject;
  policy::Circumstances now;
  policy::Decision decision;
};
/// Decides about a live notice as of now. Errors: corrupt.
[[nodiscard]] Result<Grounds> grounds_of(policy::CompiledPolicy const& policy, std::string_view subject,
                                         policy::Circumstances const& now);

/// In which envelope its versions come.
[[nodiscard]] envelope::DocumentType document_type(index::Head const& head) noexcept;

/// Policy lets the reader have exactly this edition of a document, no more and no less. `subject`: as its facts keep
/// it. Every delivery and every read asks this. Errors: corrupt.
[[nodiscard]] Result<bool> lets_have(policy::CompiledPolicy const& policy, std::string_view subject,
                                     policy::Circumstances const& now, Reader const& reader, policy::Bits missing);

/// What each authorised entity may have, in the order of entities.
[[nodiscard]] std::vector<EntityRight> entity_rights(certs::TrustSnapshot const& trust,
                                                     policy::CompiledPolicy const& policy,
                                                     policy::Subject const& subject, policy::Circumstances const& now);

/// What the grounds call for. Whom the trust list suspends keeps what it holds, and is told nothing until it is back.
/// A mode of its origin takes a diffusion out of the queue, not from those who have it.
/// Errors: corrupt, io.
[[nodiscard]] Result<ReleaseChange> due_change(kv::Reader const& state, certs::TrustSnapshot const& trust,
                                               Grounds const& grounds, index::Live const& notice);

/// The signed proposal: an edition for whom blocks are missing, else a statement (signing.md §2.5). `run` and the
/// publication make its identity. Settled only while policy still calls for exactly it; else Errc::state_conflict.
/// Errors: key_unusable, corrupt, io.
[[nodiscard]] Result<journal::Proposal> propose(Services const& services, HubSigner const& signer,
                                                kv::Reader const& state, Grounds const& grounds,
                                                index::Live const& notice, Publication const& publication,
                                                std::uint64_t run);

}
