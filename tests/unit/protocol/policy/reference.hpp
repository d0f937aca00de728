#pragma once
// The semantics of docs/policy.md, section "In short and exactly", written down a second time: one recipient, one rule
// and one condition at a time, on the words of the documents, slow and obviously right. Tests compare the product with
// it. It shares no code with protocol/policy but the plain values.

#include <algorithm>
#include <set>

#include "protocol/policy/compiled_policy.hpp"

namespace huecry::reference {

using documents::Conditions;
using documents::Listed;
using documents::Parties;
using documents::PartyCondition;
using documents::Policy;
using documents::PolicyKind;
using documents::PolicyRule;
using policy::Cause;
using policy::Channel;
using policy::Circumstances;
using policy::EntityKind;
using policy::Handling;
using policy::has_bit;
using policy::index_of;
using policy::k_blocks;
using policy::k_channels;
using policy::k_entity_kinds;
using policy::k_handling;
using policy::k_modes;
using policy::k_no_code;
using policy::k_obligations;
using policy::Layer;
using policy::PolicySet;
using policy::Stage;
using policy::Subject;
using policy::Verdict;
using policy::VersionedPolicy;
using policy::Vocabulary;

/// What a condition says of a question. `fault`: it names something unknown or empty.
enum class Says { no, yes, unknown, fault };

struct Answer {
  Verdict verdict = Verdict::deny;
  Layer layer = Layer::hub;
  Cause cause = Cause::not_member;
  std::string rule;  // its id; empty: none
  std::set<std::string> redactions, obligations;
};

/// One question about one recipient of one kind.
struct Case {
  PolicySet const& set;
  Vocabulary const& words;
  Subject const& subject;
  Circumstances const& now;
  CountryCode recipient;
  EntityKind kind = EntityKind::police;
};

class Reference {
 public:
  explicit Reference(Case const& asked) : q_(asked) {}

  Answer bureau() const {
    Answer answer;
    auto const deny = [&](Layer layer, Cause cause) { return Answer{Verdict::deny, layer, cause, {}, {}, {}}; };
    Subject const& s = q_.subject;
    if (!q_.now.members.all.contains(q_.recipient)) return deny(Layer::hub, Cause::not_member);
    if (q_.recipient == s.origin) return deny(Layer::hub, Cause::origin);
    if (q_.now.members.suspended.contains(q_.recipient)) return deny(Layer::hub, Cause::suspended_member);
    if (s.unknown_label) return deny(Layer::hub, Cause::unknown_label);
    if (mode_of(q_.recipient) == "SUSPENDED") return deny(Layer::mode, Cause::mode_suspended);
    if (Cause const cause = origin_mode(); cause != Cause::permitted) return deny(Layer::mode, cause);
    if (s.addressees && !s.addressees->contains(q_.recipient)) return deny(Layer::document, Cause::not_addressed);
    if (s.excluded.contains(q_.recipient)) return deny(Layer::document, Cause::excluded);
    return by_layers(answer);
  }

 private:
  struct LayerSays {
    Cause cause = Cause::permitted;
    std::string rule, consent_rule;  // consent_rule: the first permit that asks for consent
    bool consent = false;
    std::set<std::string> redactions, obligations;
  };

  Answer by_layers(Answer answer) const {
    LayerSays const baseline = layer(PolicyKind::baseline, documents::secretariat());
    LayerSays const release = layer(PolicyKind::release, q_.subject.origin);
    LayerSays const intake = layer(PolicyKind::intake, q_.recipient);
    std::pair<Layer, LayerSays const*> const order[] = {
        {Layer::baseline, &baseline}, {Layer::release, &release}, {Layer::intake, &intake}};
    for (auto const& [which, says] : order)
      if (says->cause != Cause::permitted) return {Verdict::deny, which, says->cause, says->rule, {}, {}};
    for (auto const& [which, says] : order) {
      answer.redactions.insert(says->redactions.begin(), says->redactions.end());
      answer.obligations.insert(says->obligations.begin(), says->obligations.end());
    }
    std::erase_if(answer.redactions, [this](std::string const& block) { return !has_block(block); });
    add_handling(answer);
    answer.verdict = answer.redactions.empty() ? Verdict::allow : Verdict::redacted;
    answer.layer = Layer::release;
    answer.cause = Cause::permitted;
    answer.rule = release.rule;
    for (auto const& [which, says] : order) {
      if (!says->consent || q_.now.consented.contains(q_.recipient) || answer.verdict == Verdict::requestable) continue;
      answer.verdict = Verdict::requestable;
      answer.layer = which;
      answer.cause = Cause::needs_consent;
      answer.rule = says->consent_rule;
    }
    return answer;
  }

