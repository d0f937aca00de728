#include "tests/bench/parts/policy_json.hpp"

#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::bench {
namespace {

using documents::Listed;
using documents::PolicyRule;
using json::Json;

void put(Json& out, char const* name, Listed const& words) {
  if (words) out[name] = *words;
}

void put(Json& out, char const* name, std::optional<documents::PartyCondition> const& parties) {
  if (parties) put(out[name] = Json::object(), "countries", parties->among.countries);
}

Json when_json(documents::Conditions const& when) {
  Json out = Json::object();
  put(out, "colours", when.colours);
  put(out, "offences", when.offences);
  put(out, "handling", when.handling);
  put(out, "purposes", when.purposes);
  if (when.national_of_recipient) out["subject"]["national_of_recipient"] = *when.national_of_recipient;
  return out;
}

Json rule_json(PolicyRule const& rule) {
  Json out = {{"id", rule.id}, {"effect", rule.effect}};
  if (Json when = when_json(rule.when); !when.empty()) out["when"] = std::move(when);
  put(out, "origins", rule.origins);
  put(out, "to", rule.to);
  if (rule.until) out["until"] = documents::moment_text(*rule.until);
  if (!rule.redact.empty()) out["redact"] = rule.redact;
  return out;
}

}

std::string policy_json(documents::Policy const& policy) {
  Json rules = Json::array();
  for (PolicyRule const& rule : *policy.rules) rules.push_back(rule_json(rule));
  return json::write({{"v", 1},
                      {"iss", policy.iss.text()},
                      {"kind", to_text(policy.kind)},
                      {"seq", policy.seq},
                      {"effective", documents::moment_text(policy.effective)},
                      {"rules", std::move(rules)}});
}

}
