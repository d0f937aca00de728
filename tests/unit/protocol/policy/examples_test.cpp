// The worked examples of docs/policy.md: every file of docs/policies does what its table says, by the product and by
// the reference.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/lint.hpp"
#include "protocol/policy/record.hpp"
#include "tests/unit/protocol/policy/reference.hpp"
#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using json::Json;
using words::cc;

namespace {

documents::Schemas const& schemas() {
  static documents::Schemas const compiled;
  return compiled;
}

CountrySet set_of(Json const& codes) {
  CountrySet set;
  for (Json const& code : codes) set.add(cc(code.get<std::string>()));
  return set;
}

documents::DateInterval interval(std::string const& date) { return *documents::PartialDate::parse(date)->interval(); }

Subject subject_of_row(Json const& given) {
  Subject subject;
  subject.origin = cc(given["origin"].get<std::string>());
  subject.channel = Channel{*index_of(k_channels, given.value("channel", "notice"))};
  subject.colour = documents::colour_from_text(given["colour"].get<std::string>());
  subject.handling = Handling{*index_of(k_handling, given["handling"].get<std::string>())};
  subject.confidentiality = *words::vocabulary()->confidentiality(given["confidentiality"].get<std::string>());
  subject.purpose = *words::vocabulary()->purpose(given["purpose"].get<std::string>());
  for (Json const& code : given.value("offences", Json::array()))
    subject.offences.set(*words::vocabulary()->offence(code.get<std::string>()));
  for (Json const& block : given.value("blocks", Json::array()))
    subject.blocks |= static_cast<Bits>(1U << *index_of(k_blocks, block.get<std::string>()));
  subject.excluded = set_of(given.value("exclude", Json::array()));
  if (given.contains("addressees")) subject.addressees = set_of(given["addressees"]);
  subject.about_person = given.contains("person");
  if (!subject.about_person) return subject;
  if (given["person"].contains("born")) subject.born = interval(given["person"]["born"]);
  if (given["person"].contains("nationalities")) subject.nationalities = set_of(given["person"]["nationalities"]);
  return subject;
}

Circumstances now_of_row(Json const& given) {
  Circumstances now;
  now.members.all = words::set({"BR", "DE", "ES", "FR", "JP", "SG", "SN"});
  now.at = words::at(given.value("at", "2026-12-24T12:00:00Z"));
  now.stage = given.value("stage", "deliver") == "submit" ? Stage::submit : Stage::deliver;
  now.screened = given.value("screened", false);
  now.consented = set_of(given.value("consented", Json::array()));
  now.onward = set_of(given.value("onward", Json::array()));
  return now;
}

/// "release/not-to-brazil", "hub origin"
std::string reason_text(std::string_view layer, std::string_view cause, std::string const& rule) {
  return std::string(layer) + (rule.empty() ? " " + std::string(cause) : "/" + rule);
}

std::vector<std::string> strings(Bits bits, auto const& names) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (has_bit(bits, i)) found.emplace_back(names[i]);
  return found;
}

class Example {
 public:
  explicit Example(Json const& file) : file_(file) {
    for (Json const& payload : file.at("policies")) add(json::write(payload));
  }

  void check() const {
    CompiledPolicy const policy(in_force(all_, words::at("2026-12-24T12:00:00Z")), words::vocabulary());
    CHECK(policy.faults().empty());
    REQUIRE(file_.at("expect").size() >= 2);  // what it does, and what it leaves alone
    for (Json const& row : file_["expect"]) check_row(policy, row);
  }

 private:
  void add(std::string const& text) {
    auto const policy = documents::read_policy(schemas(), text);
    REQUIRE_MESSAGE(policy, (policy ? "" : policy.error().detail + " " + policy.error().faults.front().pointer));
    for (LintFinding const& finding : lint(schemas(), *words::vocabulary(), text, nullptr))
      FAIL_CHECK(finding.pointer << ": " << finding.text);
    all_.push_back({*policy, {}});
  }

