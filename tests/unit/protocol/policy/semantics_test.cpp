// The rules that must never give way, each by its own name; each positive row has a negative one.
#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/policy/record.hpp"
#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using documents::PartyCondition;
using documents::PolicyKind;
using documents::PolicyRule;
using words::cc;
using words::set;

namespace {

CountrySet const k_members = set({"BR", "DE", "ES", "FR"});

PolicyRule rule(std::string id, std::string effect) {
  PolicyRule made;
  made.id = std::move(id);
  made.effect = std::move(effect);
  return made;
}

PartyCondition to_groups(std::vector<std::string> groups) { return {{{}, {}, std::move(groups), {}}, {}}; }

VersionedPolicy policy_of(PolicyKind kind, std::string_view iss, std::vector<PolicyRule> rules,
                          std::vector<documents::Group> groups = {}) {
  VersionedPolicy made;
  made.policy.kind = kind;
  made.policy.iss = cc(iss);
  made.policy.seq = 1;
  made.policy.rules = std::move(rules);
  made.policy.groups = std::move(groups);
  return made;
}

CountrySet allowed(PolicySet const& set_of, Subject const& subject) {
  Circumstances now;
  now.members.all = k_members;
  return CompiledPolicy(set_of, words::vocabulary()).decide(subject, now).allowed;
}

CountrySet told_of_hits(PolicySet const& set_of, Subject const& subject) {
  Circumstances now;
  now.members.all = k_members;
  return CompiledPolicy(set_of, words::vocabulary()).told_of_hits(subject, now);
}

Subject from(std::string_view origin) { return {cc(origin), {}, {}}; }

}

