#include "protocol/policy/release.hpp"

#include <ranges>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"

namespace huecry::policy {
namespace {

// The policy in words is what its digest commits to: a change of meaning must change this text.
constexpr std::string_view k_baseline =
    "huecry baseline 1\n"
    "permit every member but the origin\n"
    "forbid all but the addressees, where the document names addressees\n"
    "forbid the exclusions of the document\n"
    "forbid suspended members\n";

// The bitmap, not the codes: a decision over 196 members stays under 200 bytes, and slots never move
// (country_table.cpp).
void append_countries(std::string& out, CountrySet const& countries) {
  out.append("\"").append(base64url_encode(countries.pack())).append("\"");
}

void append_clause(std::string& out, Clause const& clause) {
  out += clause.effect == Effect::permit ? R"({"effect":"permit","name":")" : R"({"effect":"forbid","name":")";
  out.append(clause.name).append(R"(","countries":)");
  append_countries(out, clause.countries);
  out += '}';
}

}

Clause const* Decision::deciding(CountryCode country) const noexcept {
  Clause const* permit = nullptr;
  for (Clause const& clause : clauses | std::views::reverse) {
    if (!clause.countries.contains(country)) continue;
    if (clause.effect == Effect::forbid) return &clause;
    permit = &clause;
  }
  return permit;
}

BaselinePolicy::BaselinePolicy() : digest_(crypto::sha256(k_baseline)) {}

Decision BaselinePolicy::decide(Subject const& subject, Members const& members) const {
  Decision decision{{}, {}, digest_};
  decision.clauses.reserve(4);
  CountrySet const permitted = members.all - CountrySet{subject.origin};
  CountrySet forbidden;
  auto const forbid = [&](std::string_view name, CountrySet const& countries) {
    CountrySet const touched = countries & permitted;
    if (touched.empty()) return;
    forbidden = forbidden | touched;
    decision.clauses.push_back({Effect::forbid, name, touched});
  };
  decision.clauses.push_back({Effect::permit, "baseline/members", permitted});
  if (subject.addressees) forbid("document/addressees", permitted - *subject.addressees);
  forbid("document/exclude", subject.excluded);
  forbid("baseline/suspended", members.suspended);
  decision.allowed = permitted - forbidden;
  return decision;
}

std::string to_json(Decision const& decision) {
  std::string out = R"({"v":1,"policy":")" + to_base64url(decision.policy) + R"(","allowed":)";
  append_countries(out, decision.allowed);
  out += R"(,"clauses":[)";
  for (Clause const& clause : decision.clauses) {
    if (out.back() != '[') out += ',';
    append_clause(out, clause);
  }
  return out + "]}";
}

}
