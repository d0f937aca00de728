#pragma once
// What samples are made of. Given and family names are among the commonest of their languages and are joined at random:
// no combination means anybody.

#include <span>
#include <string_view>

namespace huecry::convert::pools {

struct Language {
  std::string_view country;                                   // alpha-2, of birth and nationality
  std::string_view language;                                  // as notices name it
  std::span<std::string_view const> family, family_original;  // pairwise; original is empty for Latin script
  std::span<std::string_view const> given, given_original;
  std::span<std::string_view const> places;
};

[[nodiscard]] std::span<Language const> languages();

struct Deed {
  std::string_view offence;
  std::string_view charge;
  std::string_view summary;  // for any subject, past tense, no name
  int penalty_months;
};

[[nodiscard]] std::span<Deed const> deeds();

}
