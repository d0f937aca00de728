#include "protocol/policy/compiled_policy.hpp"

#include "protocol/policy/detail/compiled.hpp"
#include "protocol/policy/detail/evaluate.hpp"

namespace huecry::policy {
namespace {

using detail::Compiled;
using detail::Frame;

/// Gives each member the first reason that denies it.
class Verdicts {
 public:
  Verdicts(CountrySet const& members, Decision& out) : open_(members), out_(out) {}

  void deny(CountrySet const& members, Layer layer, Cause cause) {
    CountrySet const denied = members & open_;
    if (denied.empty()) return;
    denied.for_each_slot([&](std::uint8_t slot) { out_.reasons[slot] = {layer, cause, Reason::k_no_rule}; });
    open_ = open_ - denied;
  }

  void apply(LayerView const& view, Layer layer) {
    deny_by_rule(view.forbidden & open_, view.rule, layer, Cause::forbidden);
    deny(open_ - view.permitted, layer, Cause::no_permit);
    for (std::size_t i = 0; i < view.redacted.size(); ++i) out_.redacted[i] = out_.redacted[i] | view.redacted[i];
    for (std::size_t i = 0; i < view.obliged.size(); ++i) out_.obliged[i] = out_.obliged[i] | view.obliged[i];
  }

  /// What is left is permitted; whose owner must be asked first is requestable.
  void close(LayerView const& view, Layer layer, CountrySet const& consented) {
    CountrySet const asking = (view.needs_consent & open_) - consented;
    deny_by_rule(asking, view.consent_rule, layer, Cause::needs_consent);
    out_.requestable = out_.requestable | asking;
  }

  void permit(LayerView const& release) {
    out_.allowed = open_;
    open_.for_each_slot(
        [&](std::uint8_t slot) { out_.reasons[slot] = {Layer::release, Cause::permitted, release.rule[slot]}; });
  }

  [[nodiscard]] CountrySet const& open() const { return open_; }

 private:
  using Rules = std::array<std::uint16_t, CountrySet::k_slots>;

  void deny_by_rule(CountrySet const& members, Rules const& rules, Layer layer, Cause cause) {
    members.for_each_slot([&](std::uint8_t slot) { out_.reasons[slot] = {layer, cause, rules[slot]}; });
    open_ = open_ - members;
  }

