#pragma once
// Walks a document along the published schema, read independently of the product's own form of it.

#include <functional>
#include <string>

#include "tests/unit/protocol/documents/samples.hpp"

namespace huecry::samples {

class SchemaWalk {
 public:
  SchemaWalk() : codes_(schema("codes")) {
    for (Json& list : codes_["definitions"]) list["oneOf"] = Json::array({list["oneOf"][0]});  // cheaper to copy
  }

  /// visit(pointer, schema of the value, value) for every value of the document, parents first.
  using Visit = std::function<void(std::string const& pointer, Json const& schema, Json const& value)>;
  void walk(Json const& root, Json const& document, Visit const& visit) const { step(root, root, document, "", visit); }

  static Json schema(std::string const& name) { return *json::read(read_file("docs/schemas/" + name + ".json")); }

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
    Json const& file = hash == 0 ? root : codes_;
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

  Json codes_;
};

}
