#include "protocol/policy/detail/cover.hpp"

namespace huecry::policy::detail {
namespace {

bool within(unsigned inner, unsigned outer) { return (inner & ~outer) == 0; }

bool recipients_within(Rule const& inner, Rule const& outer) {
  for (std::size_t kind = 0; kind < k_entity_kinds.size(); ++kind) {
    auto const each = static_cast<EntityKind>(kind);
    if (!(inner.recipients(each) - outer.recipients(each)).empty()) return false;
  }
  return true;
}

bool reaches_nobody(Rule const& rule) {
  for (std::size_t kind = 0; kind < k_entity_kinds.size(); ++kind)
    if (!rule.recipients(static_cast<EntityKind>(kind)).empty()) return false;
  return true;
}

}

bool covers(Rule const& outer, Rule const& inner) noexcept {
  return within(inner.channels, outer.channels) && within(inner.colours, outer.colours) &&
         within(inner.confidentiality, outer.confidentiality) && within(inner.handling, outer.handling) &&
         within(inner.purposes, outer.purposes) && within(inner.minor, outer.minor) &&
         within(inner.of_origin, outer.of_origin) && within(inner.of_recipient, outer.of_recipient) &&
         (outer.any_offence || (!inner.any_offence && (inner.offences & ~outer.offences).none())) &&
         (inner.origins - outer.origins).empty() && outer.from <= inner.from && inner.until <= outer.until &&
         recipients_within(inner, outer);
}

bool same_box(Rule const& a, Rule const& b) noexcept { return covers(a, b) && covers(b, a); }

bool is_void(Rule const& rule) noexcept {
  return reaches_nobody(rule) || rule.origins.empty() || rule.from >= rule.until ||
         (!rule.any_offence && rule.offences.none());
}

bool binds_as_much(Rule const& a, Rule const& b) noexcept {
  return (a.consent || !b.consent) && within(b.redact, a.redact) && within(b.obligations, a.obligations);
}

}
