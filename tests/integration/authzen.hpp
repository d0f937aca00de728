#pragma once
// Questions of the Authorization API to a whole hub.

#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

namespace huecry::test {

inline constexpr char const* k_bare = R"({"decision":false})";

inline json::Json entity_json(std::string const& type, std::string const& id) { return {{"type", type}, {"id", id}}; }

/// May this reader ("DE", or the entity "DE/CUSTOMS") have this notice?
inline json::Json asking(std::string const& reader, std::string const& notice) {
  return {{"subject", entity_json(reader.size() == 2 ? "bureau" : "entity", reader)},
          {"action", {{"name", "read"}}},
          {"resource", entity_json("notice", notice)}};
}

/// The same about a notice that is not sent yet.
inline json::Json asking_about(std::string const& reader, std::string const& payload) {
  json::ReadOptions options;
  options.fractions = true;
  json::Json const document = *json::read(payload, options);
  json::Json question = asking(reader, document["id"]);
  question["resource"]["properties"]["document"] = document;
  return question;
}

inline Reply evaluate(TestHub& hub, std::string const& caller, json::Json const& question) {
  return hub.post(caller, "/access/v1/evaluation", "application/json", json::write(question));
}

/// Published by its issuer, without handling conditions, and excluded from one country or none.
inline std::string published(TestHub& hub, std::string const& iss, std::uint64_t seed,
                             std::string const& excluded = "") {
  std::string const payload =
      changed(sample(iss, seed, excluded), [](json::Json& notice) { notice["handling"] = "H0"; });
  Reply const accepted = hub.submit(iss, payload);
  REQUIRE_MESSAGE(accepted.status == 201, accepted.text);
  return accepted.body["id"];
}

}