  bool has_block(std::string const& block) const { return has_bit(q_.subject.blocks, *index_of(k_blocks, block)); }

  void add_handling(Answer& answer) const {
    if (q_.subject.handling == Handling::h1) answer.obligations.insert("no_evidence");
    if (q_.subject.handling == Handling::h2) answer.obligations.insert("no_onward");
    if (q_.subject.handling == Handling::h3) answer.obligations.insert("acknowledge_conditions");
  }

  Policy const* document(PolicyKind kind, CountryCode author) const {
    for (VersionedPolicy const& version : q_.set)
      if (version.policy.kind == kind && version.policy.iss == author) return &version.policy;
    return nullptr;
  }

  LayerSays layer(PolicyKind kind, CountryCode author) const {
    LayerSays says;
    Policy const* const policy = document(kind, author);
    if (policy == nullptr || !policy->rules) return says;  // no say: permits
    for (PolicyRule const& rule : *policy->rules)
      if (rule.effect != "permit" && forbids(*policy, rule)) return {Cause::forbidden, rule.id, {}, false, {}, {}};
    says.cause = Cause::no_permit;
    for (PolicyRule const& rule : *policy->rules) {
      if (rule.effect != "permit" || !permits(*policy, rule)) continue;
      if (says.cause == Cause::no_permit) says.rule = rule.id;
      says.cause = Cause::permitted;
      if (!rule.consent.empty() && !says.consent) says.consent_rule = rule.id;
      says.consent = says.consent || !rule.consent.empty();
      says.redactions.insert(rule.redact.begin(), rule.redact.end());
      says.obligations.insert(rule.obligations.begin(), rule.obligations.end());
    }
    return says;
  }

  bool permits(Policy const& policy, PolicyRule const& rule) const {
    for (Says const says : conditions(policy, rule))
      if (says != Says::yes) return false;
    return true;
  }
  bool forbids(Policy const& policy, PolicyRule const& rule) const {
    for (Says const says : conditions(policy, rule))
      if (says == Says::no) return false;
    return true;
  }

  std::vector<Says> conditions(Policy const& policy, PolicyRule const& rule) const {
    std::vector<Says> all = attributes(rule.when);
    all.push_back(within(rule.from, rule.until));
    all.push_back(party(policy, rule.origins, q_.subject.origin, std::nullopt));
    all.push_back(party(policy, rule.to, q_.recipient, q_.kind));
    bool strings = rule.consent.empty() || rule.consent == "required";
    for (auto const& block : rule.redact) strings = strings && index_of(k_blocks, block);
    for (auto const& word : rule.obligations) strings = strings && index_of(k_obligations, word);
    all.push_back(strings ? Says::yes : Says::fault);
    return all;
  }

  static Says among(Listed const& list, std::optional<std::string> const& word, auto&& known) {
    if (!list) return Says::yes;
    if (list->empty()) return Says::fault;
    bool found = false;
    for (std::string const& entry : *list) {
      if (!known(entry)) return Says::fault;
      found = found || (word && entry == *word);
    }
    return found ? Says::yes : Says::no;
  }

  std::vector<Says> attributes(Conditions const& when) const {
    Subject const& s = q_.subject;
    auto const word = [](std::vector<std::string> const& words, std::uint8_t number) {
      return number == k_no_code ? std::optional<std::string>() : words[number];
    };
    auto const in = [](auto const& words) {
      return [&words](std::string const& entry) { return std::ranges::find(words, entry) != words.end(); };
    };
    std::optional<std::string> colour, handling;
    if (s.colour) colour = documents::to_text(*s.colour);
    if (s.handling != Handling::none) handling = k_handling[static_cast<std::size_t>(s.handling)];
    return {
        among(when.channels, std::string(k_channels[static_cast<std::size_t>(s.channel)]), in(k_channels)),
        among(when.colours, colour, [](auto const& e) { return bool(documents::colour_from_text(e)); }),
        among(when.confidentiality, word(q_.words.confidentialities(), s.confidentiality),
              in(q_.words.confidentialities())),
        among(when.handling, handling, in(k_handling)),
        among(when.purposes, word(q_.words.purposes(), q_.now.purpose.value_or(s.purpose)), in(q_.words.purposes())),
        offence(when.offences),
        wanted(when.minor, minor()),
        wanted(when.national_of_recipient, national(q_.recipient)),
        wanted(when.national_of_origin, national(s.origin))};
  }

