#pragma once
// Documents that say one of several acts: which members belong to which. Pure; any thread.

#include <array>
#include <span>
#include <string>

#include "protocol/documents/detail/rule.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents::detail {

enum class Need : std::uint8_t { none, free, must };

template <std::size_t Acts>
struct ActMember {
  std::string_view name;
  std::array<Need, Acts> need;  // by act
};

template <std::size_t Acts, std::size_t Members>
void check_act_members(json::Json const& document, std::string_view act, std::size_t number,
                       ActMember<Acts> const (&members)[Members], RuleFaults& faults) {
  faults.name_rule("members-of-act");
  for (ActMember<Acts> const& member : members) {
    bool const there = document.contains(member.name);
    std::string const pointer = "/" + std::string(member.name), words = " a " + std::string(act);
    if (there && member.need[number] == Need::none) faults.add(pointer, "does not belong to" + words);
    if (!there && member.need[number] == Need::must) faults.add(pointer, "is needed for" + words);
  }
}

}
