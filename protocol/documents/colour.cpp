#include "protocol/documents/colour.hpp"

#include "protocol/base/assert.hpp"

namespace huecry::documents {
namespace {

/// In the order of Colour.
constexpr std::array<std::string_view, k_colours.size()> k_names{"RED",    "BLUE",   "GREEN",      "YELLOW", "BLACK",
                                                                 "PURPLE", "ORANGE", "STOLEN_ART", "UNSC",   "SILVER"};

}

std::string_view to_text(Colour colour) noexcept {
  auto const index = static_cast<std::size_t>(colour);
  HUECRY_ASSERT(index < k_names.size());
  return k_names[index];
}

std::optional<Colour> colour_from_text(std::string_view text) noexcept {
  for (Colour const colour : k_colours)
    if (to_text(colour) == text) return colour;
  return std::nullopt;
}

}
