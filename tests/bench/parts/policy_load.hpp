#pragma once
// Policies of 196 members with a thousand rules each, and notices to ask them about. The same for the same seed.

#include <memory>
#include <random>
#include <vector>

#include "protocol/policy/compiled_policy.hpp"

namespace huecry::bench {

/// How narrow rules are decides how much of a document a question meets.
enum class Shape : std::uint8_t { mixed, narrow, broad };

class PolicyLoad {
 public:
  static constexpr std::size_t k_members = 196;
  static constexpr std::size_t k_rules_per_document = 500;  // release and intake: 1,000 per country

  explicit PolicyLoad(Shape shape, std::size_t members = k_members);

  [[nodiscard]] policy::PolicySet set();
  [[nodiscard]] policy::Subject subject();
  [[nodiscard]] policy::Circumstances now() const;
  [[nodiscard]] std::shared_ptr<policy::Vocabulary const> words() const { return words_; }
  [[nodiscard]] std::vector<CountryCode> const& members() const { return members_; }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::vector<std::string> countries(std::size_t count);  // different ones
  documents::Policy document(documents::PolicyKind kind, CountryCode author, std::size_t rules);
  documents::PolicyRule rule(documents::PolicyKind kind);
  void parties(documents::PolicyRule& rule, documents::PolicyKind kind);

  Shape shape_;
  std::mt19937_64 random_{42};
  std::shared_ptr<policy::Vocabulary const> words_;
  std::vector<CountryCode> members_;
  CountrySet all_;
};

}
