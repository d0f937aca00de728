#pragma once
// A hub with its review desk, and what reviewers and sources do there.

#include "protocol/documents/partial_date.hpp"
#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

namespace huecry::test {

using Kinds = std::vector<std::string>;

struct Desk : TestHub {
  /// `at_once`: submissions need no approval; decisions are taken all the same.
  explicit Desk(bool at_once = false) : TestHub([at_once](ops::Config& config) { config.publish_at_once = at_once; }) {}

  /// A decision about what waits, or about the version in force; who decides has seen the last step.
  [[nodiscard]] json::Json decision(std::string const& act, std::string const& id, std::string const& iss = "XP") {
    json::Json const standing = get(iss == "XP" ? "XP/GS" : iss, "/v1/review/" + id).body;
    json::Json document = {{"v", 1},
                           {"id", iss + "-D-" + std::to_string(++count_)},
                           {"iss", iss},
                           {"act", act},
                           {"notice", id},
                           {"ver", standing["ver"]},
                           {"prev", standing["prev"]}};
    if (standing.contains("request")) document["ver"] = standing["request"]["ver"];
    bool const of_diffusion = act == "send" || act == "clear" || act == "reject" || act == "object";
    bool const ends =
        act == "suspend" || act == "resume" || act == "cancel" || act == "remark" || act == "hold" || act == "lift";
    bool const of_extract = act.ends_with("_extract");
    if (ends || of_diffusion || of_extract || act == "renew") {
      document["ver"] = standing["ver"];
      document["prev"] = standing[of_extract ? "prev_extract" : "prev_in_force"];
    }
    if (ends) document["reason"] = "the warrant is in doubt";
    if (act == "renew") document["review_on"] = day_in(400);
    if (act == "refuse" || act == "reject" || act == "object") document["ground"] = "ART3";
    if (act != "return") return document;
    document["missing"] = {"the date of the warrant"};
    document["answer_until"] = documents::moment_text(to_seconds(clock().now()) + std::chrono::hours(48));
    return document;
  }
  /// A date so many days from now, as documents have it.
  [[nodiscard]] std::string day_in(int days) {
    return documents::date_text(std::chrono::floor<std::chrono::days>(clock().now()) + std::chrono::days(days));
  }
  Reply send(std::string const& party, json::Json const& document) {
    return post(
        party, "/v1/decisions", "application/vnd.huecry.decision+jws",
        sign(party, envelope::DocumentType::decision, json::write(document), party.size() == 2 ? "notices" : "review"));
  }
  Reply decide(std::string const& act, std::string const& id, std::string const& party = "XP/GS") {
    return send(party, decision(act, id, party.substr(0, 2)));
  }
  /// The corrective mode of France from now on, and nobody else's.
  void put_mode(std::string const& mode) {
    json::Json baseline = policy_of(*this, "XP", "baseline", ++baselines_, json::Json::array({permit_all()}));
    if (mode != "NORMAL") baseline["modes"] = json::Json::array({mode_now(*this, "FR", mode)});
    in_force(*this, "XP/GS", baseline);
  }
  std::string requested(std::string const& payload) {
    Reply const accepted = submit("FR", payload);
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    CHECK(accepted.body["released"].empty());
    return accepted.body["id"];
  }
  std::string published(std::string const& payload) {
    std::string const id = requested(payload);
    REQUIRE(decide("take", id).status == 201);
    Reply const approved = decide("approve", id);
    REQUIRE_MESSAGE(approved.status == 201, approved.text);
    REQUIRE(gets("DE", {"notice"}));
    return id;
  }
  [[nodiscard]] bool gets(std::string const& party, Kinds const& kinds) {
    return eventually([&] { return inbox_kinds(*this, party) == kinds; });
  }
  [[nodiscard]] std::string state(std::string const& id) { return get("FR", "/v1/review/" + id).body["state"]; }
  [[nodiscard]] std::vector<std::string> queue() {
    std::vector<std::string> ids;
    json::Json const waiting = get("XP/GS", "/v1/review").body;
    for (json::Json const& item : waiting["items"]) ids.push_back(item["notice"]);
    return ids;
  }

 private:
  int count_ = 0;
  std::uint32_t baselines_ = 0;
};

inline std::string update(std::string const& payload, std::uint32_t ver) {
  return changed(payload, [ver](json::Json& notice) { notice["ver"] = ver; });
}

}
