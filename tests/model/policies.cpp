#include "tests/model/policies.hpp"

#include "protocol/crypto/hash.hpp"
#include "tests/model/world.hpp"

namespace huecry::model {
namespace {

documents::Policy baseline(Rules const& rules) {
  documents::Policy made;
  made.kind = documents::PolicyKind::baseline;
  made.iss = cc("XP");
  made.four_eyes = {"RED"};
  for (auto const& [member, mode] : rules.modes) {
    if (mode == Mode::normal) continue;
    std::string const name = mode == Mode::suspended   ? "SUSPENDED"
                             : mode == Mode::read_only ? "READ_ONLY"
                                                       : "PRE_SCREEN_DIFFUSIONS";
    made.modes.push_back({cc(member), name, "GS", "synthetic", UnixSeconds{}, UnixSeconds::max(), {}});
  }
  return made;
}

documents::Policy release(std::string const& source, std::set<std::string> const& forbids) {
  documents::Policy made;
  made.kind = documents::PolicyKind::release;
  made.iss = cc(source);
  made.rules.emplace();
  made.rules->push_back({"all", "permit", {}, {}, {}, {}, {}, {}, {}, {}});
  for (std::string const& member : forbids) {
    documents::PolicyRule rule{"not-" + member, "forbid", {}, {}, {}, {}, {}, {}, {}, {}};
    rule.to = documents::PartyCondition{{std::vector{member}, {}, {}, {}}, {}};
    made.rules->push_back(std::move(rule));
  }
  return made;
}

}

policy::PolicySet policies_of(Rules const& rules, std::size_t number) {
  policy::PolicySet set{{baseline(rules), {}}};
  for (auto const& [source, forbids] : rules.forbids) set.push_back({release(source, forbids), {}});
  for (std::size_t i = 0; i < set.size(); ++i)
    set[i].object = crypto::sha256(std::to_string(number) + "/" + std::to_string(i));
  return set;
}

}
