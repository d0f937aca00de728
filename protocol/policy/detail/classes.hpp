#pragma once
// The attribute space of documents, cut into classes that the rules at hand do not tell apart. One value stands for
// each class. Pure; any thread.

#include <functional>
#include <span>
#include <vector>

#include "protocol/policy/detail/rule.hpp"

namespace huecry::policy::detail {

/// Numbers as in Features; the plainest value of each class first.
struct Classes {
  std::vector<std::uint8_t> channels, colours, confidentialities, handlings, purposes, minors;
  std::vector<std::uint8_t> offences;  // one code of each class that some rule names
  std::vector<CountryCode> origins;    // two of each class, where there are two: each may receive from the other
  std::vector<std::int64_t> moments;   // Unix seconds
  bool nationalities = false;          // some rule looks at them
  std::size_t offences_together = 0;   // a widening needs no more offences in one document

  [[nodiscard]] std::uint64_t size() const noexcept;  // questions, saturating
};

struct ClassesOf {
  std::span<Rule const* const> rules;  // all that may decide
  Rule const& within;                  // only what this matches
  CountrySet members;
  std::span<CountryCode const> apart;  // countries that differ in more than rules: with policies or modes of their own
  std::span<std::int64_t const> moments;  // besides those of rules
  Vocabulary const& vocabulary;
  std::int64_t at = 0;
  bool by_handling = false;  // H2 matters by itself, to entities
};
[[nodiscard]] Classes classes_of(ClassesOf const& given);

}
