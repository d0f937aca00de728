#pragma once
// Signed notices, made before anything is measured: distinct, valid, signed with each member's own key as
// gateway/client's users do it.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/load/target.hpp"

namespace huecry::bench {

struct Documents {
  CountryCode member;
  std::vector<std::string> containers;  // HTTP bodies
  std::vector<std::string> ids;
};

/// `count` notices of each member. Different `series` give different notices. Uses all cores.
[[nodiscard]] std::vector<Documents> make_documents(Target const& target, std::vector<CountryCode> const& members,
                                                    std::size_t count, std::uint64_t series);

}