  Says offence(Listed const& list) const {
    if (!list) return Says::yes;
    if (list->empty()) return Says::fault;
    auto const& words = q_.words.offences();
    bool found = false;
    for (std::string const& entry : *list) {
      if (std::ranges::find(words, entry) == words.end()) return Says::fault;
      for (std::size_t i = 0; i < words.size(); ++i)
        if (q_.subject.offences[i] && (words[i] == entry || words[i].starts_with(entry + "/"))) found = true;
    }
    return found ? Says::yes : Says::no;
  }

  static Says wanted(std::optional<bool> value, Says is) {
    if (!value || is == Says::unknown) return value ? Says::unknown : Says::yes;
    return *value == (is == Says::yes) ? Says::yes : Says::no;
  }

  Says national(CountryCode country) const {
    if (!q_.subject.about_person) return Says::no;
    if (!q_.subject.nationalities) return Says::unknown;
    return q_.subject.nationalities->contains(country) ? Says::yes : Says::no;
  }

  /// Counts years by the calendar: the eighteenth birthday of 29 February is 1 March.
  static bool of_age(std::chrono::sys_days born, std::chrono::sys_days today) {
    std::chrono::year_month_day const birth(born), now(today);
    int const years = static_cast<int>(now.year()) - static_cast<int>(birth.year());
    bool const before = now.month() < birth.month() || (now.month() == birth.month() && now.day() < birth.day());
    return years - (before ? 1 : 0) >= 18;
  }
  Says minor() const {
    if (!q_.subject.about_person) return Says::no;
    if (!q_.subject.born) return Says::unknown;
    auto const today = std::chrono::floor<std::chrono::days>(q_.now.at);
    bool const eldest = of_age(q_.subject.born->first, today), youngest = of_age(q_.subject.born->last, today);
    if (eldest && youngest) return Says::no;
    return eldest ? Says::unknown : Says::yes;
  }

  Says within(std::optional<UnixSeconds> from, std::optional<UnixSeconds> until) const {
    bool const in = (!from || *from <= q_.now.at) && (!until || q_.now.at < *until);
    return in ? Says::yes : Says::no;
  }

  /// Among the lists, and not among those that except names.
  Says party(Policy const& policy, std::optional<PartyCondition> const& given, CountryCode country,
             std::optional<EntityKind> kind) const {
    if (!given) return Says::yes;
    Says const in = in_parties(policy, given->among, country, kind);
    Says const out = given->except ? in_parties(policy, *given->except, country, kind) : Says::no;
    if (in == Says::fault || out == Says::fault) return Says::fault;
    return in == Says::yes && out == Says::no ? Says::yes : Says::no;
  }

  Says in_parties(Policy const& policy, Parties const& parties, CountryCode country,
                  std::optional<EntityKind> kind) const {
    auto const known_kind = [](std::string const& e) { return bool(index_of(k_entity_kinds, e)); };
    std::optional<std::string> own_kind;
    if (kind) own_kind = k_entity_kinds[static_cast<std::size_t>(*kind)];
    Says const by_kind = kind ? among(parties.entities, own_kind, known_kind) : Says::yes;
    bool const any = !parties.countries && !parties.regions && !parties.groups;
    bool found = any, fault = by_kind == Says::fault;
    auto const look = [&](Listed const& list, auto&& members_of) {
      if (!list) return;
      if (list->empty()) fault = true;
      for (std::string const& entry : *list) {
        std::vector<std::string> const members = members_of(entry);
        if (members.empty()) fault = true;
        for (std::string const& member : members) found = found || member == country.text();
      }
    };
    look(parties.countries,
         [](std::string const& e) { return CountryCode::parse(e) ? std::vector{e} : std::vector<std::string>(); });
    look(parties.regions, [this](std::string const& e) { return region(e); });
    look(parties.groups, [&](std::string const& e) { return group(policy, e); });
    if (fault) return Says::fault;
    return found && by_kind == Says::yes ? Says::yes : Says::no;
  }

