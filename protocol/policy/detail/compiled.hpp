#pragma once
// The parts of a compiled policy set. Immutable once built; any thread.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/policy/compiled_policy.hpp"
#include "protocol/policy/detail/intake_table.hpp"
#include "protocol/policy/detail/resolve.hpp"
#include "protocol/policy/detail/rule_scan.hpp"

namespace huecry::policy::detail {

/// The rules of one document. Without a document, or without a list of rules in it, a layer permits everything.
struct RuleLayer {
  bool speaks = false;
  std::vector<Rule> rules;  // forbids first, each part in the order of the document
  RuleScan scan;
  std::vector<CountrySet> police;  // by place: recipients of the kind police
  std::size_t document = k_none;   // place in the set
  static constexpr std::size_t k_none = static_cast<std::size_t>(-1);
};

struct EntityScope {
  std::string organisation;
  EntityKind kind{};
  Rule rule;
};

struct ModeWindow {
  CountryCode country;
  Mode mode{};
  std::int64_t from = 0, until = 0;
  friend bool operator==(ModeWindow const&, ModeWindow const&) = default;
};

/// Neither copied nor moved: the table refers to the rules.
struct Compiled {
  PolicySet set;
  std::shared_ptr<Vocabulary const> vocabulary;
  Digest digest;
  RuleLayer baseline;
  std::vector<RuleLayer> release, intake;  // by slot of their author
  CountrySet intake_speaks;                // whose intake layer has rules
  IntakeTable intake_table;
  std::vector<std::vector<EntityScope>> delegations;  // by slot
  std::vector<Principal> entities;                    // whom the delegations name, each once
  std::vector<ModeWindow> modes;
  std::vector<RuleFault> faults;
};

[[nodiscard]] std::shared_ptr<Compiled const> compile(PolicySet set, std::shared_ptr<Vocabulary const> vocabulary);

}
