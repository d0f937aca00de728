#include "protocol/policy/detail/remedy.hpp"

#include <algorithm>

#include "protocol/documents/policy.hpp"

namespace huecry::policy::detail {
namespace {

/// REQUIRES: a layer that has rules.
RuleLayer const& layer_of(Matter const& matter, Layer layer) {
  return *matter.compiled.layer(layer, matter.subject.origin, matter.recipient);
}

std::string author_of(Matter const& matter, Layer layer) {
  if (layer == Layer::baseline) return "the secretariat";
  return std::string(layer == Layer::release ? matter.subject.origin.text() : matter.recipient.text());
}

/// The conditions of a permit that this case does not meet.
std::vector<std::string_view> unmet(Matter const& matter, Rule const& rule) {
  Features const asked = features_of(matter.subject, matter.now);
  auto const national = static_cast<unsigned>(matter.subject.national_of(matter.recipient));
  std::pair<bool, std::string_view> const checks[] = {
      {has_bit(rule.channels, asked.channel), "channels"},
      {has_bit(rule.colours, asked.colour), "colours"},
      {has_bit(rule.confidentiality, asked.confidentiality), "confidentiality"},
      {has_bit(rule.handling, asked.handling), "handling"},
      {has_bit(rule.purposes, asked.purpose), "purposes"},
      {rule.any_offence || (rule.offences & asked.offences).any(), "offences"},
      {has_bit(rule.minor, asked.minor), "minor"},
      {has_bit(rule.of_origin, asked.of_origin), "national_of_origin"},
      {has_bit(rule.of_recipient, national), "national_of_recipient"},
      {rule.origins.contains(asked.origin), "origins"},
      {rule.recipients(EntityKind::police).contains(matter.recipient), "to"},
      {rule.holds_at(asked.at), "from, until"}};
  std::vector<std::string_view> found;
  for (auto const& [met, name] : checks)
    if (!met) found.push_back(name);
  return found;
}

std::string nearest_permit(Matter const& matter, Layer layer) {
  Rule const* nearest = nullptr;
  std::vector<std::string_view> missing;
  for (Rule const& rule : layer_of(matter, layer).rules) {
    if (rule.forbid || rule.dead) continue;
    auto lacks = unmet(matter, rule);
    if (nearest != nullptr && lacks.size() >= missing.size()) continue;
    nearest = &rule;
    missing = std::move(lacks);
  }
  if (nearest == nullptr) return author_of(matter, layer) + " permits it; its policy permits nothing now";
  std::string text = author_of(matter, layer) + " permits it; nearest is " + nearest->id + ", which fails at";
  for (std::string_view const name : missing) text.append(name == missing.front() ? " " : ", ").append(name);
  return text;
}

std::string without_forbid(Matter const& matter, Reason const& reason) {
  auto const& rules = layer_of(matter, reason.layer).rules;
  auto const rule = std::ranges::find_if(rules, [&](Rule const& each) { return each.position == reason.rule; });
  std::string const author = author_of(matter, reason.layer);
  if (rule == rules.end()) return author + " changes its policy";
  if (!rule->fault.empty()) return author + " repairs rule " + rule->id + ": " + rule->fault;
  std::string text = author + " drops or narrows rule " + rule->id;
  if (rule->until != std::numeric_limits<std::int64_t>::max())
    text += "; it ends " + documents::moment_text(UnixSeconds(std::chrono::seconds(rule->until)));
  return text;
}

std::string end_of_mode(Matter const& matter, CountryCode country) {
  std::int64_t const at = matter.now.at.time_since_epoch().count();
  std::int64_t until = at;
  for (ModeWindow const& entry : matter.compiled.modes)
    if (entry.country == country && entry.from <= at && at < entry.until) until = std::max(until, entry.until);
  return "the secretariat lifts the mode of " + std::string(country.text()) + "; it ends " +
         documents::moment_text(UnixSeconds(std::chrono::seconds(until)));
}

}

std::string remedy_for(Matter const& matter, Reason const& reason) {
  std::string const origin(matter.subject.origin.text()), recipient(matter.recipient.text());
  switch (reason.cause) {
    case Cause::origin:
    case Cause::permitted: return {};
    case Cause::not_member: return recipient + " joins the exchange";
    case Cause::suspended_member: return "the trust list takes " + recipient + " back";
    case Cause::unknown_label: return "the hub learns the code, or " + origin + " corrects it";
    case Cause::mode_suspended: return end_of_mode(matter, matter.recipient);
    case Cause::mode_held: return "a reviewer lets it pass, or " + end_of_mode(matter, matter.subject.origin);
    case Cause::mode_closed: return end_of_mode(matter, matter.subject.origin);
    case Cause::not_addressed: return origin + " adds " + recipient + " to the addressees";
    case Cause::excluded: return origin + " takes " + recipient + " off the exclusions";
    case Cause::forbidden: return without_forbid(matter, reason);
    case Cause::no_permit: return nearest_permit(matter, reason.layer);
    case Cause::needs_consent: return origin + " consents";
    case Cause::not_delegated: return recipient + " delegates it to the entity";
  }
  return {};
}

}
