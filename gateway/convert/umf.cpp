#include "gateway/convert/umf.hpp"

#include <algorithm>

#include "protocol/json/json.hpp"

namespace huecry::convert {
namespace {

using json::Json;

/// Several lists of ours are one concept: `type` tells them apart.
struct Concept {
  std::string_view list, name, type;
};
constexpr Concept k_concepts[] = {{"persons", "Person", ""},
                                  {"organisations", "Organisation", ""},
                                  {"documents", "Document", ""},
                                  {"vehicles", "MeansOfTransport", "vehicle"},
                                  {"vessels", "MeansOfTransport", "vessel"},
                                  {"firearms", "Firearm", ""},
                                  {"accounts", "Item", "account"},
                                  {"items", "Item", "object"},
                                  {"locations", "Location", ""},
                                  {"events", "Event", ""}};
constexpr std::int64_t k_form = 1;

Json concept_of(Concept const& row, Json entity) {
  Json out = {{"concept", row.name}, {"id", entity.at("ref")}};
  if (!row.type.empty()) out["type"] = row.type;
  entity.erase("ref");
  out["properties"] = std::move(entity);
  return out;
}

Json connection_of(Json entity) {
  Json out = {
      {"concept", "Connection"}, {"from", entity.at("of")}, {"to", entity.at("to")}, {"type", entity.at("kind")}};
  for (char const* const name : {"of", "to", "kind"}) entity.erase(name);
  if (!entity.empty()) out["properties"] = std::move(entity);
  return out;
}

class Reader {
 public:
  void take(Json const& object, std::string const& pointer) {
    if (!object.is_object()) return fault(pointer, "is no object");
    std::string const name = text(object, "concept", pointer);
    Json properties = object.value("properties", Json::object());
    if (!properties.is_object()) return fault(pointer + "/properties", "is no object");
    if (name == "Connection") return take_connection(object, pointer, std::move(properties));
    auto const type = object.contains("type") ? text(object, "type", pointer) : std::string();
    auto const* const row =
        std::ranges::find_if(k_concepts, [&](Concept const& one) { return one.name == name && one.type == type; });
    if (row == std::end(k_concepts)) return fault(pointer + "/concept", "is no concept of this form");
    properties["ref"] = text(object, "id", pointer);
    entities_[std::string(row->list)].push_back(std::move(properties));
  }

  void fault(std::string pointer, std::string message) { faults_.push_back({std::move(pointer), std::move(message)}); }

  Result<Json> finish() && {
    if (!faults_.empty()) return Error(Errc::request_malformed, "this is not the form of docs/entities.md", faults_);
    return std::move(entities_);
  }

 private:
  void take_connection(Json const& object, std::string const& pointer, Json properties) {
    properties.update({{"of", text(object, "from", pointer)},
                       {"to", text(object, "to", pointer)},
                       {"kind", text(object, "type", pointer)}});
    entities_["connections"].push_back(std::move(properties));
  }

  std::string text(Json const& object, std::string const& name, std::string const& pointer) {
    auto const at = object.find(name);
    if (at != object.end() && at->is_string()) return at->get<std::string>();
    fault(pointer + "/" + name, "is no text");
    return {};
  }

  Json entities_ = Json::object();
  std::vector<FieldFault> faults_;
};

}

Json to_umf(Json const& entities) {
  Json objects = Json::array();
  for (Concept const& row : k_concepts)
    if (auto const list = entities.find(std::string(row.list)); list != entities.end())
      for (Json const& entity : *list) objects.push_back(concept_of(row, entity));
  if (auto const list = entities.find("connections"); list != entities.end())
    for (Json const& entity : *list) objects.push_back(connection_of(entity));
  return {{"umf", k_form}, {"objects", std::move(objects)}};
}

Result<Json> from_umf(Json const& umf) {
  Reader reader;
  bool const known = umf.is_object() && umf.value("umf", Json()) == k_form;
  if (!known) reader.fault("/umf", "is not " + std::to_string(k_form));
  Json const objects = umf.is_object() ? umf.value("objects", Json()) : Json();
  if (!objects.is_array()) reader.fault("/objects", "is no list");
  if (objects.is_array())
    for (std::size_t i = 0; i < objects.size(); ++i) reader.take(objects[i], "/objects/" + std::to_string(i));
  return std::move(reader).finish();
}

}
