#include "protocol/policy/lint.hpp"

#include <algorithm>
#include <tuple>

#include "protocol/policy/detail/cover.hpp"
#include "protocol/policy/detail/lines.hpp"
#include "protocol/policy/detail/resolve.hpp"

namespace huecry::policy {
namespace {

using detail::Rule;
using documents::Policy;
using documents::PolicyKind;

constexpr std::string_view k_kinds[] = {"invalid",     "faulty",        "never-matches",
                                        "unreachable", "contradiction", "gives-nothing"};

class Linter {
 public:
  Linter(std::string_view payload, Vocabulary const& vocabulary) : vocabulary_(vocabulary), lines_(lines(payload)) {}

  void refuse(Error const& error) {
    for (FieldFault const& fault : error.faults) add(LintKind::invalid, fault.pointer, fault.message);
    if (error.faults.empty()) add(LintKind::invalid, "", error.detail);
  }

  void look(Policy const& policy, Policy const* baseline) {
    detail::Names names;
    if (baseline != nullptr) {
      names.add_groups(*baseline);
      names.add_regions(*baseline);
    }
    if (policy.kind == PolicyKind::baseline) names.add_regions(policy);
    names.add_groups(policy);
    if (policy.rules) look_at_rules(policy, *policy.rules, "/rules", "this policy denies everything", names);
    if (policy.hits) look_at_rules(policy, *policy.hits, "/hits", "nobody is told of hits", names);
    for (std::size_t i = 0; i < policy.delegations.size(); ++i) {
      Rule rule = resolve(policy.delegations[i], policy.iss, names, vocabulary_);
      check_alone(rule, policy, "/delegations/" + std::to_string(i));
    }
  }

  std::vector<LintFinding> take() && {
    std::ranges::sort(found_, {}, [](LintFinding const& each) { return std::tie(each.line, each.pointer, each.text); });
    return std::move(found_);
  }

 private:
  static std::map<std::string, std::size_t, std::less<>> lines(std::string_view payload) {
    return detail::lines_of(payload);
  }

  void add(LintKind kind, std::string pointer, std::string text) {
    found_.push_back({detail::line_at(lines_, pointer), kind, std::move(pointer), std::move(text)});
  }

  void look_at_rules(Policy const& policy, std::vector<documents::PolicyRule> const& list, std::string const& place,
                     std::string_view otherwise, detail::Names const& names) {
    std::vector<Rule> rules;
    rules.reserve(list.size());
    for (documents::PolicyRule const& rule : list) rules.push_back(resolve(rule, names, vocabulary_));
    bool gives = false;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      std::string const pointer = place + "/" + std::to_string(i);
      bool const alive = check_alone(rules[i], policy, pointer);
      gives = gives || (alive && !rules[i].forbid);
      if (alive) check_beside(rules, i, pointer);
    }
    if (!gives) add(LintKind::gives_nothing, place, "no rule permits anything: " + std::string(otherwise));
  }

  /// False for a rule about which no more can be said.
  bool check_alone(Rule const& rule, Policy const& policy, std::string const& pointer) {
    if (!rule.fault.empty()) {
      add(LintKind::faulty, pointer,
          rule.fault + (rule.forbid ? ": the rule forbids as if it were met" : ": the rule permits nothing"));
      return false;
    }
    if (detail::is_void(rule) || reaches_only(rule, policy)) {
      add(LintKind::never_matches, pointer, "no document and recipient can meet all its conditions");
      return false;
    }
    if (rule.until <= policy.effective.time_since_epoch().count()) {
      add(LintKind::never_matches, pointer, "it ends before the policy is effective");
      return false;
    }
    return true;
  }

  /// An issuer is no recipient of its own documents.
  static bool reaches_only(Rule const& rule, Policy const& policy) {
    if (policy.kind != PolicyKind::release) return false;
    CountrySet others;
    for (std::size_t kind = 0; kind < k_entity_kinds.size(); ++kind)
      others = others | rule.recipients(static_cast<EntityKind>(kind));
    return (others - CountrySet{policy.iss}).empty();
  }

  void check_beside(std::vector<Rule> const& rules, std::size_t place, std::string const& pointer) {
    Rule const& rule = rules[place];
    for (std::size_t i = 0; i < rules.size(); ++i) {
      Rule const& other = rules[i];
      if (i == place || !other.fault.empty()) continue;
      bool const same = detail::same_box(rule, other);
      if (other.forbid && !rule.forbid && detail::covers(other, rule)) {
        add(same ? LintKind::contradiction : LintKind::unreachable, pointer,
            (same ? "permits exactly what is forbidden by " : "everything that it permits is forbidden by ") +
                other.id);
        return;
      }
      bool const second = !same || i < place;  // of two that are equal, the second repeats the first
      if (second && other.forbid == rule.forbid && detail::covers(other, rule) && detail::binds_as_much(other, rule)) {
        add(LintKind::unreachable, pointer, "says nothing that " + other.id + " does not say");
        return;
      }
    }
  }

  Vocabulary const& vocabulary_;
  std::map<std::string, std::size_t, std::less<>> lines_;
  std::vector<LintFinding> found_;
};

}

std::string_view to_text(LintKind kind) noexcept { return k_kinds[static_cast<std::size_t>(kind)]; }

std::vector<LintFinding> lint(documents::Schemas const& schemas, Vocabulary const& vocabulary, std::string_view payload,
                              Policy const* baseline) {
  auto const policy = documents::read_policy(schemas, payload);
  if (!policy && policy.error().code == Errc::payload_json) return {{1, LintKind::invalid, "", policy.error().detail}};
  Linter linter(payload, vocabulary);
  if (!policy) {
    linter.refuse(policy.error());
  } else {
    linter.look(*policy, policy->kind == PolicyKind::baseline ? nullptr : baseline);
  }
  return std::move(linter).take();
}

}
