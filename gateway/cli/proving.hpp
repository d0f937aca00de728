#pragma once
// Getting what proves a document from the hub, and checking all of it before anything is shown or kept.

#include <cstdint>
#include <string>

#include "gateway/cli/proof_file.hpp"
#include "gateway/cli/session.hpp"

namespace huecry::cli {

/// Without a file nobody need cosign. Errors: config_invalid, which names the file.
[[nodiscard]] Result<log::WitnessPolicy> witness_policy_of(std::string const& file);

/// With today's lists. Errors: those of the hub and of verify(); not_verified with fewer lines than `cosigned` of the
/// policy's witnesses, and for another log than the one that was audited on this machine.
struct ProvenNow {
  ProofFile file;
  Proven proven;
  std::string audited;  // of which log on this machine; empty: none was
};
[[nodiscard]] Result<ProvenNow> prove_now(Connection& connection, std::string container, std::string receipt,
                                          log::WitnessPolicy const& policy, std::uint32_t cosigned, UnixMillis now);

}
