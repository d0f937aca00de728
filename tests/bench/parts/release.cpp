#include "protocol/policy/release.hpp"

#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"
#include "tests/bench/parts/timing.hpp"

namespace huecry::bench {
namespace {

constexpr std::size_t k_members = 196;

CountrySet first_countries(std::size_t count) {
  CountrySet set;
  for (std::size_t slot = 0; slot < count; ++slot) set.add(*CountryCode::from_slot(static_cast<std::uint8_t>(slot)));
  return set;
}

/// A policy that is to be measured is one row here.
std::vector<std::pair<std::string, std::shared_ptr<policy::ReleasePolicy const>>> policies() {
  return {{"baseline", std::make_shared<policy::BaselinePolicy>()}};
}

json::Json cases(policy::ReleasePolicy const& policy, Seconds time) {
  policy::Members const members{first_countries(k_members), first_countries(2)};
  json::Json out = json::Json::object();
  for (std::size_t const excluded : {0UL, 10UL, 150UL}) {
    policy::Subject const subject{*CountryCode::from_slot(100), first_countries(excluded), std::nullopt};
    auto const decide = [&] { require(policy.decide(subject, members).clauses.size() > 0, "no decision"); };
    out["excluded_" + std::to_string(excluded)] = time_of(time, decide);
  }
  policy::Decision const decision = policy.decide({*CountryCode::from_slot(100), first_countries(10), {}}, members);
  out["stored_form"] = time_of(time, [&] { require(!policy::to_json(decision).empty(), "no text"); });
  return out;
}

}

json::Json release(Seconds time) {
  json::Json out = json::Json::object();
  for (auto const& [name, policy] : policies()) out[name] = cases(*policy, time);
  return out;
}

}
