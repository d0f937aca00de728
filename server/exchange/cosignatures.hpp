#pragma once
// What witnesses have said of the hub's checkpoints (C2SP tlog-witness): gathered, checked, kept. Thread-safe.
//
// The hub signs a checkpoint for each batch, far more than witnesses can look at. So there is one at a time that all of
// them are asked to sign, and their lines come together on it; lines on any other are not kept.

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/log/witness_policy.hpp"
#include "server/exchange/services.hpp"
#include "storage/journal/reading.hpp"

namespace huecry::exchange {

class Cosignatures {
 public:
  /// `every`: how long a round lasts at least. Services outlive it.
  Cosignatures(Services const& services, log::WitnessPolicy policy, std::chrono::seconds every)
      : services_(services), policy_(std::move(policy)), every_(every) {}

  [[nodiscard]] log::WitnessPolicy const& policy() const noexcept { return policy_; }

  /// The checkpoint that witnesses are asked to sign now. Another one when it is old, the log has grown, and it has its
  /// quorum or has waited long enough for it.
  [[nodiscard]] Result<journal::Covering> round();
  /// A witness has signed a larger tree already: what it is asked to sign must be as large.
  void pass(journal::Position size);

  /// A checkpoint of ours with lines of witnesses. Gives what is to be kept: all lines that have come for it; nullopt
  /// when there is nothing new, or it is not of this round. Errors: log_text_invalid, also for more lines than there
  /// can be; log_signature_invalid for one that does not hold; signer_unknown for no line of a witness; proof_invalid
  /// for a checkpoint that this log never signed.
  [[nodiscard]] Result<std::optional<journal::Cosigned>> add(std::string_view text);
  /// That it is durable now.
  void kept(journal::Cosigned const& cosigned);

 private:
  using Lines = std::map<std::size_t, log::NoteLine>;  // by the witness's place in the policy

  Result<std::string> check_own(log::Note const& note, journal::Position size) const;
  Result<> begin();
  [[nodiscard]] bool has_quorum() const;
  Result<Lines> stored_lines(journal::Position size) const;

  Services const& services_;
  log::WitnessPolicy const policy_;
  std::chrono::seconds const every_;
  std::mutex mutex_;
  journal::Covering round_;
  std::optional<std::chrono::steady_clock::time_point> began_;
  Lines lines_;           // of the round
  std::size_t kept_ = 0;  // of them, durable
};

}
