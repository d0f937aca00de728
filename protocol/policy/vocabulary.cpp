#include "protocol/policy/vocabulary.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace huecry::policy {
namespace {

std::vector<std::string> words_of(documents::CodeLists const& codes, std::string_view list, std::size_t most) {
  documents::CodeList const* const found = codes.find(list);
  HUECRY_ASSERT(found != nullptr && found->codes().size() <= most);
  std::vector<std::string> words;
  words.reserve(found->codes().size());
  for (documents::Code const& code : found->codes()) words.push_back(code.code);
  return words;
}

std::optional<std::uint8_t> place_of(std::vector<std::string> const& words, std::string_view word) {
  auto const at = std::ranges::lower_bound(words, word, {}, [](std::string const& w) -> std::string_view { return w; });
  if (at == words.end() || *at != word) return std::nullopt;
  return static_cast<std::uint8_t>(at - words.begin());
}

}

Vocabulary::Vocabulary(documents::CodeLists const& codes)
    : purposes_(words_of(codes, "purpose", k_purposes_max)),
      confidentialities_(words_of(codes, "confidentiality", k_confidentiality_max)),
      offences_(words_of(codes, "offence", k_offences_max)) {}

std::optional<std::uint8_t> Vocabulary::purpose(std::string_view code) const noexcept {
  return place_of(purposes_, code);
}
std::optional<std::uint8_t> Vocabulary::confidentiality(std::string_view code) const noexcept {
  return place_of(confidentialities_, code);
}
std::optional<std::uint8_t> Vocabulary::offence(std::string_view code) const noexcept {
  return place_of(offences_, code);
}

Vocabulary::Offences Vocabulary::covered_by(std::string_view code) const {
  Offences covered;
  auto const own = offence(code);
  if (!own) return covered;
  std::string const areas = std::string(code) + "/";
  for (std::size_t i = 0; i < offences_.size(); ++i)
    if (i == *own || offences_[i].starts_with(areas)) covered.set(i);
  return covered;
}

}
