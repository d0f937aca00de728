#include "gateway/cli/proving.hpp"

#include "gateway/cli/log_memory.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::cli {

Result<log::WitnessPolicy> witness_policy_of(std::string const& file) {
  if (file.empty()) return log::WitnessPolicy();
  HUECRY_TRY(std::string const text, read_file(file, limits::witness_policy_bytes_max));
  auto policy = log::WitnessPolicy::parse(text);
  if (!policy) return Error(Errc::config_invalid, file + ": " + policy.error().detail);
  return policy;
}

Result<ProvenNow> prove_now(Connection& connection, std::string container, std::string receipt,
                            log::WitnessPolicy const& policy, std::uint32_t cosigned, UnixMillis now) {
  HUECRY_TRY(auto lists, fetch_trust_texts(connection));
  ProofFile file{iso_time(now), std::move(container), std::move(receipt), std::move(lists)};
  HUECRY_TRY(Trust const trust, trust_of(connection.profile, file.lists, now));
  HUECRY_TRY(Proven proven, verify(file, trust, policy, now));
  std::size_t const lines = proven.receipt.witnesses.size();
  if (lines < cosigned)
    return Error(Errc::not_verified, "the hub's receipt is cosigned by " + std::to_string(lines) +
                                         " of the policy's witnesses, not by " + std::to_string(cosigned));
  HUECRY_TRY(auto const keys, trust.log_keys());
  HUECRY_TRY(std::string audited, check_audited(connection, proven.receipt.checkpoint, keys));
  return ProvenNow{std::move(file), std::move(proven), std::move(audited)};
}

}
