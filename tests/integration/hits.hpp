#pragma once
// A hub on which a notice of France is published, and what is said of hits on it.

#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "tests/integration/desk.hpp"

namespace huecry::test {

struct HitFloor : Desk {
  HitFloor() : Desk(true) {}

  std::string notice = published();

  Reply hit(std::string const& party, json::Json document) {
    document["v"] = 1;
    if (!document.contains("id")) document["id"] = party + "-H-" + std::to_string(++count_);
    document["iss"] = party;
    return post(party, "/v1/hits", "application/vnd.huecry.hit+jws",
                sign(party, envelope::DocumentType::hit, json::write(document)));
  }
  Reply report(std::string const& party = "DE", std::string const& clock = "SIRENE") {
    return hit(party, {{"act", "report"}, {"notice", notice}, {"ver", 1}, {"clock", clock}, {"place", "Aachen"}});
  }
  std::string reported(std::string const& clock = "SIRENE") {
    Reply const taken = report("DE", clock);
    REQUIRE_MESSAGE(taken.status == 201, taken.text);
    return taken.body["id"];
  }
  Reply step(std::string const& party, std::string const& of, std::string const& act, std::string const& code) {
    json::Json document = {{"act", act}, {"notice", notice}, {"of", of}, {act, code}};
    if (act == "pause") document["until"] = moment_in(std::chrono::hours(24));
    return hit(party, document);
  }
  std::string moment_in(std::chrono::seconds time) { return documents::moment_text(to_seconds(clock().now()) + time); }
  json::Json seen(std::string const& of, std::string const& party = "FR") { return get(party, "/v1/hits/" + of).body; }
  std::string state(std::string const& of) { return seen(of).value("state", ""); }
  /// Items about hits in an inbox: "report", "confirm", …
  std::vector<std::string> acts(std::string const& party) {
    std::vector<std::string> found;
    json::Json const inbox = get(party, "/v1/inbox").body;
    for (json::Json const& item : inbox["items"])
      if (item["kind"] == "hit") found.push_back(item["act"]);
    return found;
  }
  json::Json last_item(std::string const& party) {
    json::Json const inbox = get(party, "/v1/inbox").body;
    return inbox["items"].back();
  }
  /// The source says that it has the report.
  Reply deliver(std::string const& of) {
    json::Json const inbox = get("FR", "/v1/inbox").body;
    for (json::Json const& item : inbox["items"])
      if (item.value("hit", "") == of)
        return say("FR", "retrieved", {{"id", of}, {"ver", 1}, {"object", item["object"]}});
    FAIL("no such item");
    return {};
  }
  std::vector<std::string> listed(std::string const& party, std::string const& query) {
    std::vector<std::string> ids;
    json::Json const page = get(party, "/v1/hits" + query).body;
    for (json::Json const& item : page["items"]) ids.push_back(item["hit"]);
    return ids;
  }
  json::Json statistics(std::string const& party, std::string const& clock) {
    json::Json const counted = get(party, "/v1/statistics/hits").body;
    for (json::Json const& each : counted["clocks"])
      if (each["clock"] == clock) return each;
    return {};
  }

 private:
  std::string published() {
    Reply const accepted = submit("FR", sample("FR", 10, "SG"));
    REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
    return accepted.body["id"];
  }
  int count_ = 0;
};

}
