#pragma once
// Walks a document along the published schema, read independently of the product's own form of it.

#include <functional>
#include <map>
#include <string>

#include "tests/unit/protocol/documents/samples.hpp"

namespace huecry::samples {

class SchemaWalk {
 public:
  SchemaWalk() {
    for (std::string const name : {"codes", "notice", "entities", "message", "evidence", "policy"})
      files_[name + ".json"] = schema(name);
    for (Json& list : files_["codes.json"]["definitions"])
      list["oneOf"] = Json::array({list["oneOf"][0]});  // cheaper to copy
  }

  /// visit(pointer, schema of the value, value) for every value of the document, parents first.
  using Visit = std::function<void(std::string const& pointer, Json const& schema, Json const& value)>;
  void walk(Json const& root, Json const& document, Visit const& visit) const { step(root, root, document, "", visit); }

  /// Every reference with its file, so that it means the same wherever it is read.
  static Json schema(std::string const& name) {
    Json schema = *json::read(read_file("docs/schemas/" + name + ".json"));
    make_absolute(schema, name + ".json");
    return schema;
  }

  /// Without references; [X, null] is X with "nullable": true.
  Json resolve(Json const& root, Json const& node) const {
    if (node.contains("anyOf")) {
      Json inner = resolve(root, node["anyOf"][0]);
      inner["nullable"] = true;
      return inner;
    }
    if (!node.contains("$ref")) return node;
    std::string const reference = node["$ref"];
    auto const hash = reference.find('#');
    Json const& file = files_.at(reference.substr(0, hash));
    return resolve(root, file.at(Json::json_pointer(reference.substr(hash + 1))));
  }

 private:
  void step(Json const& root, Json const& node, Json const& value, std::string const& pointer,
            Visit const& visit) const {
    Json const schema = resolve(root, node);
    visit(pointer, schema, value);
    if (value.is_object())
      for (auto const& [name, member] : value.items()) {
        Json const& of_member = schema.at("properties").at(name);
        step(root, of_member, member, pointer + "/" + name, visit);
      }
    if (value.is_array())
      for (std::size_t i = 0; i < value.size(); ++i)
        step(root, schema.at("items"), value[i], pointer + "/" + std::to_string(i), visit);
  }

  static void make_absolute(Json& node, std::string const& file) {
    if (node.is_object() && node.contains("$ref") && node["$ref"].is_string() &&
        node["$ref"].get_ref<std::string const&>().starts_with('#'))
      node["$ref"] = file + node["$ref"].get<std::string>();
    if (node.is_structured())
      for (auto& child : node) make_absolute(child, file);
  }

  std::map<std::string, Json> files_;
};

}
