#pragma once
// The release decision: which members may receive a document, without what, under which duties, and why. Plain values
// of a fixed size: deciding allocates nothing. Any thread.
//
// A denial is a value, never an error; the default is deny and forbid wins (docs/adr/0007, docs/policy.md).

#include <array>
#include <cstdint>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/country.hpp"
#include "protocol/policy/vocabulary.hpp"

namespace huecry::policy {

enum class Verdict : std::uint8_t { deny, requestable, redacted, allow };
[[nodiscard]] std::string_view to_text(Verdict verdict) noexcept;

/// Whose word a reason is, in the order of evaluation: of several that deny, the first is the reason.
enum class Layer : std::uint8_t { hub, mode, document, baseline, release, intake, delegation };
[[nodiscard]] std::string_view to_text(Layer layer) noexcept;

enum class Cause : std::uint8_t {
  not_member,
  origin,  // the document is its own
  suspended_member,
  unknown_label,  // the document has a code that the hub does not know
  mode_suspended,
  mode_held,    // waits for a reviewer
  mode_closed,  // the origin may not send it
  not_addressed,
  excluded,
  forbidden,
  no_permit,
  needs_consent,
  not_delegated,
  permitted
};
[[nodiscard]] std::string_view to_text(Cause cause) noexcept;

struct Reason {
  Layer layer = Layer::hub;
  Cause cause = Cause::not_member;
  std::uint16_t rule = k_no_rule;  // place in its policy document
  static constexpr std::uint16_t k_no_rule =
      0xFFFF;  // no rule: the default of a layer without a document, or no permit
  friend bool operator==(Reason const&, Reason const&) = default;
};

/// For all members at once.
struct Decision {
  CountrySet allowed;                                    // receive it, whole or redacted
  CountrySet requestable;                                // would receive it if the owner agreed
  std::array<CountrySet, k_blocks.size()> redacted;      // of those two: without this block
  std::array<CountrySet, k_obligations.size()> obliged;  // of those two: under this duty
  std::array<Reason, CountrySet::k_slots> reasons{};     // by slot
  Digest policy;                                         // of the policy set that decided

  [[nodiscard]] Verdict verdict(CountryCode country) const noexcept;
  [[nodiscard]] Reason reason(CountryCode country) const noexcept { return reasons[country.slot()]; }
  [[nodiscard]] Bits redactions(CountryCode country) const noexcept;   // by Block
  [[nodiscard]] Bits obligations(CountryCode country) const noexcept;  // by Obligation
  friend bool operator==(Decision const&, Decision const&) = default;
};

/// For one national entity.
struct EntityDecision {
  Verdict verdict = Verdict::deny;
  Reason reason;
  Bits redactions = 0, obligations = 0;
  friend bool operator==(EntityDecision const&, EntityDecision const&) = default;
};

}
