#pragma once
// A policy set, compiled: what the whole hub asks. Immutable once built; any thread; cheap to copy; replaced as a
// whole.
//
// Effective right = baseline ∩ the owner's release ∩ the recipient's intake ∩ the document's own exclusions and
// addressees ∩ corrective modes, and for a national entity ∩ its bureau's right ∩ its delegation. What each part means:
// docs/policy.md. Deciding allocates nothing and reads no clock: the same arguments give the same answer.

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "protocol/policy/decision.hpp"
#include "protocol/policy/policy_set.hpp"
#include "protocol/policy/question.hpp"

namespace huecry::policy {

namespace detail {
struct Compiled;
}

/// What one layer says of all members, without regard to the others.
struct LayerView {
  CountrySet permitted, forbidden, needs_consent;
  std::array<CountrySet, k_blocks.size()> redacted;
  std::array<CountrySet, k_obligations.size()> obliged;
  // By slot, as place in the document: the first forbid that touches it, else a permit, the first where the layer
  // is not intake; else k_no_rule.
  std::array<std::uint16_t, CountrySet::k_slots> rule{};
  std::array<std::uint16_t, CountrySet::k_slots> consent_rule{};  // the first permit that asks for consent
};

/// The same evaluation with every layer kept, for members that an earlier layer denies, too.
struct Trace {
  Decision decision;
  LayerView baseline, release, intake;
};

/// A rule that could not be read in full, and what that makes of it.
struct RuleFault {
  documents::PolicyKind kind;
  CountryCode author;
  std::string rule;
  std::string fault;  // "unknown group FR/x: permits nothing"
};

class CompiledPolicy {
 public:
  /// Never fails: what cannot be read denies, and is listed in faults().
  CompiledPolicy(PolicySet set, std::shared_ptr<Vocabulary const> vocabulary);
  /// Without any document: every member but the origin, as far as the document and the trust list allow.
  explicit CompiledPolicy(std::shared_ptr<Vocabulary const> vocabulary);

  [[nodiscard]] Decision decide(Subject const& subject, Circumstances const& now) const noexcept;
  /// What a national entity may have. Never more than its bureau: Decision::allowed is asked first.
  [[nodiscard]] EntityDecision decide(Principal const& principal, Subject const& subject,
                                      Circumstances const& now) const noexcept;
  /// Each entity that some bureau delegates to: once, in the order of countries and organisations.
  [[nodiscard]] std::span<Principal const> entities() const noexcept;
  /// What each of these may have, in that order. Allocates.
  [[nodiscard]] std::vector<EntityDecision> decide(std::span<Principal const> principals, Subject const& subject,
                                                   Circumstances const& now) const;
  [[nodiscard]] Trace trace(Subject const& subject, Circumstances const& now) const noexcept;

  /// Of those who may have this document of that origin, who may be told of hits on it: nobody, unless its release
  /// policy says so, and the baseline does not say otherwise.
  [[nodiscard]] CountrySet told_of_hits(Subject const& subject, Circumstances const& now) const noexcept;

  /// The corrective mode of a bureau then: of several the strictest.
  [[nodiscard]] Mode mode(CountryCode country, UnixSeconds at) const noexcept;

  /// What the mode of its origin says of a document, whoever the recipient: permitted, mode_held or mode_closed.
  [[nodiscard]] Cause mode_cause(Subject const& subject, Circumstances const& now) const noexcept;

  /// Identifies the policy set in leaves and stored decisions: SHA-256 of its manifest.
  [[nodiscard]] Digest const& digest() const noexcept;
  [[nodiscard]] PolicySet const& set() const noexcept;
  [[nodiscard]] Vocabulary const& vocabulary() const noexcept;
  [[nodiscard]] std::vector<RuleFault> const& faults() const noexcept;
  /// The document whose rule a reason names; nullptr where none is in force. Lives as long as any copy of this.
  [[nodiscard]] VersionedPolicy const* document(Layer layer, CountryCode origin, CountryCode recipient) const noexcept;

  /// For explain, compare and lint.
  [[nodiscard]] detail::Compiled const& compiled() const noexcept { return *compiled_; }

 private:
  std::shared_ptr<detail::Compiled const> compiled_;
};

}