TEST_SUITE("protocol/policy semantics") {
  TEST_CASE("nobody_is_told_of_hits_unless_the_source_says_so") {
    auto const telling = [](VersionedPolicy version, std::vector<PolicyRule> hits) {
      version.policy.hits = std::move(hits);
      return version;
    };
    VersionedPolicy const open = policy_of(PolicyKind::release, "FR", {rule("all", "permit")});
    VersionedPolicy const baseline = policy_of(PolicyKind::baseline, "XP", {rule("all", "permit")});
    PolicyRule not_brazil = rule("not-br", "forbid"), unknown = rule("r", "permit"), over = rule("over", "permit");
    not_brazil.to = PartyCondition{{std::vector<std::string>{"BR"}, {}, {}, {}}, {}};
    unknown.to = to_groups({"FR/what"});
    over.until = words::at("1969-12-31T00:00:00Z");
    PolicyRule yellow = rule("yellow", "permit");
    yellow.when.colours = std::vector<std::string>{"YELLOW"};
    struct Row {
      std::string name;
      PolicySet policies;
      CountrySet expected;
    };
    Row const rows[] = {
        {"without any policy", {}, {}},
        {"a release policy that says nothing of hits", {open}, {}},
        {"an empty list", {telling(open, {})}, {}},
        {"everyone", {telling(open, {rule("all", "permit")})}, set({"BR", "DE", "ES"})},
        {"everyone but one", {telling(open, {rule("all", "permit"), not_brazil})}, set({"DE", "ES"})},
        {"a group that is not there", {telling(open, {unknown})}, {}},
        {"a rule that is over", {telling(open, {over})}, {}},
        {"of another colour", {telling(open, {yellow})}, {}},
        {"nobody who may not have the notice",
         {telling(policy_of(PolicyKind::release, "FR", {rule("all", "permit"), not_brazil}), {rule("all", "permit")})},
         set({"DE", "ES"})},
        {"the baseline holds them back",
         {telling(baseline, {rule("all", "permit"), not_brazil}), telling(open, {rule("all", "permit")})},
         set({"DE", "ES"})},
        {"a baseline alone opens nothing", {telling(baseline, {rule("all", "permit")}), open}, {}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Subject red = from("FR");
      red.colour = documents::Colour::red;
      CHECK(told_of_hits(row.policies, red) == row.expected);
    }
  }

  TEST_CASE("empty_audience_reaches_nobody") {
    struct Row {
      std::string name, effect, group;
      CountrySet expected;
    };
    Row const rows[] = {{"a permit for a group", "permit", "FR/near", set({"DE", "ES"})},
                        {"a permit for an empty group", "permit", "FR/empty", {}},
                        {"a permit for an unknown group", "permit", "FR/what", {}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      PolicyRule made = rule("r", row.effect);
      made.to = to_groups({row.group});
      CHECK(allowed({policy_of(PolicyKind::release, "FR", {made}, {{"near", {"DE", "ES"}}, {"empty", {}}})},
                    from("FR")) == row.expected);
    }
  }

  TEST_CASE("failing_deny_rule_denies_and_audits") {
    struct Row {
      std::string name, group;
      bool except;
      CountrySet expected;
      bool recorded;
    };
    Row const rows[] = {{"a forbid for a group", "FR/near", false, set({"BR"}), false},
                        {"a forbid for an unknown group", "FR/what", false, {}, true},
                        {"a forbid for an empty group", "FR/empty", false, {}, true},
                        {"a forbid for all but a group", "FR/near", true, set({"DE", "ES"}), false},
                        {"a forbid for all but an unknown group", "FR/what", true, {}, true}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      PolicyRule made = rule("no", "forbid");
      made.to = row.except ? PartyCondition{{}, documents::Parties{{}, {}, std::vector{row.group}, {}}}
                           : to_groups({row.group});
      PolicySet const set_of{policy_of(PolicyKind::release, "FR", {rule("base", "permit"), made},
                                       {{"near", {"DE", "ES"}}, {"empty", {}}})};
      CHECK(allowed(set_of, from("FR")) == row.expected);
      auto const faults = CompiledPolicy(set_of, words::vocabulary()).faults();
      CHECK(faults.empty() != row.recorded);
      if (row.recorded) CHECK(faults[0].rule == "no");
    }
  }

  TEST_CASE("equal_group_names_stay_distinct") {
    PolicyRule french = rule("near", "permit"), german = rule("near", "permit");
    french.to = to_groups({"FR/near"});
    german.to = to_groups({"DE/near"});
    PolicySet const set_of{policy_of(PolicyKind::release, "DE", {german}, {{"near", {"FR"}}}),
                           policy_of(PolicyKind::release, "FR", {french}, {{"near", {"ES"}}})};
    CHECK(allowed(set_of, from("FR")) == set({"ES"}));
    CHECK(allowed(set_of, from("DE")) == set({"FR"}));
    PolicyRule stolen = rule("near", "permit");
    stolen.to = to_groups({"DE/near"});  // a third member's group is as unknown as one that does not exist
    PolicySet const other{set_of[0], policy_of(PolicyKind::release, "FR", {stolen})};
    CHECK(allowed(other, from("FR")).empty());
  }

  TEST_CASE("unknown_label_denies") {
    struct Row {
      std::string name;
      void (*spoil)(PolicyRule& rule);
      std::string effect;
      CountrySet expected;
    };
    auto const nothing = [](PolicyRule&) {};
    auto const duty = [](PolicyRule& r) { r.obligations = {"sing"}; };
    auto const block = [](PolicyRule& r) { r.redact = {"soul"}; };
    auto const colour = [](PolicyRule& r) { r.when.colours = std::vector<std::string>{"RED", "PINK"}; };
    auto const offence = [](PolicyRule& r) { r.when.offences = std::vector<std::string>{"???"}; };
    auto const kind = [](PolicyRule& r) { r.to = PartyCondition{{{}, {}, {}, std::vector<std::string>{"navy"}}, {}}; };
    auto const effect = [](PolicyRule& r) { r.effect = "allow"; };
    auto const none = [](PolicyRule& r) { r.when.handling = std::vector<std::string>(); };
    CountrySet const all = set({"BR", "DE", "ES"});
    Row const rows[] = {{"sound", nothing, "permit", all},
                        {"an obligation", duty, "permit", {}},
                        {"a block", block, "permit", {}},
                        {"a colour", colour, "permit", {}},
                        {"an offence", offence, "permit", {}},
                        {"a kind of entity", kind, "permit", {}},
                        {"an effect", effect, "permit", {}},
                        {"an empty list", none, "permit", {}},
                        {"a colour of a forbid", colour, "forbid", {}},
                        {"an offence of a forbid", offence, "forbid", {}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      PolicyRule made = rule("r", row.effect);
      row.spoil(made);
      std::vector<PolicyRule> rules{made};
      if (row.effect == "forbid") rules.push_back(rule("base", "permit"));
      CHECK(allowed({policy_of(PolicyKind::release, "FR", rules)}, from("FR")) == row.expected);
    }
  }

  TEST_CASE("forbid wins wherever it stands, and adding a permit never takes strings away") {
    PolicyRule forbid = rule("no", "forbid");
    forbid.to = PartyCondition{{std::vector<std::string>{"DE"}, {}, {}, {}}, {}};
    PolicyRule images = rule("images", "permit");
    images.redact = {"images"};
    Subject subject = from("FR");
    subject.blocks = bit(Block::images);
    std::vector<PolicyRule> rules{rule("base", "permit"), forbid, images};
    std::ranges::sort(rules, {}, &PolicyRule::id);
    do {
      PolicySet const set_of{policy_of(PolicyKind::release, "FR", rules)};
      CHECK(allowed(set_of, subject) == set({"BR", "ES"}));
      Circumstances now;
      now.members.all = k_members;
      CHECK(CompiledPolicy(set_of, words::vocabulary()).decide(subject, now).verdict(cc("BR")) == Verdict::redacted);
    } while (std::ranges::next_permutation(rules, {}, &PolicyRule::id).found);
  }

  TEST_CASE("a national entity has no path that its bureau has not") {
    struct Row {
      std::string name;
      PolicySet policies;
      Verdict expected;
    };
    VersionedPolicy intake = policy_of(PolicyKind::intake, "DE", {rule("base", "permit")});
    intake.policy.delegations.push_back({"fish", "FISH", "fisheries", {}, {}, {}, {}});
    VersionedPolicy undelegated = policy_of(PolicyKind::intake, "DE", {rule("base", "permit")});
    PolicyRule fisheries_only = rule("fish", "permit");
    fisheries_only.to = PartyCondition{{{}, {}, {}, std::vector<std::string>{"fisheries"}}, {}};
    VersionedPolicy const past_bureau = policy_of(PolicyKind::release, "FR", {fisheries_only});
    VersionedPolicy const both = policy_of(PolicyKind::release, "FR", {rule("base", "permit")});
    Row const rows[] = {{"bureau and entity may", {both, intake}, Verdict::allow},
                        {"released to the entity alone", {past_bureau, intake}, Verdict::deny},
                        {"not delegated", {both, undelegated}, Verdict::deny}};
    Circumstances now;
    now.members.all = k_members;
    Principal const entity{cc("DE"), "FISH", EntityKind::fisheries, "u"};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(CompiledPolicy(row.policies, words::vocabulary()).decide(entity, from("FR"), now).verdict == row.expected);
    }
    Row const& fine = rows[0];
    now.members.suspended = set({"DE"});  // withdrawing the bureau ends all of them
    CHECK(CompiledPolicy(fine.policies, words::vocabulary()).decide(entity, from("FR"), now).verdict == Verdict::deny);
  }
}

TEST_SUITE("protocol/policy set") {
  TEST_CASE("old_policy_bundle_refused") {
    struct Row {
      std::string name, signer;
      std::uint32_t seq, last;
      std::string effective, now;
      std::optional<Errc> expected;
    };
    Row const rows[] = {
        {"the next", "FR", 2, 1, "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z", std::nullopt},
        {"one that leaves numbers out", "FR", 9, 1, "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z", std::nullopt},
        {"the same again", "FR", 1, 1, "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z", Errc::version_conflict},
        {"an older one", "FR", 1, 2, "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z", Errc::version_conflict},
        {"another country's", "DE", 2, 1, "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z", Errc::payload_issuer},
        {"as old as clocks may differ", "FR", 2, 1, "2026-12-01T00:00:00Z", "2026-12-01T00:02:00Z", std::nullopt},
        {"a second older", "FR", 2, 1, "2026-12-01T00:00:00Z", "2026-12-01T00:02:01Z", Errc::payload_rule}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      documents::Policy policy;
      policy.iss = cc("FR");
      policy.seq = row.seq;
      policy.effective = words::at(row.effective);
      auto const result = check_follows(policy, cc(row.signer), row.last, words::at(row.now));
      CHECK(bool(result) == !row.expected);
      if (row.expected) CHECK(result.error().code == *row.expected);
    }
  }

  TEST_CASE(
      "of each author and kind the highest seq that is effective is in force, and the set says so in its digest") {
    std::vector<VersionedPolicy> all;
    auto const add = [&all](std::string_view iss, std::uint32_t seq, std::string_view effective) {
      all.push_back(policy_of(PolicyKind::release, iss, {}));
      all.back().policy.seq = seq;
      all.back().policy.effective = words::at(effective);
    };
    add("FR", 1, "2026-12-01T00:00:00Z");
    add("FR", 2, "2027-01-01T00:00:00Z");
    add("FR", 3, "2026-12-15T00:00:00Z");
    add("DE", 5, "2026-12-01T00:00:00Z");
    struct Row {
      std::string at, seqs;
    };
    Row const rows[] = {{"2026-11-30T23:59:59Z", ""},
                        {"2026-12-01T00:00:00Z", "DE5 FR1 "},
                        {"2026-12-14T23:59:59Z", "DE5 FR1 "},
                        {"2026-12-15T00:00:00Z", "DE5 FR3 "},
                        {"2027-01-01T00:00:00Z", "DE5 FR3 "}};  // 2 comes too late
    for (Row const& row : rows) {
      CAPTURE(row.at);
      std::string seqs;
      for (VersionedPolicy const& version : in_force(all, words::at(row.at)))
        seqs += std::string(version.policy.iss.text()) + std::to_string(version.policy.seq) + " ";
      CHECK(seqs == row.seqs);
    }
    CHECK(next_change(all, words::at("2026-11-30T00:00:00Z")) == words::at("2026-12-01T00:00:00Z"));
    CHECK(next_change(all, words::at("2026-12-01T00:00:00Z")) == words::at("2026-12-15T00:00:00Z"));
    CHECK_FALSE(next_change(all, words::at("2026-12-15T00:00:00Z")));
    auto const digest = [&all](std::string_view at) {
      return CompiledPolicy(in_force(all, words::at(at)), words::vocabulary()).digest();
    };
    CHECK(digest("2026-12-01T00:00:00Z") == digest("2026-12-14T00:00:00Z"));
    CHECK(digest("2026-12-01T00:00:00Z") != digest("2026-12-15T00:00:00Z"));
  }

  TEST_CASE("as many rules as the limit decide; with one more the policy permits nothing, and says so") {
    std::vector<PolicyRule> rules(limits::policy_rules_max, rule("r", "permit"));
    PolicySet const full{policy_of(PolicyKind::release, "FR", rules)};
    CHECK(allowed(full, from("FR")) == set({"BR", "DE", "ES"}));
    CHECK(CompiledPolicy(full, words::vocabulary()).faults().empty());
    rules.push_back(rule("r", "permit"));
    PolicySet const over{policy_of(PolicyKind::release, "FR", rules)};
    CHECK(allowed(over, from("FR")).empty());
    CHECK(CompiledPolicy(over, words::vocabulary()).faults().size() == 1);
  }

  TEST_CASE("a record of another policy set is not made again, and a spoilt one is no record") {
    CompiledPolicy const one(words::vocabulary());
    CompiledPolicy const other({policy_of(PolicyKind::release, "FR", {})}, words::vocabulary());
    Circumstances now;
    now.members.all = k_members;
    std::string const record = to_json(one, from("FR"), now, one.decide(from("FR"), now));
    CHECK(replay(one, record)->same);
    CHECK(replay(other, record).error().code == Errc::state_conflict);
    for (std::string const spoilt : {"", "[]", "{}", R"({"policy":"x"})"}) {
      CAPTURE(spoilt);
      CHECK(replay(one, spoilt).error().code == Errc::corrupt);
    }
  }
}
