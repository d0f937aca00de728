#pragma once
// One random change of a document, and where it is.

#include <random>
#include <string>
#include <vector>

#include "tests/unit/protocol/documents/samples.hpp"

namespace huecry::samples {

struct Mutation {
  Json document;
  std::string pointer;  // of the changed, added or removed value
  std::string what;
};

inline void collect_pointers(Json const& value, Json::json_pointer const& at, std::vector<Json::json_pointer>& out) {
  out.push_back(at);
  if (value.is_object())
    for (auto const& [name, member] : value.items()) collect_pointers(member, at / name, out);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) collect_pointers(value[i], at / i, out);
}

inline std::vector<Json::json_pointer> pointers_of(Json const& document) {
  std::vector<Json::json_pointer> pointers;
  collect_pointers(document, Json::json_pointer(), pointers);
  return pointers;
}

/// A value of a type that the given one does not have. No schema of ours takes two types besides null.
inline Json of_other_type(Json const& value, std::mt19937_64& random) {
  std::vector<Json> const others{Json(true), Json("x"), Json::array({1}), Json::object({{"x", 1}}), Json(7)};
  for (;;) {
    Json const& other = others[random() % others.size()];
    bool const both_numbers = other.is_number() && value.is_number();
    if (other.type() != value.type() && !both_numbers) return other;
  }
}

/// Another type: always a fault of the schema at the pointer.
inline Mutation with_other_type(Json document, std::mt19937_64& random) {
  auto const pointers = pointers_of(document);
  Json::json_pointer at = pointers[random() % pointers.size()];
  while (document[at].is_null()) at = pointers[random() % pointers.size()];
  document[at] = of_other_type(document[at], random);
  return {std::move(document), at.to_string(), "another type"};
}

/// A member that no schema of ours has: always a fault at the pointer.
inline Mutation with_stranger(Json document, std::mt19937_64& random) {
  auto const pointers = pointers_of(document);
  Json::json_pointer at = pointers[random() % pointers.size()];
  while (!document[at].is_object()) at = pointers[random() % pointers.size()];
  at /= "unheard_of";
  document[at] = 1;
  return {std::move(document), at.to_string(), "an extra member"};
}

/// Anything, also harmless changes.
inline Mutation mutated(Json document, std::mt19937_64& random) {
  switch (random() % 5) {
    case 0: return with_other_type(std::move(document), random);
    case 1: return with_stranger(std::move(document), random);
    default: break;
  }
  auto const pointers = pointers_of(document);
  Json::json_pointer const at = pointers[1 + random() % (pointers.size() - 1)];
  if (random() % 3 == 0) {
    document[at] = nullptr;
  } else if (document[at].is_string()) {
    document[at] = document[at].get<std::string>() + "Q";
  } else if (document[at].is_number_integer()) {
    document[at] = document[at].get<std::int64_t>() * 1000 - 1;
  } else {
    Json& parent = document[at.parent_pointer()];
    if (parent.is_object()) parent.erase(at.back());
  }
  return {std::move(document), at.to_string(), "a change"};
}

}
