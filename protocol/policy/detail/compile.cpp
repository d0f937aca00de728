#include <algorithm>
#include <iterator>
#include <tuple>

#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/detail/compiled.hpp"
#include "protocol/policy/detail/hit_rules.hpp"

namespace huecry::policy::detail {
namespace {

using documents::Policy;
using documents::PolicyKind;

class Compiler {
 public:
  Compiler(PolicySet set, std::shared_ptr<Vocabulary const> vocabulary) {
    out_->set = std::move(set);
    out_->vocabulary = std::move(vocabulary);
    out_->digest = crypto::sha256(manifest(out_->set));
    for (auto* layers : {&out_->release, &out_->intake}) layers->resize(CountrySet::k_slots);
    out_->delegations.resize(CountrySet::k_slots);
  }

  std::shared_ptr<Compiled const> compile() && {
    for (VersionedPolicy const& version : out_->set)
      if (version.policy.kind == PolicyKind::baseline) {
        common_.add_groups(version.policy);
        common_.add_regions(version.policy);
      }
    for (std::size_t i = 0; i < out_->set.size(); ++i) add_document(out_->set[i].policy, i);
    make_intake_table();
    list_entities();
    add_hits();
    return std::move(out_);
  }

 private:
  void add_document(Policy const& policy, std::size_t place) {
    Names names = common_;
    if (policy.kind != PolicyKind::baseline) names.add_groups(policy);
    std::uint8_t const slot = policy.iss.slot();
    switch (policy.kind) {
      case PolicyKind::baseline:
        add_rules(out_->baseline, policy, place, names);
        add_modes(policy);
        break;
      case PolicyKind::release: add_rules(out_->release[slot], policy, place, names); break;
      case PolicyKind::intake:
        add_rules(out_->intake[slot], policy, place, names);
        bind_to(policy.iss, out_->intake[slot].rules);
        if (out_->intake[slot].speaks) out_->intake_speaks.add(policy.iss);
        add_delegations(policy, names);
        break;
    }
  }

  void add_rules(RuleLayer& layer, Policy const& policy, std::size_t place, Names const& names) {
    layer.document = place;
    layer.citations = Citations(policy);
    if (!policy.rules) return;
    layer.speaks = true;
    if (policy.rules->size() > limits::policy_rules_max) {
      refuse(policy);
      return;
    }
    std::vector<Rule> permits;
    for (std::size_t i = 0; i < policy.rules->size(); ++i) {
      Rule rule = resolve((*policy.rules)[i], names, *out_->vocabulary);
      rule.position = static_cast<std::uint16_t>(i);
      note_fault(policy, rule);
      (rule.forbid ? layer.rules : permits).push_back(std::move(rule));
    }
    std::ranges::move(permits, std::back_inserter(layer.rules));
    layer.scan = RuleScan(layer.rules);
    layer.places.resize(layer.rules.size());
    for (std::size_t at = 0; at < layer.rules.size(); ++at)
      layer.places[layer.rules[at].position] = static_cast<std::uint16_t>(at);
  }

  void add_hits() {
    out_->tellers = tellers(out_->set);
    if (!speaks_of_hits(out_->set)) return;
    out_->hits = detail::compile(hit_rules(out_->set, out_->tellers), out_->vocabulary);
    for (RuleFault fault : out_->hits->faults) {
      fault.rule.insert(0, "hits/");  // names are used once in each list
      out_->faults.push_back(std::move(fault));
    }
  }

  /// Without any rule the layer permits nothing.
  void refuse(Policy const& policy) {
    out_->faults.push_back({policy.kind, policy.iss, {}, "too many rules: permits nothing"});
  }