  std::vector<std::string> region(std::string const& name) const {
    std::vector<std::string> members;
    if (auto const known = region_from_text(name); known && *known != Region::none) {
      for (CountryCode const country : members_of(*known).members()) members.emplace_back(country.text());
      return members;
    }
    Policy const* const baseline = document(PolicyKind::baseline, documents::secretariat());
    if (baseline != nullptr)
      for (documents::Group const& given : baseline->regions)
        if (given.name == name) return given.members;
    return members;
  }

  std::vector<std::string> group(Policy const& policy, std::string const& name) const {
    for (Policy const* of : {&policy, document(PolicyKind::baseline, documents::secretariat())})
      if (of != nullptr)
        for (documents::Group const& given : of->groups)
          if (std::string(of->iss.text()) + "/" + given.name == name) return given.members;
    return {};
  }

  std::string mode_of(CountryCode country) const {
    std::size_t strictest = 0;
    Policy const* const baseline = document(PolicyKind::baseline, documents::secretariat());
    if (baseline != nullptr)
      for (documents::ModeEntry const& entry : baseline->modes)
        if (entry.country == country && entry.from <= q_.now.at && q_.now.at < entry.until)
          strictest = std::max<std::size_t>(strictest, index_of(k_modes, entry.mode).value_or(4));
    return std::string(k_modes[strictest]);
  }

  Cause origin_mode() const {
    std::string const mode = mode_of(q_.subject.origin);
    Channel const channel = q_.subject.channel;
    bool const live_notice = channel == Channel::notice && q_.now.stage == Stage::deliver;
    if (mode == "NORMAL" || q_.now.stage == Stage::keep) return Cause::permitted;
    if (mode == "PRE_SCREEN_DIFFUSIONS" || mode == "PRE_SCREEN_ALL") {
      bool const screens = channel == Channel::diffusion || (mode == "PRE_SCREEN_ALL" && channel != Channel::notice);
      return screens && !q_.now.screened ? Cause::mode_held : Cause::permitted;
    }
    if (live_notice || (mode == "READ_ONLY" && channel == Channel::answer)) return Cause::permitted;
    return Cause::mode_closed;
  }

 public:
  /// Of a national entity: the bureau's right, the rules for its kind, its delegation, and passing on.
  static Answer entity(Case const& asked, std::string const& organisation) {
    Circumstances now = asked.now;
    now.consented = now.consented & now.onward;  // only what the owner agreed to pass on
    return entity_with({asked.set, asked.words, asked.subject, now, asked.recipient, asked.kind}, organisation);
  }

 private:
  static Answer entity_with(Case asked, std::string const& organisation) {
    EntityKind const kind = asked.kind;
    asked.kind = EntityKind::police;
    Answer bureau = Reference(asked).bureau();
    if (bureau.verdict == Verdict::deny) return bureau;
    asked.kind = kind;
    Reference const own(asked);
    Answer answer = own.bureau();
    if (answer.verdict == Verdict::deny) return answer;
    std::optional<std::string> const delegation = own.delegation(organisation);
    if (!delegation) return {Verdict::deny, Layer::delegation, Cause::not_delegated, {}, {}, {}};
    answer.redactions.insert(bureau.redactions.begin(), bureau.redactions.end());
    answer.obligations.insert(bureau.obligations.begin(), bureau.obligations.end());
    bool const onward = answer.obligations.contains("no_onward") && !asked.now.onward.contains(asked.recipient);
    if (bureau.verdict == Verdict::requestable || answer.verdict == Verdict::requestable || onward) {
      answer.verdict = Verdict::requestable;
      return answer;
    }
    answer.verdict = answer.redactions.empty() ? Verdict::allow : Verdict::redacted;
    answer.layer = Layer::delegation;
    answer.rule = *delegation;
    return answer;
  }

  std::optional<std::string> delegation(std::string const& organisation) const {
    Policy const* const policy = document(PolicyKind::intake, q_.recipient);
    if (policy == nullptr) return std::nullopt;
    for (documents::Delegation const& given : policy->delegations) {
      auto const kind = index_of(k_entity_kinds, given.entity);
      if (given.organisation != organisation || !kind || EntityKind{*kind} != q_.kind) continue;
      PolicyRule const as_rule{given.id, "permit", given.when, given.origins, {}, given.from, given.until, {}, {}, {}};
      if (permits(*policy, as_rule)) return given.id;
    }
    return std::nullopt;
  }

  Case q_;
};

}
