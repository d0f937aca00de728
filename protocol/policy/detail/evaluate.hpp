#pragma once
// One layer against one question, for all members at once. Pure; any thread; allocates nothing.

#include "protocol/policy/detail/compiled.hpp"

namespace huecry::policy::detail {

/// What is the same for every layer of one evaluation.
struct Frame {
  Probe probe;
  EntityKind kind;
  Ternary about;  // unknown: nationality is unknown; yes: `nationals` holds it; no: not about a person
  CountrySet nationals;
  CountrySet scope;  // the members that matter
};
[[nodiscard]] Frame frame_of(Subject const& subject, Circumstances const& now, EntityKind kind) noexcept;

/// Of a layer that speaks to many recipients: the baseline, or the release of an origin.
void evaluate(RuleLayer const& layer, Frame const& frame, LayerView& out) noexcept;
/// The intake layers of all recipients in scope.
void evaluate_intake(Compiled const& compiled, Frame const& frame, LayerView& out) noexcept;

/// The strictest mode in force for a member.
[[nodiscard]] Mode mode_of(Compiled const& compiled, CountryCode country, std::int64_t at) noexcept;
/// Members that receive nothing but recalls.
[[nodiscard]] CountrySet suspended_by_mode(Compiled const& compiled, std::int64_t at) noexcept;
/// What the origin's mode makes of the document: permitted, mode_held or mode_closed.
[[nodiscard]] Cause cause_of_mode(Mode mode, Subject const& subject, Circumstances const& now) noexcept;

}
