#include "protocol/policy/release.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/encoding.hpp"

using namespace huecry;
using namespace huecry::policy;

namespace {

CountryCode cc(std::string_view code) { return *CountryCode::parse(code); }

CountrySet set(std::initializer_list<std::string_view> codes) {
  CountrySet result;
  for (auto code : codes) result.add(cc(code));
  return result;
}

Members const k_members{set({"BR", "DE", "ES", "FR", "IT", "SG"}), {}};

}

TEST_SUITE("protocol/policy baseline release") {
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
    BaselinePolicy const policy;
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(policy.decide(row.subject, row.members).allowed == row.expected);
    }
  }

  TEST_CASE("the decision names the clause that settles each country") {
    BaselinePolicy const policy;
    Decision const decision = policy.decide({cc("FR"), set({"SG"}), {}}, {k_members.all, set({"DE"})});
    CHECK(decision.deciding(cc("BR"))->name == "baseline/members");
    CHECK(decision.deciding(cc("SG"))->name == "document/exclude");
    CHECK(decision.deciding(cc("DE"))->name == "baseline/suspended");
    CHECK(decision.deciding(cc("US")) == nullptr);
  }

  TEST_CASE("the stored form names policy, countries and clauses") {
    BaselinePolicy const policy;
    std::string const text = to_json(policy.decide({cc("FR"), set({"SG"}), {}}, k_members));
    auto const packed = [](CountrySet const& countries) { return base64url_encode(countries.pack()); };
    CHECK(text.starts_with(R"({"v":1,"policy":")" + to_base64url(policy.digest()) + R"(","allowed":")" +
                           packed(set({"BR", "DE", "ES", "IT"}))));
    CHECK(text.ends_with(R"({"effect":"forbid","name":"document/exclude","countries":")" + packed(set({"SG"})) +
                         R"("}]})"));
  }
}
