#include "protocol/policy/detail/evaluate.hpp"

#include <algorithm>

namespace huecry::policy::detail {
namespace {

/// Writes the rule down for members that no rule of this effect has touched before, and adds them.
void touch(CountrySet const& members, CountrySet& touched, std::uint16_t position, LayerView& out) {
  CountrySet const fresh = members - touched;
  if (fresh.empty()) return;
  fresh.for_each_slot([&](std::uint8_t slot) { out.rule[slot] = position; });
  touched = touched | fresh;
}

/// The rule that asks for consent is the first of them.
void attach_strings(Entry const& rule, CountrySet const& members, LayerView& out) {
  if (rule.consent) {
    members.for_each_slot([&](std::uint8_t slot) {
      bool const earlier = !out.needs_consent.contains_slot(slot) || rule.position < out.consent_rule[slot];
      if (earlier) out.consent_rule[slot] = rule.position;
    });
    out.needs_consent = out.needs_consent | members;
  }
  for (std::size_t i = 0; i < out.redacted.size(); ++i)
    if (has_bit(rule.redact, i)) out.redacted[i] = out.redacted[i] | members;
  for (std::size_t i = 0; i < out.obliged.size(); ++i)
    if (has_bit(rule.obligations, i)) out.obliged[i] = out.obliged[i] | members;
}

/// The recipients of whom it holds, or may hold for a forbid, that the subject is (not) their national.
CountrySet by_nationality(Entry const& rule, Frame const& frame, CountrySet const& recipients) {
  constexpr std::uint8_t any = 7;
  if (rule.of_recipient == any) return recipients;
  auto const takes = [&rule](Ternary value) { return has_bit(rule.of_recipient, static_cast<std::size_t>(value)); };
  if (frame.about == Ternary::unknown) return takes(Ternary::unknown) ? recipients : CountrySet{};
  CountrySet found;
  if (takes(Ternary::yes)) found = recipients & frame.nationals;
  if (takes(Ternary::no)) found = found | (recipients - frame.nationals);
  return found;
}

CountrySet recipients_of(RuleLayer const& layer, std::size_t place, RuleScan::Row const& row, Frame const& frame) {
  CountrySet const all = frame.kind == EntityKind::police ? row.police : layer.rules[place].recipients(frame.kind);
  return by_nationality(row.entry, frame, all) & frame.scope;
}

/// The probe's bits with what is known of the recipient's nationals.
std::uint64_t bits_for(Frame const& frame, std::uint8_t slot) {
  Ternary national = frame.about;
  if (frame.about == Ternary::yes) national = frame.nationals.contains_slot(slot) ? Ternary::yes : Ternary::no;
  return frame.probe.bits | frame.probe.of_recipient[static_cast<std::size_t>(national)];
}

/// Of several forbids the first is the reason.
void refuse_intake(IntakeTable const& table, IntakeTable::Met const& met, Frame const& frame, LayerView& out) {
  constexpr std::size_t ahead = 4;  // recipients
  for (IntakeTable::Bucket const* const bucket : met.span())
    (bucket->with_forbids & frame.scope).for_each_slot([&](std::uint8_t slot) {
      bucket->fetch_forbids(table.number(slot) + ahead);
      if (bucket->first_forbid[table.number(slot)] > out.rule[slot]) return;
      table.each(*bucket, slot, false, frame.probe, bits_for(frame, slot), [&](Entry const& entry) {
        out.rule[slot] = std::min(out.rule[slot], entry.position);
        out.forbidden.add_slot(slot);
        return true;
      });
    });
}

/// Strings of all permits add up.
void permit_intake(IntakeTable const& table, IntakeTable::Met const& met, Frame const& frame, LayerView& out) {
  CountrySet const open = frame.scope - out.forbidden, served = table.served() & open;
  served.for_each_slot([&](std::uint8_t slot) { out.rule[slot] = table.serving(slot); });
  out.permitted = out.permitted | served;
  for (IntakeTable::Bucket const* const bucket : met.span())
    (bucket->with_permits & open).for_each_slot([&](std::uint8_t slot) {
      table.each(*bucket, slot, true, frame.probe, bits_for(frame, slot), [&](Entry const& entry) {
        out.rule[slot] = std::min(out.rule[slot], entry.position);
        out.permitted.add_slot(slot);
        CountrySet own;
        own.add_slot(slot);
        if (entry.has_strings()) attach_strings(entry, own, out);
        return false;
      });
    });
}

}

Frame frame_of(Subject const& subject, Circumstances const& now, EntityKind kind) noexcept {
  Frame frame{
      Probe(features_of(subject, now), kind), kind, Ternary::no, {}, now.members.all - CountrySet{subject.origin}};
  if (!subject.about_person) return frame;
  frame.about = subject.nationalities ? Ternary::yes : Ternary::unknown;
  if (subject.nationalities) frame.nationals = *subject.nationalities;
  return frame;
}

void evaluate(RuleLayer const& layer, Frame const& frame, LayerView& out) noexcept {
  out.rule.fill(Reason::k_no_rule);
  if (!layer.speaks) {
    out.permitted = frame.scope;
    return;
  }
  RuleScan const& scan = layer.scan;
  scan.each(0, scan.forbids(), frame.probe, [&](std::size_t place, RuleScan::Row const& row) {
    touch(recipients_of(layer, place, row, frame), out.forbidden, row.entry.position, out);
  });
  scan.each(scan.forbids(), scan.size(), frame.probe, [&](std::size_t place, RuleScan::Row const& row) {
    CountrySet const members = recipients_of(layer, place, row, frame) - out.forbidden;
    touch(members, out.permitted, row.entry.position, out);
    if (row.entry.has_strings()) attach_strings(row.entry, members, out);
  });
}

void evaluate_intake(Compiled const& compiled, Frame const& frame, LayerView& out) noexcept {
  out.rule.fill(Reason::k_no_rule);
  out.permitted = frame.scope - compiled.intake_speaks;
  IntakeTable::Met const met = compiled.intake_table.met_by(frame.probe);
  refuse_intake(compiled.intake_table, met, frame, out);
  permit_intake(compiled.intake_table, met, frame, out);
}

Mode mode_of(Compiled const& compiled, CountryCode country, std::int64_t at) noexcept {
  Mode mode = Mode::normal;
  for (ModeWindow const& entry : compiled.modes)
    if (entry.country == country && entry.from <= at && at < entry.until && entry.mode > mode) mode = entry.mode;
  return mode;
}

CountrySet suspended_by_mode(Compiled const& compiled, std::int64_t at) noexcept {
  CountrySet members;
  for (ModeWindow const& entry : compiled.modes)
    if (entry.mode == Mode::suspended && entry.from <= at && at < entry.until) members.add(entry.country);
  return members;
}

Cause cause_of_mode(Mode mode, Subject const& subject, Circumstances const& now) noexcept {
  bool const was_published = subject.channel == Channel::notice && now.stage == Stage::deliver;
  if (now.stage == Stage::keep) return Cause::permitted;
  bool const is_message = subject.channel == Channel::message || subject.channel == Channel::answer;
  Cause const held = now.screened ? Cause::permitted : Cause::mode_held;
  switch (mode) {
    case Mode::normal: return Cause::permitted;
    case Mode::pre_screen_diffusions: return subject.channel == Channel::diffusion ? held : Cause::permitted;
    case Mode::pre_screen_all: return is_message || subject.channel == Channel::diffusion ? held : Cause::permitted;
    case Mode::read_only:
      return was_published || subject.channel == Channel::answer ? Cause::permitted : Cause::mode_closed;
    case Mode::suspended: break;
  }
  return was_published ? Cause::permitted : Cause::mode_closed;
}

}
