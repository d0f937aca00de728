#pragma once
// What samples are made of: common given and family names by culture, towns, offences with their stories. Names are
// general; a person made of them is invented. Data: *_table.cpp.

#include <span>
#include <string_view>
#include <vector>

namespace huecry::convert::detail {

/// The Latin form, and the one in the original script; the latter is empty where Latin is the script.
struct Name {
  std::string_view latin, original;
};

struct Town {
  std::string_view name, country;
};

struct Culture {
  std::vector<std::string_view> countries, languages;
  std::vector<Name> family, male, female;
  std::vector<std::string_view> towns;  // of birth
};
[[nodiscard]] std::span<Culture const> cultures();

/// Where things happen.
[[nodiscard]] std::span<Town const> scenes();

/// In stories, {name} is the person, {place} the scene, {amount} a number, {other} an accomplice.
struct Crime {
  std::vector<std::string_view> offences;
  std::string_view charge, charge_in_original, law;
  int max_penalty_months;
  std::string_view story, modus_operandi;
};
[[nodiscard]] std::span<Crime const> crimes();

[[nodiscard]] std::span<std::string_view const> marks();
[[nodiscard]] std::span<std::string_view const> occupations();

}
