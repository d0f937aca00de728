#pragma once
// Which policy documents are in force, and whether a new one may follow. Pure values; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/documents/policy.hpp"

namespace huecry::policy {

/// A document as the journal has it.
struct VersionedPolicy {
  documents::Policy policy;
  Digest object;  // object digest of the signed document
};

/// At most one document of each (iss, kind).
using PolicySet = std::vector<VersionedPolicy>;

/// Of all documents, those in force at that moment: of each (iss, kind) the highest seq among the effective ones.
/// Sorted by kind and country.
[[nodiscard]] PolicySet in_force(std::vector<VersionedPolicy> const& all, UnixSeconds at);
/// The set with this document in the place of the one of its issuer and kind.
[[nodiscard]] PolicySet replaced(PolicySet set, VersionedPolicy document);

/// The next moment after `at` at which in_force gives something else; nullopt: never.
[[nodiscard]] std::optional<UnixSeconds> next_change(std::vector<VersionedPolicy> const& all, UnixSeconds at);

/// The next moment after `at` at which a rule, a delegation or a mode of the set begins or ends; nullopt: never.
[[nodiscard]] std::optional<UnixSeconds> next_turn(PolicySet const& set, UnixSeconds at);

/// The set in words: one line for each document, in the order of in_force. Its SHA-256 names the set in decisions and
/// leaves.
[[nodiscard]] std::string manifest(PolicySet const& set);

/// May this document be taken now? `last` is the highest seq that was ever taken of its (iss, kind), 0 for none.
/// Errors: payload_issuer (iss is not the signer's country), version_conflict (seq is not above last), payload_rule
/// (effective more than limits::policy_past_max ago).
[[nodiscard]] Result<> check_follows(documents::Policy const& policy, CountryCode signer, std::uint32_t last,
                                     UnixSeconds now);

}
