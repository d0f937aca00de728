#pragma once
// Short ways to say things in tests of policies.

#include <doctest/doctest.h>

#include <memory>

#include "protocol/documents/schema.hpp"
#include "protocol/policy/compiled_policy.hpp"

namespace huecry::words {

inline std::shared_ptr<policy::Vocabulary const> vocabulary() {
  static auto const made = std::make_shared<policy::Vocabulary const>(documents::CodeLists());
  return made;
}

inline CountryCode cc(std::string_view code) { return *CountryCode::parse(code); }

inline CountrySet set(std::initializer_list<std::string_view> codes) {
  CountrySet result;
  for (auto code : codes) result.add(cc(code));
  return result;
}

inline UnixSeconds at(std::string_view moment) { return *documents::parse_moment(moment); }

}
