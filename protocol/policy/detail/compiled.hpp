#pragma once
// The parts of a compiled policy set. Immutable once built; any thread.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/policy/compiled_policy.hpp"
#include "protocol/policy/detail/intake_table.hpp"
#include "protocol/policy/detail/resolve.hpp"
#include "protocol/policy/detail/rule_scan.hpp"

namespace huecry::policy::detail {

/// How stored decisions name the rules of one document, as members of a JSON object: `"seq":7` and `"rule":"no-x"`, by
/// position and in one piece of memory.
class Citations {
 public:
  Citations() = default;
  explicit Citations(documents::Policy const& policy);
  /// Without the rule for no rule.
  [[nodiscard]] std::string_view operator[](std::uint16_t position) const noexcept {
    std::size_t const place = std::min<std::size_t>(position, begins_.size() - 2);
    return std::string_view(text_).substr(begins_[place], begins_[place + 1] - begins_[place]);
  }

 private:
  std::string text_;
  std::vector<std::uint32_t> begins_{0, 0};  // by position, one more for no rule; and the end
};

/// The rules of one document. Without a document, or without a list of rules in it, a layer permits everything.
struct RuleLayer {
  bool speaks = false;
  std::vector<Rule> rules;  // forbids first, each part in the order of the document
  RuleScan scan;
  std::vector<std::uint16_t> places;  // by position in the document
  Citations citations;
  std::size_t document = k_none;  // place in the set
  static constexpr std::size_t k_none = static_cast<std::size_t>(-1);

  /// nullptr for no rule.
  [[nodiscard]] Rule const* at(std::uint16_t position) const noexcept {
    return position < places.size() ? &rules[places[position]] : nullptr;
  }
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
  CountrySet tellers;                    // hit_rules.hpp
  std::shared_ptr<Compiled const> hits;  // what documents say of hits; none where none does
  std::vector<RuleFault> faults;

  /// Whose rules a reason names; nullptr for the hub and the document.
  [[nodiscard]] RuleLayer const* layer(Layer layer, CountryCode origin, CountryCode recipient) const noexcept;
};

[[nodiscard]] std::shared_ptr<Compiled const> compile(PolicySet set, std::shared_ptr<Vocabulary const> vocabulary);

}
