// Which live notices members cannot see, and why: the same as asking for each notice as each member; and what must not
// leak to those who coordinate.

#include <algorithm>
#include <map>

#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

using namespace huecry;
using namespace huecry::test;
using json::Json;

namespace {

constexpr char const* k_gaps = "/v1/coordination/gaps";
constexpr char const* k_members[] = {"BR", "DE", "ES", "FR", "IT", "SG", "US"};
constexpr char const* k_europe[] = {"DE", "ES", "FR", "IT"};

/// By origin, recipient and what is counted: "FR ES", "FR ES RED", "FR ES PDD".
using Counts = std::map<std::string, int>;

Json gaps(TestHub& hub, std::string const& party, std::string const& query = "") {
  Reply const reply = hub.get(party, k_gaps + query);
  REQUIRE_MESSAGE(reply.status == 200, reply.text);
  return reply.body;
}

void add(Json const& page, Counts& counts) {
  for (auto const& gap : page["gaps"]) {
    auto const pair = gap["origin"].get<std::string>() + ' ' + gap["recipient"].get<std::string>();
    counts[pair] += gap["notices"].get<int>();
    for (auto const* const member : {"colours", "offences"})
      for (auto const& [word, number] : gap[member].items()) counts[pair + ' ' + word] += number.get<int>();
  }
}

Counts counted(Json const& page) {
  Counts counts;
  add(page, counts);
  return counts;
}

void add_notice(Json const& notice, std::string const& recipient, Counts& counts) {
  auto const pair = notice["iss"].get<std::string>() + ' ' + recipient;
  ++counts[pair];
  ++counts[pair + ' ' + notice["colour"].get<std::string>()];
  for (auto const& offence : notice["offences"]) ++counts[pair + ' ' + offence.get<std::string>()];
}

/// Every member of some asks for every live notice of others.
template <class Members>
Counts asked(TestHub& hub, Members const& members) {
  Json const live = hub.get("XP/GS", "/v1/notices?state=published&limit=500").body;
  REQUIRE(live["next"].is_null());
  Counts counts;
  for (char const* const name : members) {
    std::string const member = name;
    auto const client = hub.client(member);
    for (auto const& notice : live["items"]) {
      if (notice["iss"] == member) continue;
      auto const answer = client->get("/v1/notices/" + notice["id"].get<std::string>());
      REQUIRE(answer);
      if (answer->status == 404) add_notice(notice, member, counts);
    }
  }
  return counts;
}

/// The one gap of this origin and recipient with this cause.
Json gap_of(Json const& page, std::string const& origin, std::string const& recipient, std::string const& cause) {
  Json found;
  for (auto const& gap : page["gaps"]) {
    if (gap["origin"] != origin || gap["recipient"] != recipient || gap["cause"] != cause) continue;
    CHECK(found.is_null());
    found = gap;
  }
  REQUIRE_MESSAGE(!found.is_null(), (origin + ' ' + recipient + ' ' + cause));
  return found;
}

/// Whether a member of all gaps is one of these.
bool all_of(Json const& page, char const* member, std::set<std::string> const& values) {
  return std::ranges::all_of(page["gaps"],
                             [&](Json const& gap) { return values.contains(gap[member].get<std::string>()); });
}

Json to(std::string const& country) { return {{"countries", Json::array({country})}}; }

/// Sixteen live notices of four countries, and a rule of every layer that keeps some from someone.
void fill(TestHub& hub) {
  Json const ask = {{"id", "ask"}, {"effect", "permit"}, {"to", to("IT")}, {"consent", "required"}};
  in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), ask, forbid_to("BR")})));
  in_force(hub, "ES",
           policy_of(hub, "ES", "release", 1, Json::array({{{"id", "one"}, {"effect", "permit"}, {"to", to("DE")}}})));
  Json const no_red = {{"id", "no-red"}, {"effect", "forbid"}, {"when", {{"colours", Json::array({"RED"})}}}};
  in_force(hub, "DE", policy_of(hub, "DE", "intake", 1, Json::array({permit_all(), no_red})));
  Json const not_us = {{"id", "not-us"}, {"effect", "forbid"}, {"origins", to("SG")}, {"to", to("US")}};
  in_force(hub, "XP/GS", policy_of(hub, "XP", "baseline", 1, Json::array({permit_all(), not_us})));
  for (std::string const issuer : {"BR", "ES", "FR", "SG"})
    for (std::uint64_t seed = 10; seed < 14; ++seed) {
      Reply const accepted = hub.submit(issuer, sample(issuer, seed, issuer == "BR" ? "ES" : ""));
      REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    }
}

}

