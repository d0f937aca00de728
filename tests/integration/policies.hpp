#pragma once
// Policies for tests with a whole hub, and waiting for what they bring about.

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>
#include <thread>

#include "protocol/documents/policy.hpp"
#include "tests/support/test_hub.hpp"

namespace huecry::test {

inline std::set<std::string> texts(json::Json const& list) {
  std::set<std::string> found;
  for (auto const& item : list) found.insert(item.get<std::string>());
  return found;
}

/// A policy that is effective at once, or some seconds from now.
inline json::Json policy_of(TestHub& hub, std::string const& iss, std::string const& kind, std::uint32_t seq,
                            json::Json rules, std::chrono::seconds from_now = std::chrono::seconds(0)) {
  return {{"v", 1},
          {"iss", iss},
          {"kind", kind},
          {"seq", seq},
          {"effective", documents::moment_text(to_seconds(hub.clock().now()) + from_now)},
          {"rules", std::move(rules)}};
}

inline json::Json permit_all() { return {{"id", "all"}, {"effect", "permit"}}; }
inline json::Json forbid_to(std::string const& country) {
  return {{"id", "not-" + std::string(country == "BR" ? "br" : "them")},
          {"effect", "forbid"},
          {"to", {{"countries", json::Json::array({country})}}}};
}

/// A corrective mode from now on, for a day: what a baseline has in `modes`.
inline json::Json mode_now(TestHub& hub, std::string const& country, std::string const& mode) {
  auto const now = to_seconds(hub.clock().now());
  return {{"country", country},
          {"mode", mode},
          {"decided_by", "General Secretariat"},
          {"ground", "synthetic"},
          {"from", documents::moment_text(now)},
          {"until", documents::moment_text(now + std::chrono::hours(24))},
          {"review_on", "2030/01/01"}};
}

/// The notice with a block that policies keep back.
inline std::string with_photos(std::string const& payload) {
  return changed(payload, [](json::Json& notice) {
    notice["description"]["photos"] =
        json::Json::array({{{"sha256", std::string(43, 'A')}, {"media_type", "image/jpeg"}}});
  });
}

/// Polls until it holds; the hub works on its own thread. False after 25 seconds.
template <class Holds>
[[nodiscard]] bool eventually(Holds holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return holds();
}

/// Sends a policy and waits until it is in force.
inline void in_force(TestHub& hub, std::string const& party, json::Json const& policy) {
  auto const before = hub.get("XP/GS", "/v1/policies").body["activation"].get<int>();
  Reply const accepted = hub.put_policy(party, policy);
  REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
  REQUIRE(eventually([&] { return hub.get("XP/GS", "/v1/policies").body["activation"].get<int>() > before; }));
}

/// Kinds of the items in an inbox, in order.
inline std::vector<std::string> inbox_kinds(TestHub& hub, std::string const& party) {
  std::vector<std::string> kinds;
  Reply const inbox = hub.get(party, "/v1/inbox");
  for (auto const& item : inbox.body["items"]) kinds.push_back(item["kind"].get<std::string>());
  return kinds;
}

}
