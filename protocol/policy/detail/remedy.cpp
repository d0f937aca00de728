#include "protocol/policy/detail/remedy.hpp"

#include <algorithm>
#include <array>

#include "protocol/documents/policy.hpp"

namespace huecry::policy::detail {
namespace {

/// REQUIRES: a layer that has rules.
RuleLayer const& layer_of(Matter const& matter, Layer layer) {
  return *matter.compiled.layer(layer, matter.subject.origin, matter.recipient);
}

/// In one piece of memory: an explanation has hundreds of these.
std::string joined(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (std::string_view const piece : pieces) size += piece.size();
  std::string text;
  text.reserve(size);
  for (std::string_view const piece : pieces) text += piece;
  return text;
}

std::string moment_text(std::int64_t at) { return documents::moment_text(UnixSeconds(std::chrono::seconds(at))); }

std::string_view author_of(Matter const& matter, Layer layer) {
  if (layer == Layer::baseline) return "the secretariat";
  return layer == Layer::release ? matter.subject.origin.text() : matter.recipient.text();
}

constexpr std::array<std::string_view, 12> k_conditions{"channels",
                                                        "colours",
                                                        "confidentiality",
                                                        "handling",
                                                        "purposes",
                                                        "offences",
                                                        "minor",
                                                        "national_of_origin",
                                                        "national_of_recipient",
                                                        "origins",
                                                        "to",
                                                        "from, until"};
using Met = std::array<bool, k_conditions.size()>;

/// The conditions of a permit, in the order of their names.
Met met_by(Matter const& matter, Features const& asked, Rule const& rule) {
  auto const national = static_cast<unsigned>(matter.subject.national_of(matter.recipient));
  return {has_bit(rule.channels, asked.channel),
          has_bit(rule.colours, asked.colour),
          has_bit(rule.confidentiality, asked.confidentiality),
          has_bit(rule.handling, asked.handling),
          has_bit(rule.purposes, asked.purpose),
          rule.any_offence || (rule.offences & asked.offences).any(),
          has_bit(rule.minor, asked.minor),
          has_bit(rule.of_origin, asked.of_origin),
          has_bit(rule.of_recipient, national),
          rule.origins.contains(asked.origin),
          rule.recipients(EntityKind::police).contains(matter.recipient),
          rule.holds_at(asked.at)};
}

std::string nearest_permit(Matter const& matter, Layer layer) {
  Features const asked = features_of(matter.subject, matter.now);
  Rule const* nearest = nullptr;
  Met best{};
  for (Rule const& rule : layer_of(matter, layer).rules) {
    if (rule.forbid || rule.dead) continue;
    Met const met = met_by(matter, asked, rule);
    if (nearest != nullptr && std::ranges::count(met, true) <= std::ranges::count(best, true)) continue;
    nearest = &rule;
    best = met;
  }
  std::string_view const author = author_of(matter, layer);
  if (nearest == nullptr) return joined({author, " permits it; its policy permits nothing now"});
  std::string text = joined({author, " permits it; nearest is ", nearest->id, ", which fails at"});
  std::string_view before = " ";
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (best[i]) continue;
    text.append(before).append(k_conditions[i]);
    before = ", ";
  }
  return text;
}

std::string without_forbid(Matter const& matter, Reason const& reason) {
  Rule const* const rule = layer_of(matter, reason.layer).at(reason.rule);
  std::string_view const author = author_of(matter, reason.layer);
  if (rule == nullptr) return joined({author, " changes its policy"});
  if (!rule->fault.empty()) return joined({author, " repairs rule ", rule->id, ": ", rule->fault});
  if (rule->until == std::numeric_limits<std::int64_t>::max())
    return joined({author, " drops or narrows rule ", rule->id});
  return joined({author, " drops or narrows rule ", rule->id, "; it ends ", moment_text(rule->until)});
}

std::string end_of_mode(Matter const& matter, CountryCode country) {
  std::int64_t const at = matter.now.at.time_since_epoch().count();
  std::int64_t until = at;
  for (ModeWindow const& entry : matter.compiled.modes)
    if (entry.country == country && entry.from <= at && at < entry.until) until = std::max(until, entry.until);
  return joined({"the secretariat lifts the mode of ", country.text(), "; it ends ", moment_text(until)});
}

}

std::string remedy_for(Matter const& matter, Reason const& reason) {
  std::string_view const origin = matter.subject.origin.text(), recipient = matter.recipient.text();
  switch (reason.cause) {
    case Cause::origin:
    case Cause::permitted: return {};
    case Cause::not_member: return joined({recipient, " joins the exchange"});
    case Cause::suspended_member: return joined({"the trust list takes ", recipient, " back"});
    case Cause::unknown_label: return joined({"the hub learns the code, or ", origin, " corrects it"});
    case Cause::mode_suspended: return end_of_mode(matter, matter.recipient);
    case Cause::mode_held: return joined({"a reviewer lets it pass, or ", end_of_mode(matter, matter.subject.origin)});
    case Cause::mode_closed: return end_of_mode(matter, matter.subject.origin);
    case Cause::not_addressed: return joined({origin, " adds ", recipient, " to the addressees"});
    case Cause::excluded: return joined({origin, " takes ", recipient, " off the exclusions"});
    case Cause::forbidden: return without_forbid(matter, reason);
    case Cause::no_permit: return nearest_permit(matter, reason.layer);
    case Cause::needs_consent: return joined({origin, " consents"});
    case Cause::not_delegated: return joined({recipient, " delegates it to the entity"});
  }
  return {};
}

}