  CountrySet open_;
  Decision& out_;
};

void by_document(Compiled const& compiled, Subject const& subject, Circumstances const& now, Verdicts& verdicts) {
  std::int64_t const at = now.at.time_since_epoch().count();
  verdicts.deny(CountrySet{subject.origin}, Layer::hub, Cause::origin);
  verdicts.deny(now.members.suspended, Layer::hub, Cause::suspended_member);
  if (subject.unknown_label) verdicts.deny(verdicts.open(), Layer::hub, Cause::unknown_label);
  verdicts.deny(detail::suspended_by_mode(compiled, at), Layer::mode, Cause::mode_suspended);
  Cause const mode = detail::cause_of_mode(detail::mode_of(compiled, subject.origin, at), subject, now);
  if (mode != Cause::permitted) verdicts.deny(verdicts.open(), Layer::mode, mode);
  if (subject.addressees) verdicts.deny(verdicts.open() - *subject.addressees, Layer::document, Cause::not_addressed);
  verdicts.deny(subject.excluded, Layer::document, Cause::excluded);
}

/// The provider's conditions as the hub enforces them (domain §6): for whoever gets it.
void add_handling(Handling handling, Decision& out) {
  auto const oblige = [&out](Obligation obligation) {
    CountrySet& obliged = out.obliged[static_cast<std::size_t>(obligation)];
    obliged = obliged | out.allowed | out.requestable;
  };
  if (handling == Handling::h1) oblige(Obligation::no_evidence);
  if (handling == Handling::h2) oblige(Obligation::no_onward);
  if (handling == Handling::h3) oblige(Obligation::acknowledge_conditions);
}

/// Strings are of those who get it, and of blocks that are there.
void trim(Subject const& subject, Decision& out) {
  CountrySet const concerned = out.allowed | out.requestable;
  for (std::size_t i = 0; i < out.redacted.size(); ++i)
    out.redacted[i] = has_bit(subject.blocks, i) ? out.redacted[i] & concerned : CountrySet{};
  for (CountrySet& obliged : out.obliged) obliged = obliged & concerned;
}

/// `whole` keeps what every layer says of every member; without it, intake is asked only where it still matters.
void evaluate(Compiled const& compiled, Subject const& subject, Circumstances const& now, EntityKind kind, bool whole,
              Trace& out) noexcept {
  Frame frame = detail::frame_of(subject, now, kind);
  Verdicts verdicts(now.members.all, out.decision);
  by_document(compiled, subject, now, verdicts);
  if (!whole) frame.scope = verdicts.open();
  detail::evaluate(compiled.baseline, frame, out.baseline);
  verdicts.apply(out.baseline, Layer::baseline);
  if (!whole) frame.scope = verdicts.open();
  detail::evaluate(compiled.release[subject.origin.slot()], frame, out.release);
  verdicts.apply(out.release, Layer::release);
  if (!whole) frame.scope = verdicts.open();
  detail::evaluate_intake(compiled, frame, out.intake);
  verdicts.apply(out.intake, Layer::intake);
  verdicts.close(out.baseline, Layer::baseline, now.consented);
  verdicts.close(out.release, Layer::release, now.consented);
  verdicts.close(out.intake, Layer::intake, now.consented);
  verdicts.permit(out.release);
  add_handling(subject.handling, out.decision);
  trim(subject, out.decision);
  out.decision.policy = compiled.digest;
}

/// The owner's agreement is with the bureau; only one that is onward reaches further.
Circumstances for_entities(Circumstances now) {
  now.consented = now.consented & now.onward;
  return now;
}

Reason delegation_of(Compiled const& compiled, Principal const& principal, Subject const& subject,
                     detail::Features const& features) {
  auto const national = static_cast<unsigned>(subject.national_of(principal.country));
  for (detail::EntityScope const& scope : compiled.delegations[principal.country.slot()])
    if (scope.organisation == principal.organisation && scope.kind == principal.kind && scope.rule.matches(features) &&
        has_bit(scope.rule.of_recipient, national))
      return {Layer::delegation, Cause::permitted, scope.rule.position};
  return {Layer::delegation, Cause::not_delegated, Reason::k_no_rule};
}

/// The first that must be asked for is the reason.
void ask(EntityDecision& answer, Reason const& reason) {
  if (answer.verdict == Verdict::requestable) return;
  answer.verdict = Verdict::requestable;
  answer.reason = reason;
}

bool is_denied(Reason const& reason) {
  return reason.cause != Cause::permitted && reason.cause != Cause::needs_consent;
}

/// `own`: the decision for its kind, as if it were the bureau.
EntityDecision decide_entity(Compiled const& compiled, Principal const& principal, Subject const& subject,
                             Circumstances const& now, detail::Features const& features, Decision const& bureau,
                             Decision const& own) {
  CountryCode const country = principal.country;
  for (Decision const* const part : {&bureau, &own})
    if (is_denied(part->reason(country))) return {Verdict::deny, part->reason(country), 0, 0};
  Reason const delegated = delegation_of(compiled, principal, subject, features);
  if (is_denied(delegated)) return {Verdict::deny, delegated, 0, 0};

  EntityDecision answer{Verdict::allow, delegated, 0, 0};
  for (Decision const* const part : {&bureau, &own}) {
    answer.redactions |= part->redactions(country);
    answer.obligations |= part->obligations(country);
    if (part->requestable.contains(country)) ask(answer, part->reason(country));
  }
  bool const kept = (answer.obligations & bit(Obligation::no_onward)) != 0 && !now.onward.contains(country);
  if (kept) ask(answer, {Layer::release, Cause::needs_consent, Reason::k_no_rule});
  if (answer.verdict == Verdict::allow && answer.redactions != 0) answer.verdict = Verdict::redacted;
  return answer;
}

}

CompiledPolicy::CompiledPolicy(PolicySet set, std::shared_ptr<Vocabulary const> vocabulary)
    : compiled_(detail::compile(std::move(set), std::move(vocabulary))) {}

CompiledPolicy::CompiledPolicy(std::shared_ptr<Vocabulary const> vocabulary)
    : CompiledPolicy(PolicySet{}, std::move(vocabulary)) {}

Decision CompiledPolicy::decide(Subject const& subject, Circumstances const& now) const noexcept {
  Trace trace;
  evaluate(*compiled_, subject, now, EntityKind::police, false, trace);
  return trace.decision;
}

Trace CompiledPolicy::trace(Subject const& subject, Circumstances const& now) const noexcept {
  Trace trace;
  evaluate(*compiled_, subject, now, EntityKind::police, true, trace);
  return trace;
}

EntityDecision CompiledPolicy::decide(Principal const& principal, Subject const& subject,
                                      Circumstances const& now) const noexcept {
  Circumstances const narrowed = for_entities(now);
  Decision const bureau = decide(subject, narrowed);
  if (is_denied(bureau.reason(principal.country))) return {Verdict::deny, bureau.reason(principal.country), 0, 0};
  Trace own;
  evaluate(*compiled_, subject, narrowed, principal.kind, false, own);
  auto const features = detail::features_of(subject, narrowed);
  return decide_entity(*compiled_, principal, subject, narrowed, features, bureau, own.decision);
}

std::span<Principal const> CompiledPolicy::entities() const noexcept { return compiled_->entities; }

std::vector<EntityDecision> CompiledPolicy::decide(std::span<Principal const> principals, Subject const& subject,
                                                   Circumstances const& now) const {
  std::vector<EntityDecision> answers;
  if (principals.empty()) return answers;
  Circumstances const narrowed = for_entities(now);
  Decision const bureaus = decide(subject, narrowed);
  detail::Features const features = detail::features_of(subject, narrowed);
  std::array<std::unique_ptr<Trace>, k_entity_kinds.size()> by_kind;
  answers.reserve(principals.size());
  for (Principal const& principal : principals) {
    auto& own = by_kind[static_cast<std::size_t>(principal.kind)];
    if (!own) {
      own = std::make_unique<Trace>();
      evaluate(*compiled_, subject, narrowed, principal.kind, false, *own);
    }
    answers.push_back(decide_entity(*compiled_, principal, subject, narrowed, features, bureaus, own->decision));
  }
  return answers;
}

CountrySet CompiledPolicy::told_of_hits(Subject const& subject, Circumstances const& now) const noexcept {
  if (!compiled_->tellers.contains(subject.origin)) return {};
  Trace told;
  evaluate(*compiled_->hits, subject, now, EntityKind::police, false, told);
  return told.decision.allowed & decide(subject, now).allowed;
}

Cause CompiledPolicy::mode_cause(Subject const& subject, Circumstances const& now) const noexcept {
  Mode const of_origin = mode(subject.origin, now.at);
  return detail::cause_of_mode(of_origin, subject, now);
}

Mode CompiledPolicy::mode(CountryCode country, UnixSeconds at) const noexcept {
  return detail::mode_of(*compiled_, country, at.time_since_epoch().count());
}

Digest const& CompiledPolicy::digest() const noexcept { return compiled_->digest; }
PolicySet const& CompiledPolicy::set() const noexcept { return compiled_->set; }
Vocabulary const& CompiledPolicy::vocabulary() const noexcept { return *compiled_->vocabulary; }
std::vector<RuleFault> const& CompiledPolicy::faults() const noexcept { return compiled_->faults; }

VersionedPolicy const* CompiledPolicy::document(Layer layer, CountryCode origin, CountryCode recipient) const noexcept {
  detail::RuleLayer const* const of = compiled_->layer(layer, origin, recipient);
  if (of == nullptr || of->document == detail::RuleLayer::k_none) return nullptr;
  return &compiled_->set[of->document];
}

}
