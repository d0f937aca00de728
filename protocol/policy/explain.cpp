#include "protocol/policy/explain.hpp"

#include "protocol/policy/detail/compiled.hpp"
#include "protocol/policy/detail/evaluate.hpp"
#include "protocol/policy/detail/remedy.hpp"
#include "protocol/policy/record.hpp"

namespace huecry::policy {
namespace {

/// Explains one question; each member is a row of it.
class Explainer {
 public:
  Explainer(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now)
      : policy_(policy),
        subject_(subject),
        now_(now),
        trace_(policy.trace(subject, now)),
        suspended_(detail::suspended_by_mode(policy.compiled(), seconds())),
        mode_(detail::cause_of_mode(detail::mode_of(policy.compiled(), subject.origin, seconds()), subject, now)) {}

  RecipientExplanation row(CountryCode country) const {
    Decision const& decision = trace_.decision;
    RecipientExplanation row;
    row.country = country;
    row.verdict = decision.verdict(country);
    row.redactions = words_of(decision.redactions(country), k_blocks);
    row.obligations = words_of(decision.obligations(country), k_obligations);
    Failing const reasons = failing(country);
    row.failing.reserve(reasons.count);
    for (Reason const& reason : reasons.span()) row.failing.push_back(clause(country, reason));
    if (row.failing.empty()) row.permit = clause(country, decision.reason(country));
    return row;
  }

  [[nodiscard]] Digest const& digest() const { return trace_.decision.policy; }

 private:
  /// Of one member: at most one for each thing that is asked, which are twelve.
  struct Failing {
    std::array<Reason, 12> reasons;
    std::size_t count = 0;
    void add(Reason reason) { reasons.at(count++) = reason; }
    [[nodiscard]] std::span<Reason const> span() const { return std::span(reasons).first(count); }
  };

  [[nodiscard]] std::int64_t seconds() const { return now_.at.time_since_epoch().count(); }

  [[nodiscard]] Failing failing(CountryCode country) const {
    Failing found;
    auto const check = [&found](bool fails, Layer layer, Cause cause) {
      if (fails) found.add({layer, cause, Reason::k_no_rule});
    };
    check(country == subject_.origin, Layer::hub, Cause::origin);
    if (found.count != 0) return found;
    check(now_.members.suspended.contains(country), Layer::hub, Cause::suspended_member);
    check(subject_.unknown_label, Layer::hub, Cause::unknown_label);
    check(suspended_.contains(country), Layer::mode, Cause::mode_suspended);
    check(mode_ != Cause::permitted, Layer::mode, mode_);
    check(subject_.addressees && !subject_.addressees->contains(country), Layer::document, Cause::not_addressed);
    check(subject_.excluded.contains(country), Layer::document, Cause::excluded);
    add_layer(country, trace_.baseline, Layer::baseline, found);
    add_layer(country, trace_.release, Layer::release, found);
    add_layer(country, trace_.intake, Layer::intake, found);
    if (now_.consented.contains(country)) return found;
    add_consent(country, trace_.baseline, Layer::baseline, found);
    add_consent(country, trace_.release, Layer::release, found);
    add_consent(country, trace_.intake, Layer::intake, found);
    return found;
  }

  static void add_layer(CountryCode country, LayerView const& view, Layer layer, Failing& found) {
    if (view.forbidden.contains(country)) {
      found.add({layer, Cause::forbidden, view.rule[country.slot()]});
    } else if (!view.permitted.contains(country)) {
      found.add({layer, Cause::no_permit, Reason::k_no_rule});
    }
  }
  static void add_consent(CountryCode country, LayerView const& view, Layer layer, Failing& found) {
    if (view.needs_consent.contains(country))
      found.add({layer, Cause::needs_consent, view.consent_rule[country.slot()]});
  }

  [[nodiscard]] Clause clause(CountryCode country, Reason const& reason) const {
    Clause clause = clause_of(policy_, subject_.origin, country, reason);
    clause.remedy = detail::remedy_for({policy_.compiled(), subject_, now_, country}, reason);
    return clause;
  }

  CompiledPolicy const& policy_;
  Subject const& subject_;
  Circumstances const& now_;
  Trace trace_;
  CountrySet suspended_;
  Cause mode_;
};

EntityExplanation row_of(CompiledPolicy const& policy, CountryCode origin, Principal const& entity,
                         EntityDecision const& decision) {
  return {std::string(entity.country.text()) + "/" + entity.organisation, decision.verdict,
          clause_of(policy, origin, entity.country, decision.reason), words_of(decision.redactions, k_blocks),
          words_of(decision.obligations, k_obligations)};
}

}

Clause clause_of(CompiledPolicy const& policy, CountryCode origin, CountryCode recipient, Reason const& reason) {
  Clause clause;
  clause.reason = reason;
  detail::RuleLayer const* const layer = policy.compiled().layer(reason.layer, origin, recipient);
  auto const* document = policy.document(reason.layer, origin, recipient);
  if (document == nullptr) return clause;
  clause.author = document->policy.iss.text();
  clause.seq = document->policy.seq;
  // A remedy looks at the compiled rule, too: its id is at hand then.
  bool const compiled = reason.layer != Layer::delegation && layer->at(reason.rule) != nullptr;
  clause.rule = compiled ? std::string_view(layer->at(reason.rule)->id) : rule_id(document->policy, reason);
  return clause;
}

Explanation explain(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now,
                    std::span<Principal const> entities) {
  Explainer const explainer(policy, subject, now);
  Explanation explanation;
  explanation.policy = explainer.digest();
  std::vector<CountryCode> const members = now.members.all.members();
  explanation.recipients.reserve(members.size());
  for (CountryCode const country : members) explanation.recipients.push_back(explainer.row(country));
  auto const decisions = policy.decide(entities, subject, now);
  for (std::size_t i = 0; i < decisions.size(); ++i)
    explanation.entities.push_back(row_of(policy, subject.origin, entities[i], decisions[i]));
  return explanation;
}

}