TEST_SUITE("integration gaps") {
  TEST_CASE("gaps are what members find when they ask for each live notice, and each names what causes it") {
    TestHub hub;
    fill(hub);
    REQUIRE(hub.submit("BR", withdrawal("BR", 10, 2)).status == 201);  // not live any more
    Json const all = gaps(hub, "XP/GS");
    CHECK(all["region"] == "all");
    CHECK(all["notices"] == 15);
    CHECK(counted(all) == asked(hub, k_members));
    CHECK(counted(gaps(hub, "XP/RC-EUROPE")) == asked(hub, k_europe));
    struct Row {
      std::string origin, recipient, cause, by, author, rule;
    };
    Row const rows[] = {
        {"FR", "BR", "forbidden", "release", "FR", "not-br"},  {"FR", "IT", "needs-consent", "release", "FR", "ask"},
        {"ES", "FR", "no-permit", "release", "ES", ""},        {"FR", "DE", "forbidden", "intake", "DE", "no-red"},
        {"SG", "US", "forbidden", "baseline", "XP", "not-us"}, {"BR", "ES", "excluded", "document", "", ""}};
    for (Row const& row : rows) {
      Json const gap = gap_of(all, row.origin, row.recipient, row.cause);
      CAPTURE(gap.dump());
      CHECK(gap["by"] == row.by);
      CHECK(gap.value("author", "") == row.author);
      CHECK(gap.value("rule", "") == row.rule);
    }
    auto const widest = [](Json const& a, Json const& b) { return a["notices"] > b["notices"]; };
    CHECK(std::ranges::is_sorted(all["gaps"], widest));
  }

  TEST_CASE("an edition is no gap") {
    TestHub hub;
    Json const less = {{"id", "less"}, {"effect", "permit"}, {"redact", Json::array({"images"})}};
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({less})));
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    Json const page = gaps(hub, "XP/GS");
    CHECK(page["notices"] == 1);
    CHECK(page["missed"] == 0);
    CHECK(page["gaps"].empty());
  }

  TEST_CASE("gaps follow policy as soon as it is in force") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    CHECK(gaps(hub, "XP/RC-EUROPE")["missed"] == 0);
    in_force(hub, "FR", policy_of(hub, "FR", "release", 1, Json::array({permit_all(), forbid_to("DE")})));
    Json const closed = gaps(hub, "XP/RC-EUROPE");
    CHECK(closed["missed"] == 1);
    CHECK(closed["set"] == hub.get("FR", "/v1/policies").body["set"]);
    in_force(hub, "FR", policy_of(hub, "FR", "release", 2, Json::array({permit_all()})));
    CHECK(gaps(hub, "XP/RC-EUROPE")["missed"] == 0);
  }

  TEST_CASE("what the trust list suspends is a gap with that cause, and of no policy") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    REQUIRE(certs::federation::suspend_country(hub.workshop(), *CountryCode::parse("DE"), true));
    hub.hub().reload();
    Json const gap = gap_of(gaps(hub, "XP/RC-EUROPE"), "FR", "DE", "suspended-member");
    CHECK(gap["by"] == "hub");
    CHECK_FALSE(gap.contains("author"));
  }

  TEST_CASE("pages of any size add up to the same counts") {
    TestHub hub;
    fill(hub);
    Json const all = gaps(hub, "XP/GS");
    CHECK_FALSE(all.contains("next"));
    CHECK(all["done"] == all["of"]);
    for (int const limit : {1, 3, 16, 25'000}) {
      CAPTURE(limit);
      Counts counts;
      int notices = 0, missed = 0, pages = 0;
      std::string const size = "?limit=" + std::to_string(limit);
      for (std::string cursor; pages == 0 || !cursor.empty(); ++pages) {
        Json const page = gaps(hub, "XP/GS", size + (cursor.empty() ? "" : "&cursor=" + cursor));
        add(page, counts);
        notices += page["notices"].get<int>();
        missed += page["missed"].get<int>();
        CHECK(page["notices"] <= limit);
        CHECK(page["done"] <= page["of"]);
        cursor = page.contains("next") ? page["next"].dump() : "";
      }
      CHECK(counts == counted(all));
      CHECK(notices == all["notices"]);
      CHECK(missed == all["missed"]);
    }
  }

  TEST_CASE("a filter counts what fits it, and the secretariat may name a region") {
    TestHub hub;
    fill(hub);
    Json const europe = gaps(hub, "XP/GS", "?region=europe");
    CHECK(counted(europe) == counted(gaps(hub, "XP/RC-EUROPE")));
    CHECK(counted(gaps(hub, "XP/RC-EUROPE", "?region=europe")) == counted(europe));
    CHECK(gaps(hub, "XP/GS", "?region=africa")["gaps"].empty());
    CHECK(all_of(gaps(hub, "XP/RC-EUROPE", "?origin=ES"), "origin", {"ES"}));
    CHECK(all_of(gaps(hub, "XP/RC-EUROPE", "?recipient=DE"), "recipient", {"DE"}));
    Json const red = gaps(hub, "XP/GS", "?colour=RED&origin=FR");
    CHECK(red["notices"] == 1);
    for (auto const& gap : red["gaps"]) CHECK(gap["colours"] == Json{{"RED", 1}});
    Json const notice = hub.get("XP/GS", "/v1/notices?origin=FR&colour=RED").body["items"][0];
    auto const offence = notice["offences"][0].get<std::string>();
    Json const by_offence = gaps(hub, "XP/GS", "?offence=" + offence);
    CHECK(by_offence["notices"] >= 1);
    for (auto const& gap : by_offence["gaps"]) CHECK(gap["offences"][offence] == gap["notices"]);
  }

  TEST_CASE("an answer holds numbers, countries and rules, and nothing of a notice") {
    TestHub hub;
    fill(hub);
    Json const live = hub.get("XP/GS", "/v1/notices?limit=500").body["items"];
    Json const page = gaps(hub, "XP/RC-EUROPE");
    std::string const text = json::write(page);
    for (auto const& notice : live)
      for (auto const* const member : {"id", "title", "file_no"}) {
        if (!notice.contains(member)) continue;
        CAPTURE(notice[member].dump());
        CHECK(text.find(notice[member].get<std::string>()) == std::string::npos);
      }
    std::set<std::string> const known{"origin", "recipient", "by",      "cause",   "author",
                                      "rule",   "notices",   "colours", "offences"};
    for (auto const& gap : page["gaps"])
      for (auto const& [name, value] : gap.items()) CHECK(known.contains(name));
  }

  TEST_CASE("only those who coordinate may ask, a coordinator for its own region, and only what can be answered") {
    TestHub hub;
    fill(hub);
    struct Row {
      std::string name, party, query, code;
    };
    Row const rows[] = {{"a bureau", "FR", "", "role-required"},
                        {"an auditor", "XP/AUDIT", "", "role-required"},
                        {"another region", "XP/RC-EUROPE", "?region=americas", "role-required"},
                        {"the same the other way", "XP/RC-AMERICAS", "?region=europe", "role-required"},
                        {"a recipient of another region", "XP/RC-EUROPE", "?recipient=BR", "parameter-invalid"},
                        {"a recipient that is no member", "XP/GS", "?recipient=JP", "parameter-invalid"},
                        {"a region that is none", "XP/GS", "?region=atlantis", "parameter-invalid"},
                        {"no region", "XP/GS", "?region=none", "parameter-invalid"},
                        {"no country", "XP/GS", "?origin=france", "parameter-invalid"},
                        {"no colour", "XP/GS", "?colour=PINK", "parameter-invalid"},
                        {"no offence", "XP/GS", "?offence=QQQ", "parameter-invalid"},
                        {"an empty offence", "XP/GS", "?offence=", "parameter-invalid"},
                        {"a parameter that is none", "XP/GS", "?text=a", "parameter-invalid"},
                        {"a parameter twice", "XP/GS", "?origin=FR&origin=DE", "parameter-invalid"},
                        {"no notices", "XP/GS", "?limit=0", "parameter-invalid"},
                        {"more notices than a page has", "XP/GS", "?limit=25001", "parameter-invalid"},
                        {"a cursor that is no number", "XP/GS", "?cursor=-1", "parameter-invalid"},
                        {"a cursor beyond numbers", "XP/GS", "?cursor=9223372036854775808", "parameter-invalid"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(hub.get(row.party, k_gaps + row.query).code == row.code);
    }
    CHECK(counted(gaps(hub, "XP/GS", "?cursor=9223372036854775807")) == counted(gaps(hub, "XP/GS")));
    CHECK(gaps(hub, "XP/GS", "?cursor=0")["notices"] == 0);
    CHECK(all_of(gaps(hub, "XP/RC-AMERICAS"), "recipient", {"BR", "US"}));
  }
}
