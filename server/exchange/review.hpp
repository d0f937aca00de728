#pragma once
// Decisions about notices, one step of docs/life.md each: what may enter, whom it reaches. Any thread.

#include <functional>
#include <string>

#include "protocol/documents/review_decision.hpp"
#include "protocol/life/notice_life.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/rows.hpp"

namespace huecry::exchange {

/// Who decides, as the trust list knows the signer; the hub itself where a time has come.
struct Decider {
  certs::Role role{};
  CountryCode country;
  std::string party;  // the organisation
  std::string kind;   // of a body of the secretariat: "legal", "commission", else empty
  Digest signer;      // the certificate
};

/// All that the decider may act as in the life of this source's notices.
[[nodiscard]] life::Set<life::Actor> acts_as(Decider const& decider, CountryCode source);

/// For notices of this colour two signers must agree, by the baseline policy.
[[nodiscard]] bool needs_two(policy::CompiledPolicy const& policy, documents::Colour colour);

/// Calls `follow` for a notice that policy must be applied to anew. Errors: not_found (no such notice, or another's);
/// version_conflict (it is about another version, or another step came first); state_conflict, role_required (the life
/// of a notice does not lead there: life::advance).
[[nodiscard]] journal::Settle settle_decision(Services const& services, documents::ReviewDecision decision,
                                              Decider decider, std::function<void(NoticeName)> follow);

}
