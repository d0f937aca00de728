#include "protocol/policy/detail/search.hpp"

#include <algorithm>

namespace huecry::policy::detail {
namespace {

using std::chrono::sys_days;

bool names_offences(Rule const& rule) { return !rule.any_offence && !rule.dead; }

/// A person of whom it holds, does not hold, or is not known that he or she is a minor.
void set_minor(Subject& subject, std::uint8_t minor, std::int64_t at) {
  auto const today = std::chrono::floor<std::chrono::days>(UnixSeconds(std::chrono::seconds(at)));
  sys_days const long_ago = today - std::chrono::days(40'000);
  subject.about_person = minor != static_cast<std::uint8_t>(Ternary::no);
  subject.born.reset();
  if (minor == static_cast<std::uint8_t>(Ternary::yes)) subject.born = {today, today};
  if (minor == static_cast<std::uint8_t>(Ternary::no)) subject.born = {long_ago, long_ago};
}

/// Between them: national of the origin or not, of every recipient or not, or nobody knows.
using Nationalities = std::array<std::optional<CountrySet>, 5>;
Nationalities nationalities_for(CountryCode origin) {
  CountrySet const everyone = CountrySet::everyone(), own{origin};
  return {CountrySet{}, everyone, own, everyone - own, std::nullopt};
}

/// One class of each attribute: nationalities, minor, purpose, handling, confidentiality, colour, channel, origin,
/// moment.
using Choice = std::array<std::size_t, 9>;

Subject document_of(Classes const& classes, Choice const& choice, std::int64_t at) {
  Subject subject;
  subject.origin = classes.origins[choice[7]];
  subject.channel = Channel{classes.channels[choice[6]]};
  std::uint8_t const colour = classes.colours[choice[5]], level = classes.confidentialities[choice[4]];
  if (colour != Features::k_no_colour) subject.colour = documents::Colour{colour};
  subject.confidentiality = level == Features::k_no_confidentiality ? k_no_code : level;
  subject.handling = Handling{classes.handlings[choice[3]]};
  std::uint8_t const purpose = classes.purposes[choice[2]];
  subject.purpose = purpose == Features::k_no_purpose ? k_no_code : purpose;
  set_minor(subject, classes.minors[choice[1]], at);
  subject.nationalities = nationalities_for(subject.origin)[choice[0]];
  subject.about_person = subject.about_person || choice[0] != 0;
  subject.blocks = k_any<Bits>;
  return subject;
}

std::vector<std::int64_t> cuts_of(std::vector<ModeWindow> const& before, std::vector<ModeWindow> const& after) {
  std::vector<std::int64_t> cuts;
  for (auto const* modes : {&before, &after})
    for (ModeWindow const& entry : *modes) cuts.insert(cuts.end(), {entry.from, entry.until});
  return cuts;
}

}

Search::Search(TwoSets const& sets, Suspect const& suspect, CountrySet const& members, std::int64_t at,
               std::uint64_t questions_max)
    : sets_(sets),
      before_(sets.before.compiled()),
      after_(sets.after.compiled()),
      suspect_(suspect),
      members_(members),
      at_(at),
      questions_max_(questions_max) {}

/// Countries without rules of their own together, each of the others alone.
std::vector<CountrySet> Search::split(CountrySet const& all, std::vector<RuleLayer> Compiled::* layers) const {
  CountrySet together;
  std::vector<CountrySet> parts;
  for (CountryCode const country : all.members()) {
    bool const speaks = (before_.*layers)[country.slot()].speaks || (after_.*layers)[country.slot()].speaks;
    if (speaks) parts.push_back(CountrySet{country});
    if (!speaks) together.add(country);
  }
  if (!together.empty()) parts.insert(parts.begin(), together);
  return parts;
}

std::optional<WideningExample> Search::run() {
  CountrySet recipients;
  for (std::size_t kind = 0; kind < k_entity_kinds.size(); ++kind)
    recipients = recipients | suspect_.rule.recipients(static_cast<EntityKind>(kind));
  auto const by_recipient = split(recipients & members_, &Compiled::intake);
  for (CountrySet const& origins : split(suspect_.rule.origins & members_, &Compiled::release))
    for (CountrySet const& to : by_recipient) {
      if (found_ || gave_up_) return found_;
      look_through({origins, to, {}, {}, 0});
    }
  return found_;
}

void Search::add_layer(Part& part, RuleLayer const& before, RuleLayer const& after) {
  for (RuleLayer const* const layer : {&before, &after})
    for (Rule const& rule : layer->rules)
      if (!rule.dead) part.rules.push_back(&rule);
  auto const gives = [](Rule const& rule) { return names_offences(rule) && !rule.forbid; };
  if (std::ranges::any_of(after.rules, gives)) part.offences_together += part.entities.empty() ? 1U : 2U;
}

void Search::add_scopes(Part& part, CountryCode country) const {
  for (EntityScope const& scope : after_.delegations[country.slot()]) {
    bool const concerned = suspect_.organisation.empty() || suspect_.organisation == scope.organisation;
    if (!concerned || scope.rule.dead || (suspect_.rule.kinds & bit(scope.kind)) == 0) continue;
    part.entities.push_back({country, scope.organisation, scope.kind, {}});
  }
}

void Search::add_entities(Part& part) const {
  for (CountryCode const country : part.recipients.members()) add_scopes(part, country);
  if (part.entities.empty()) return;
  bool scoped = false;
  for (CountryCode const country : part.recipients.members())
    for (Compiled const* const set : {&before_, &after_})
      for (EntityScope const& scope : set->delegations[country.slot()]) {
        part.rules.push_back(&scope.rule);
        scoped = scoped || names_offences(scope.rule);
      }
  if (scoped) ++part.offences_together;
}

void Search::look_through(Part part) {
  add_entities(part);
  bool const for_bureaus = suspect_.organisation.empty() && (suspect_.rule.kinds & bit(EntityKind::police)) != 0;
  if (part.entities.empty() && !for_bureaus) return;
  std::uint8_t const origin = part.origins.members().front().slot(), to = part.recipients.members().front().slot();
  add_layer(part, before_.baseline, after_.baseline);
  add_layer(part, before_.release[origin], after_.release[origin]);
  add_layer(part, before_.intake[to], after_.intake[to]);
  // One more for what the old set kept back by an offence.
  if (std::ranges::any_of(part.rules, [](Rule const* rule) { return names_offences(*rule); })) ++part.offences_together;

  std::vector<CountryCode> apart;
  for (auto const* modes : {&before_.modes, &after_.modes})
    for (ModeWindow const& entry : *modes) apart.push_back(entry.country);
  Rule within = suspect_.rule;
  within.origins = part.origins;
  std::vector<std::int64_t> const cuts = cuts_of(before_.modes, after_.modes);
  Classes classes =
      classes_of({part.rules, within, part.origins, apart, cuts, *after_.vocabulary, at_, !part.entities.empty()});
  if (names_offences(within)) part.offences_together = std::max<std::size_t>(part.offences_together, 1);
  classes.offences_together = part.offences_together;
  std::uint64_t const settings = apart.empty() ? 1 : 4;
  if (classes.size() * settings * (1 + part.entities.size()) > questions_max_ - std::min(questions_max_, decided_)) {
    gave_up_ = true;
    return;
  }
  each_document(part, classes);
}

void Search::each_document(Part const& part, Classes const& classes) {
  std::size_t const variants = classes.nationalities ? std::tuple_size_v<Nationalities> : 1;
  // The plainest document first: the first attribute changes fastest.
  Choice const sizes{variants,
                     classes.minors.size(),
                     classes.purposes.size(),
                     classes.handlings.size(),
                     classes.confidentialities.size(),
                     classes.colours.size(),
                     classes.channels.size(),
                     classes.origins.size(),
                     classes.moments.size()};
  std::size_t count = 1;
  for (std::size_t const size : sizes) count *= size;
  for (std::size_t number = 0; number < count && !found_; ++number) {
    Choice choice{};
    std::size_t rest = number;
    for (std::size_t i = 0; i < sizes.size(); rest /= sizes[i++]) choice[i] = rest % sizes[i];
    std::int64_t const at = classes.moments[choice[8]];
    Subject subject = document_of(classes, choice, at);
    each_offences(part, classes, subject, at, 0, classes.offences_together);
  }
}

/// Sets of at most `left` more codes, the empty one first. A wider right with a set of offences is there with few of
/// them: one for each permit that gives it, and one for what the old set had against it.
void Search::each_offences(Part const& part, Classes const& classes, Subject& subject, std::int64_t at,
                           std::size_t from, std::size_t left) {
  if (suspect_.rule.any_offence || (suspect_.rule.offences & subject.offences).any()) ask(part, subject, at);
  for (std::size_t i = from; left != 0 && i < classes.offences.size() && !found_; ++i) {
    subject.offences.set(classes.offences[i]);
    each_offences(part, classes, subject, at, i + 1, left - 1);
    subject.offences.reset(classes.offences[i]);
  }
}

void Search::ask(Part const& part, Subject const& subject, std::int64_t at) {
  Question question{subject, {}};
  question.now.members.all = part.recipients;
  question.now.at = UnixSeconds(std::chrono::seconds(at));
  bool const with_modes = !before_.modes.empty() || !after_.modes.empty();
  for (bool const screened : {false, true})
    for (Stage const stage : {Stage::deliver, Stage::submit}) {
      if (found_ || (!with_modes && (screened || stage != Stage::deliver))) return;
      question.now.screened = screened;
      question.now.stage = stage;
      ++decided_;
      Decision const before = sets_.before.decide(question.subject, question.now);
      Decision const after = sets_.after.decide(question.subject, question.now);
      CountrySet const more = suspect_.organisation.empty() ? widened(before, after) : CountrySet{};
      if (!more.empty()) {
        keep(question, more.members().front(), std::nullopt);
        return;
      }
      ask_entities(part, question);
    }
}

void Search::ask_entities(Part const& part, Question const& question) {
  for (Principal const& entity : part.entities) {
    if (found_ || entity.country == question.subject.origin) continue;
    ++decided_;
    if (widened(sets_.before.decide(entity, question.subject, question.now),
                sets_.after.decide(entity, question.subject, question.now)))
      keep(question, entity.country, entity);
  }
}

void Search::keep(Question const& question, CountryCode recipient, std::optional<Principal> entity) {
  WideningExample example{question, recipient, std::move(entity), {}, {}, 0, 0, 0, 0, suspect_.name};
  example.question.now.members.all = CountrySet{recipient};
  simplify(sets_, example);
  found_ = std::move(example);
}

}
