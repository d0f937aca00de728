// Decisions by named rows: without documents, and what the document and the trust list say.
#include "protocol/policy/decision.hpp"

#include <string>

#include "tests/unit/protocol/policy/words.hpp"

using namespace huecry;
using namespace huecry::policy;
using words::cc;
using words::set;

namespace {

Members const k_members{set({"BR", "DE", "ES", "FR", "IT", "SG"}), {}};

Circumstances with(Members const& members) {
  Circumstances now;
  now.members = members;
  return now;
}

}

TEST_SUITE("protocol/policy without documents") {
  TEST_CASE("all members but the origin, minus exclusions, addressees and suspensions") {
    struct Row {
      std::string name;
      Subject subject;
      Members members;
      CountrySet expected;
    };
    Row const rows[] = {
        {"nobody is a member", {cc("FR"), {}, {}}, {{}, {}}, {}},
        {"everyone but the origin", {cc("FR"), {}, {}}, k_members, set({"BR", "DE", "ES", "IT", "SG"})},
        {"an exclusion holds", {cc("FR"), set({"SG"}), {}}, k_members, set({"BR", "DE", "ES", "IT"})},
        {"an exclusion of a non-member changes nothing",
         {cc("FR"), set({"US"}), {}},
         k_members,
         set({"BR", "DE", "ES", "IT", "SG"})},
        {"a suspended member gets nothing",
         {cc("FR"), {}, {}},
         {k_members.all, set({"DE"})},
         set({"BR", "ES", "IT", "SG"})},
        {"addressees narrow", {cc("FR"), {}, set({"DE", "IT"})}, k_members, set({"DE", "IT"})},
        {"an addressee that is excluded stays out", {cc("FR"), set({"DE"}), set({"DE", "IT"})}, k_members, set({"IT"})},
        {"no addressee at all reaches nobody, not everybody", {cc("FR"), {}, CountrySet{}}, k_members, {}},
        {"an addressee outside the membership is not reached", {cc("FR"), {}, set({"US"})}, k_members, {}},
        {"the origin may not address itself", {cc("FR"), {}, set({"FR"})}, k_members, {}}};
    CompiledPolicy const policy(words::vocabulary());
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(policy.decide(row.subject, with(row.members)).allowed == row.expected);
    }
  }

  TEST_CASE("the decision names what settles each country") {
    struct Row {
      std::string name, country;
      Verdict verdict;
      Layer layer;
      Cause cause;
    };
    Row const rows[] = {{"permitted by default", "BR", Verdict::allow, Layer::release, Cause::permitted},
                        {"excluded", "SG", Verdict::deny, Layer::document, Cause::excluded},
                        {"not addressed", "ES", Verdict::deny, Layer::document, Cause::not_addressed},
                        {"suspended", "DE", Verdict::deny, Layer::hub, Cause::suspended_member},
                        {"the origin", "FR", Verdict::deny, Layer::hub, Cause::origin},
                        {"no member", "US", Verdict::deny, Layer::hub, Cause::not_member}};
    CompiledPolicy const policy(words::vocabulary());
    Subject const subject{cc("FR"), set({"SG"}), set({"BR", "DE", "IT", "SG"})};
    Decision const decision = policy.decide(subject, with({k_members.all, set({"DE"})}));
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(decision.verdict(cc(row.country)) == row.verdict);
      CHECK(decision.reason(cc(row.country)) == Reason{row.layer, row.cause, Reason::k_no_rule});
    }
  }

  TEST_CASE("a document with a code that the hub does not know reaches nobody, and the reason says so") {
    CompiledPolicy const policy(words::vocabulary());
    Subject subject{cc("FR"), {}, {}};
    CHECK(policy.decide(subject, with(k_members)).allowed.size() == 5);
    subject.unknown_label = true;
    Decision const decision = policy.decide(subject, with(k_members));
    CHECK(decision.allowed.empty());
    CHECK(decision.reason(cc("DE")).cause == Cause::unknown_label);
  }
}
