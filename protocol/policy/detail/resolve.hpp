#pragma once
// From the words of a policy document to masks. Whatever is unknown or empty is a fault of its rule, and a faulty rule
// fails closed: a permit gives nothing, a forbid takes the condition that it could not read as met (docs/policy.md,
// "Unknown"). Pure; any thread.

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "protocol/documents/policy.hpp"
#include "protocol/policy/detail/rule.hpp"
#include "protocol/policy/vocabulary.hpp"

namespace huecry::policy::detail {

/// Groups and regions that the rules of one document may name: its own and the secretariat's.
class Names {
 public:
  /// As FR/neighbours: equal names of two authors stay distinct. A name that is known already is replaced.
  void add_groups(documents::Policy const& policy);
  void add_regions(documents::Policy const& baseline);

  /// nullptr: unknown.
  [[nodiscard]] CountrySet const* group(std::string_view name) const noexcept;
  [[nodiscard]] CountrySet const* region(std::string_view name) const noexcept;

  Names();  // knows the five regions

 private:
  std::map<std::string, CountrySet, std::less<>> groups_, regions_;
};

[[nodiscard]] Rule resolve(documents::PolicyRule const& given, Names const& names, Vocabulary const& vocabulary);
/// As a permit for the entity's kind at its country.
[[nodiscard]] Rule resolve(documents::Delegation const& given, CountryCode country, Names const& names,
                           Vocabulary const& vocabulary);

}
