#include "protocol/policy/detail/widening.hpp"

namespace huecry::policy::detail {
namespace {

EntityDecision of_bureau(CompiledPolicy const& policy, WideningExample const& example) {
  Decision const all = policy.decide(example.question.subject, example.question.now);
  CountryCode const country = example.recipient;
  return {all.verdict(country), all.reason(country), all.redactions(country), all.obligations(country)};
}

EntityDecision ask(CompiledPolicy const& policy, WideningExample const& example) {
  if (!example.entity) return of_bureau(policy, example);
  return policy.decide(*example.entity, example.question.subject, example.question.now);
}

int rank(Verdict verdict) {
  if (verdict == Verdict::deny) return 0;
  return verdict == Verdict::requestable ? 1 : 2;
}

using Plainer = void (*)(Question& question);
constexpr Plainer k_plainer[] = {[](Question& question) { question.subject.offences.reset(); },
                                 [](Question& question) { question.subject.colour.reset(); },
                                 [](Question& question) { question.subject.confidentiality = k_no_code; },
                                 [](Question& question) { question.subject.handling = Handling::none; },
                                 [](Question& question) { question.subject.purpose = k_no_code; },
                                 [](Question& question) { question.subject.channel = Channel::notice; },
                                 [](Question& question) { question.now.screened = false; },
                                 [](Question& question) { question.now.stage = Stage::deliver; },
                                 [](Question& question) {
                                   question.subject.about_person = false;
                                   question.subject.born.reset();
                                   question.subject.nationalities.reset();
                                 }};

}

CountrySet widened(Decision const& before, Decision const& after) noexcept {
  CountrySet const had = before.allowed | before.requestable, has = after.allowed | after.requestable;
  CountrySet more = (after.allowed - before.allowed) | (has - had);
  CountrySet const both = had & has;
  for (std::size_t i = 0; i < before.redacted.size(); ++i)
    more = more | ((before.redacted[i] - after.redacted[i]) & both);
  for (std::size_t i = 0; i < before.obliged.size(); ++i) more = more | ((before.obliged[i] - after.obliged[i]) & both);
  return more;
}

bool widened(EntityDecision const& before, EntityDecision const& after) noexcept {
  if (after.verdict == Verdict::deny) return false;
  if (rank(after.verdict) > rank(before.verdict)) return true;
  return before.verdict != Verdict::deny &&
         ((before.redactions & ~after.redactions) != 0 || (before.obligations & ~after.obligations) != 0);
}

bool answer(TwoSets const& sets, WideningExample& example) {
  EntityDecision const before = ask(sets.before, example), after = ask(sets.after, example);
  example.before = before.verdict;
  example.after = after.verdict;
  example.redactions_before = before.redactions;
  example.redactions_after = after.redactions;
  example.obligations_before = before.obligations;
  example.obligations_after = after.obligations;
  return widened(before, after);
}

void simplify(TwoSets const& sets, WideningExample& example) {
  for (Plainer const make_plainer : k_plainer) {
    WideningExample plainer = example;
    make_plainer(plainer.question);
    if (answer(sets, plainer)) example = plainer;
  }
  for (std::size_t code = 0; code < Vocabulary::k_offences_max; ++code) {
    if (!example.question.subject.offences[code]) continue;
    WideningExample plainer = example;
    plainer.question.subject.offences.reset(code);
    if (answer(sets, plainer)) example = plainer;
  }
  answer(sets, example);
}

}