  void check_row(CompiledPolicy const& policy, Json const& row) const {
    INFO(json::write(row));
    Subject const subject = subject_of_row(row["document"]);
    Circumstances const now = now_of_row(row["document"]);
    Decision const decision = policy.decide(subject, now);
    auto const verdicts = [&](std::string const& member, Verdict verdict) {
      for (Json const& code : row.value(member, Json::array()))
        check_verdict(policy, subject, now, decision, code, verdict);
    };
    verdicts("allow", Verdict::allow);
    verdicts("requestable", Verdict::requestable);
    Json const redacted = row.value("redacted", Json::object()), obliged = row.value("obligations", Json::object());
    Json const denied = row.value("deny", Json::object()), entities = row.value("entities", Json::object());
    for (auto const& [code, blocks] : redacted.items()) {
      check_verdict(policy, subject, now, decision, code, Verdict::redacted);
      CHECK(Json(strings(decision.redactions(cc(code)), k_blocks)) == blocks);
    }
    for (auto const& [code, duties] : obliged.items())
      CHECK(Json(strings(decision.obligations(cc(code)), k_obligations)) == duties);
    for (auto const& [code, reason] : denied.items()) {
      check_verdict(policy, subject, now, decision, code, Verdict::deny);
      CHECK(reason_of(policy, decision.reason(cc(code)), subject.origin, cc(code)) == reason.get<std::string>());
    }
    for (auto const& [name, expected] : entities.items())
      check_entity(policy, subject, now, name, expected.get<std::string>());
  }

  static void check_verdict(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now,
                            Decision const& decision, std::string const& code, Verdict expected) {
    CAPTURE(code);
    CHECK(to_text(decision.verdict(cc(code))) == to_text(expected));
    auto const again = reference::Reference({policy.set(), policy.vocabulary(), subject, now, cc(code)}).bureau();
    CHECK(to_text(again.verdict) == to_text(expected));
  }

  static std::string reason_of(CompiledPolicy const& policy, Reason const& reason, CountryCode origin, CountryCode to) {
    auto const* document = policy.document(reason.layer, origin, to);
    std::string const rule = document == nullptr ? std::string() : std::string(rule_id(document->policy, reason));
    return reason_text(to_text(reason.layer), to_text(reason.cause), rule);
  }

  /// name is "DE/FISH/fisheries", expected "allow" or "deny release/no-x".
  static void check_entity(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now,
                           std::string const& name, std::string const& expected) {
    CAPTURE(name);
    auto const slash = name.rfind('/');
    Principal const principal{cc(name.substr(0, 2)), name.substr(3, slash - 3),
                              EntityKind{*index_of(k_entity_kinds, name.substr(slash + 1))}, "u1"};
    EntityDecision const answer = policy.decide(principal, subject, now);
    std::string text(to_text(answer.verdict));
    if (answer.verdict == Verdict::deny)
      text += " " + reason_of(policy, answer.reason, subject.origin, principal.country);
    CHECK(text == expected);
    auto const again = reference::Reference::entity(
        {policy.set(), policy.vocabulary(), subject, now, principal.country, principal.kind}, principal.organisation);
    CHECK(to_text(again.verdict) == to_text(answer.verdict));
  }

  Json const& file_;
  std::vector<VersionedPolicy> all_;
};

}

TEST_SUITE("protocol/policy examples") {
  TEST_CASE("every worked example does what its table says") {
    std::size_t count = 0;
    for (auto const& entry : std::filesystem::directory_iterator(std::string(HUECRY_SOURCE_DIR) + "/docs/policies")) {
      std::ifstream in(entry.path());
      std::stringstream text;
      text << in.rdbuf();
      auto const file = json::read(text.str());
      INFO(entry.path().filename().string());
      REQUIRE(file);
      Example(*file).check();
      ++count;
    }
    CHECK(count == 12);
  }
}