  /// Of an intake rule only the kinds matter: its recipient is its author, or it never matches.
  static void bind_to(CountryCode recipient, std::vector<Rule>& rules) {
    for (Rule& rule : rules) {
      unsigned kinds = 0;
      for (std::size_t kind = 0; kind < k_entity_kinds.size(); ++kind)
        if (rule.recipients(static_cast<EntityKind>(kind)).contains(recipient)) kinds |= 1U << kind;
      rule.kinds = static_cast<Bits>(kinds);
      rule.reduced_kinds = 0;
      rule.plain = rule.reduced = CountrySet{recipient};
    }
  }

  void make_intake_table() {
    std::vector<IntakeTable::Recipient> recipients;
    out_->intake_speaks.for_each_slot(
        [&](std::uint8_t slot) { recipients.push_back({*CountryCode::from_slot(slot), out_->intake[slot].rules}); });
    out_->intake_table = IntakeTable(recipients);
  }

  void add_delegations(Policy const& policy, Names const& names) {
    for (std::size_t i = 0; i < policy.delegations.size(); ++i) {
      documents::Delegation const& given = policy.delegations[i];
      Rule rule = resolve(given, policy.iss, names, *out_->vocabulary);
      rule.position = static_cast<std::uint16_t>(i);
      note_fault(policy, rule);
      auto const kind = index_of(k_entity_kinds, given.entity);
      if (kind)
        out_->delegations[policy.iss.slot()].push_back({given.organisation, EntityKind{*kind}, std::move(rule)});
    }
  }

  void list_entities() {
    auto const key = [](Principal const& entity) { return std::tie(entity.country, entity.organisation, entity.kind); };
    for (std::size_t slot = 0; slot < out_->delegations.size(); ++slot)
      for (EntityScope const& scope : out_->delegations[slot])
        out_->entities.push_back(
            {*CountryCode::from_slot(static_cast<std::uint8_t>(slot)), scope.organisation, scope.kind, {}});
    std::ranges::sort(out_->entities, {}, key);
    auto const repeated = std::ranges::unique(out_->entities, {}, key);
    out_->entities.erase(repeated.begin(), repeated.end());
  }

  /// A mode that is not known is the strictest.
  void add_modes(Policy const& policy) {
    for (documents::ModeEntry const& entry : policy.modes) {
      auto const mode = index_of(k_modes, entry.mode);
      if (!mode) out_->faults.push_back({policy.kind, policy.iss, entry.mode, "unknown mode: counts as SUSPENDED"});
      out_->modes.push_back({entry.country, mode ? Mode{*mode} : Mode::suspended, entry.from.time_since_epoch().count(),
                             entry.until.time_since_epoch().count()});
    }
  }

  void note_fault(Policy const& policy, Rule const& rule) {
    if (rule.fault.empty()) return;
    std::string const effect = rule.dead ? ": permits nothing" : ": forbids as if met";
    out_->faults.push_back({policy.kind, policy.iss, rule.id, rule.fault + effect});
  }

  std::shared_ptr<Compiled> out_ = std::make_shared<Compiled>();
  Names common_;
};

}

Citations::Citations(Policy const& policy) : begins_{0} {
  std::string const seq = R"("seq":)" + std::to_string(policy.seq);
  for (std::size_t i = 0; policy.rules && i < policy.rules->size(); ++i) {
    text_ += seq + R"(,"rule":)";
    json::append_quoted(text_, (*policy.rules)[i].id);
    begins_.push_back(static_cast<std::uint32_t>(text_.size()));
  }
  text_ += seq;
  begins_.push_back(static_cast<std::uint32_t>(text_.size()));
}

RuleLayer const* Compiled::layer(Layer layer, CountryCode origin, CountryCode recipient) const noexcept {
  if (layer == Layer::baseline || layer == Layer::mode) return &baseline;
  if (layer == Layer::release) return &release[origin.slot()];
  if (layer == Layer::intake || layer == Layer::delegation) return &intake[recipient.slot()];
  return nullptr;
}

std::shared_ptr<Compiled const> compile(PolicySet set, std::shared_ptr<Vocabulary const> vocabulary) {
  return Compiler(std::move(set), std::move(vocabulary)).compile();
}

}
