#pragma once
// Rules as boxes: is everything that one matches matched by another? Sound, not complete: true is proven. Pure; any
// thread.

#include "protocol/policy/detail/rule.hpp"

namespace huecry::policy::detail {

/// Whatever `inner` matches, for any recipient of any kind, `outer` matches too.
[[nodiscard]] bool covers(Rule const& outer, Rule const& inner) noexcept;
/// They match the same.
[[nodiscard]] bool same_box(Rule const& a, Rule const& b) noexcept;
/// Nothing that a document can be, and nobody whom it can reach, is matched.
[[nodiscard]] bool is_void(Rule const& rule) noexcept;
/// The strings of `a` hold all those of `b`.
[[nodiscard]] bool binds_as_much(Rule const& a, Rule const& b) noexcept;

}
