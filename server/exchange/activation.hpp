#pragma once
// Policy documents and sets as the journal has them. Any thread.

#include <vector>

#include "protocol/policy/compiled_policy.hpp"
#include "server/exchange/hub_signer.hpp"
#include "server/exchange/services.hpp"

namespace huecry::exchange {

/// The policy document at a position. Errors: corrupt, io.
[[nodiscard]] Result<policy::VersionedPolicy> stored_policy(kv::Reader const& state, documents::Schemas const& schemas,
                                                            journal::Position position);

/// A set that is or was in force, from its manifest and the documents. Errors: corrupt (a document is missing, or they
/// do not give this digest), io.
[[nodiscard]] Result<policy::PolicySet> restored_set(kv::Reader const& state, Digest const& set,
                                                     std::vector<policy::VersionedPolicy> const& documents);

/// The hub's entry that puts a set in force: from its position on, this set decides. Errors: key_unusable.
[[nodiscard]] Result<journal::Proposal> activation(Services const& services, HubSigner const& signer,
                                                   policy::CompiledPolicy next, std::uint32_t number);

}
