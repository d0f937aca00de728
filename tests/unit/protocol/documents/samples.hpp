#pragma once
// The documents of tests/samples as JSON, and edits of them.

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/documents/schema.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::samples {

using documents::Schemas;
using json::Json;

/// Between them they hold every member of the notice schema (schema_walk_test.cpp checks that).
inline std::vector<std::string> const k_notices{"red",        "blue",     "green",      "yellow", "black",
                                                "purple",     "orange",   "stolen_art", "unsc",   "silver",
                                                "withdrawal", "imported", "imported_un"};

/// Compiled once for a test program: without optimisation it takes a while.
inline Schemas const& schemas() {
  static Schemas const compiled;
  return compiled;
}

inline std::string read_file(std::string const& path) {
  std::ifstream in(std::string(HUECRY_SOURCE_DIR) + "/" + path);
  REQUIRE_MESSAGE(in, path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline Json sample(std::string const& name) {
  auto parsed = json::read(read_file("tests/samples/" + name + ".json"), {.fractions = true});
  REQUIRE(parsed);
  return *parsed;
}
inline Json notice(std::string const& name) { return sample("notices/" + name); }

/// Sets the member at a JSON pointer to a value given as JSON text; an empty text removes it.
struct Edit {
  std::string pointer, value;
};

inline Json edited(Json document, std::vector<Edit> const& edits) {
  for (Edit const& edit : edits) {
    Json::json_pointer const at(edit.pointer);
    if (!edit.value.empty()) {
      document[at] = *json::read(edit.value, {.fractions = true});
    } else if (Json& parent = document[at.parent_pointer()]; parent.is_array()) {
      parent.erase(std::stoul(at.back()));
    } else {
      parent.erase(at.back());
    }
  }
  return document;
}

inline bool names(std::vector<FieldFault> const& faults, std::string const& pointer) {
  for (FieldFault const& fault : faults)
    if (fault.pointer == pointer) return true;
  return false;
}

/// For messages: "/a: is required; /b: …".
inline std::string text_of(std::vector<FieldFault> const& faults) {
  std::string text;
  for (FieldFault const& fault : faults) text += fault.pointer + ": " + fault.message + "; ";
  return text;
}

}
