// docs/openapi.json and the route table say the same: neither can be changed alone.

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "protocol/json/json.hpp"
#include "server/api/route.hpp"

using namespace huecry;
using namespace huecry::api;
using json::Json;

namespace {

Json openapi() {
  std::ifstream file(HUECRY_OPENAPI, std::ios::binary);
  REQUIRE(file);
  return Json::parse(file);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// As OpenAPI writes it, which has no way to say that a parameter may hold slashes.
std::string template_of(std::string_view pattern) {
  bool const rest = pattern.ends_with("*}");
  return rest ? std::string(pattern.substr(0, pattern.size() - 2)) + '}' : std::string(pattern);
}

std::set<std::string> words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::set<std::string> found;
  for (std::string word; in >> word;) found.insert(word);
  return found;
}

std::set<std::string> query_parameters(Json const& operation) {
  std::set<std::string> names;
  if (!operation.contains("parameters")) return names;
  for (Json const& parameter : operation["parameters"])
    if (parameter["in"] == "query") names.insert(parameter["name"].get<std::string>());
  return names;
}

std::set<std::string> media_types(Json const& operation) {
  std::set<std::string> types;
  if (!operation.contains("requestBody")) return types;
  for (auto const& [type, content] : operation["requestBody"]["content"].items()) types.insert(type);
  return types;
}

std::set<std::string> roles(Route const& route) {
  std::set<std::string> names;
  for (auto role : {certs::Role::bureau, certs::Role::secretariat, certs::Role::coordinator, certs::Role::auditor,
                    certs::Role::entity})
    if ((route.roles & role_bit(role)) != 0) names.emplace(certs::to_text(role));
  return names;
}

}

TEST_SUITE("server/api openapi") {
  TEST_CASE("every route is described with its parameters, bodies and roles") {
    Json const document = openapi();
    for (Route const& route : routes()) {
      std::string const name = std::string(route.method) + ' ' + std::string(route.pattern);
      CAPTURE(name);
      auto const path = document["paths"].find(template_of(route.pattern));
      REQUIRE(path != document["paths"].end());
      auto const operation = path->find(lower(route.method));
      REQUIRE(operation != path->end());
      CHECK(query_parameters(*operation) == words(route.parameters));
      CHECK(media_types(*operation) == words(route.media_types));
      CHECK((*operation)["x-roles"].get<std::set<std::string>>() == roles(route));
      CHECK((*operation)["responses"].contains("default"));
    }
  }

  TEST_CASE("nothing is described that does not exist") {
    std::set<std::string> known;
    for (Route const& route : routes()) known.insert(lower(route.method) + ' ' + template_of(route.pattern));
    Json const document = openapi();
    for (auto const& [path, operations] : document["paths"].items())
      for (auto const& [method, operation] : operations.items()) {
        if (method == "parameters") continue;
        std::string const name = method + ' ' + path;
        CAPTURE(name);
        CHECK(known.contains(name));
      }
  }
}
