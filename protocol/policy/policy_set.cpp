#include "protocol/policy/policy_set.hpp"

#include <algorithm>
#include <map>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"

namespace huecry::policy {
namespace {

using documents::Policy;
using documents::PolicyKind;
using Chain = std::pair<PolicyKind, CountryCode>;

Chain chain_of(VersionedPolicy const& version) { return {version.policy.kind, version.policy.iss}; }

// What the engine means is part of what a set decides: a change of meaning must change this line.
constexpr std::string_view k_meaning = "huecry policy 1\n";

}

PolicySet in_force(std::vector<VersionedPolicy> const& all, UnixSeconds at) {
  std::map<Chain, VersionedPolicy const*> newest;
  for (VersionedPolicy const& version : all) {
    if (version.policy.effective > at) continue;
    auto& best = newest[chain_of(version)];
    if (best == nullptr || best->policy.seq < version.policy.seq) best = &version;
  }
  PolicySet set;
  set.reserve(newest.size());
  for (auto const& [chain, version] : newest) set.push_back(*version);
  return set;
}

PolicySet replaced(PolicySet set, VersionedPolicy document) {
  std::erase_if(set, [&](VersionedPolicy const& version) { return chain_of(version) == chain_of(document); });
  auto const before =
      std::ranges::find_if(set, [&](VersionedPolicy const& version) { return chain_of(document) < chain_of(version); });
  set.insert(before, std::move(document));
  return set;
}

std::optional<UnixSeconds> next_change(std::vector<VersionedPolicy> const& all, UnixSeconds at) {
  std::string const now = manifest(in_force(all, at));
  std::vector<UnixSeconds> moments;
  for (VersionedPolicy const& version : all)
    if (version.policy.effective > at) moments.push_back(version.policy.effective);
  std::ranges::sort(moments);
  for (UnixSeconds const moment : moments)
    if (manifest(in_force(all, moment)) != now) return moment;
  return std::nullopt;
}

std::optional<UnixSeconds> next_turn(PolicySet const& set, UnixSeconds at) {
  std::optional<UnixSeconds> next;
  auto const take = [&](std::optional<UnixSeconds> moment) {
    if (moment && *moment > at && (!next || *moment < *next)) next = moment;
  };
  auto const take_both = [&](auto const& entry) {
    take(entry.from);
    take(entry.until);
  };
  for (VersionedPolicy const& version : set) {
    if (version.policy.rules) std::ranges::for_each(*version.policy.rules, take_both);
    std::ranges::for_each(version.policy.delegations, take_both);
    std::ranges::for_each(version.policy.modes, take_both);
  }
  return next;
}

std::string manifest(PolicySet const& set) {
  std::string text(k_meaning);
  for (VersionedPolicy const& version : set)
    text.append(to_text(version.policy.kind))
        .append(" ")
        .append(version.policy.iss.text())
        .append(" ")
        .append(std::to_string(version.policy.seq))
        .append(" ")
        .append(to_base64url(version.object))
        .append("\n");
  return text;
}

Result<> check_follows(Policy const& policy, CountryCode signer, std::uint32_t last, UnixSeconds now) {
  if (policy.iss != signer) return Error(Errc::payload_issuer, "iss is not the country of the signer");
  if (policy.seq <= last)
    return Error(Errc::version_conflict, "seq " + std::to_string(last) + " was taken: send a higher one");
  if (policy.effective < now - limits::policy_past_max)
    return Error(Errc::payload_rule, "the policy is effective in the past",
                 {{"/effective", "must not be in the past (rule effective-ahead)"}});
  return ok();
}

}
