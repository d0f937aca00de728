#include "protocol/policy/detail/suspects.hpp"

#include <algorithm>

#include "protocol/policy/detail/cover.hpp"

namespace huecry::policy::detail {
namespace {

using Rules = std::vector<Rule>;

bool any_covers(Rules const& rules, bool forbid, Rule const& inner, bool with_strings) {
  return std::ranges::any_of(rules, [&](Rule const& outer) {
    return !outer.dead && outer.forbid == forbid && covers(outer, inner) &&
           (!with_strings || binds_as_much(outer, inner));
  });
}

/// A rule of the layer as the questions that reach the layer: who issued, and who receives.
struct Scope {
  std::string name;
  CountrySet origins = CountrySet::everyone(), recipients = CountrySet::everyone();

  [[nodiscard]] Suspect suspect(Rule rule) const {
    rule.origins = rule.origins & origins;
    rule.plain = rule.plain & recipients;
    rule.reduced = rule.reduced & recipients;
    std::string const id = name + "/" + (rule.id.empty() ? "default" : rule.id);
    return {std::move(rule), id, {}};
  }
};

void compare_layers(RuleLayer const& before, RuleLayer const& after, Scope const& scope, std::vector<Suspect>& out) {
  Rules const old_rules = rules_of(before), new_rules = rules_of(after);
  for (Rule const& rule : new_rules)
    if (!rule.forbid && !rule.dead && !any_covers(old_rules, false, rule, false)) out.push_back(scope.suspect(rule));
  for (Rule const& rule : old_rules) {
    if (rule.forbid && !any_covers(new_rules, true, rule, false)) out.push_back(scope.suspect(rule));
    if (!rule.forbid && !rule.dead && rule.has_strings() && !any_covers(new_rules, false, rule, true))
      out.push_back(scope.suspect(rule));
  }
}

void compare_delegations(std::vector<EntityScope> const& before, std::vector<EntityScope> const& after,
                         CountryCode country, std::vector<Suspect>& out) {
  for (EntityScope const& scope : after) {
    if (scope.rule.dead) continue;
    bool const known = std::ranges::any_of(before, [&](EntityScope const& old) {
      return !old.rule.dead && old.organisation == scope.organisation && old.kind == scope.kind &&
             covers(old.rule, scope.rule);
    });
    if (!known)
      out.push_back(
          {scope.rule, "delegation " + std::string(country.text()) + "/" + scope.rule.id, scope.organisation});
  }
}

/// An old measure that no new one of the same country replaces for all its time.
void compare_modes(Compiled const& before, Compiled const& after, std::vector<Suspect>& out) {
  for (ModeWindow const& old : before.modes) {
    bool const kept = std::ranges::any_of(after.modes, [&old](ModeWindow const& entry) {
      return entry.country == old.country && entry.mode >= old.mode && entry.from <= old.from &&
             old.until <= entry.until;
    });
    if (kept || old.mode == Mode::normal) continue;
    Rule from, to;
    from.from = to.from = old.from;
    from.until = to.until = old.until;
    from.origins = CountrySet{old.country};
    to.plain = to.reduced = CountrySet{old.country};
    std::string const name = "mode of " + std::string(old.country.text());
    out.push_back({std::move(from), name, {}});
    if (old.mode == Mode::suspended) out.push_back({std::move(to), name, {}});
  }
}

}

std::vector<Rule> rules_of(RuleLayer const& layer) {
  if (layer.speaks) return layer.rules;
  return {Rule{}};
}

std::vector<Suspect> suspects_of(Compiled const& before, Compiled const& after) {
  std::vector<Suspect> found;
  compare_layers(before.baseline, after.baseline, {"baseline"}, found);
  for (std::size_t slot = 0; slot < CountrySet::k_slots; ++slot) {
    auto const country = CountryCode::from_slot(static_cast<std::uint8_t>(slot));
    if (!country) continue;
    std::string const code(country->text());
    compare_layers(before.release[slot], after.release[slot], {"release " + code, CountrySet{*country}}, found);
    compare_layers(before.intake[slot], after.intake[slot],
                   {"intake " + code, CountrySet::everyone(), CountrySet{*country}}, found);
    compare_delegations(before.delegations[slot], after.delegations[slot], *country, found);
  }
  compare_modes(before, after, found);
  return found;
}

}
