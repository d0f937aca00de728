#pragma once
// The colours of notices. Which blocks a colour needs and takes stands in docs/schemas/notice.json, once. Any thread.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace huecry::documents {

/// Append only: the number is stored in index rows.
enum class Colour : std::uint8_t { red, blue, green, yellow, black, purple, orange, stolen_art, unsc, silver };

inline constexpr std::array k_colours{Colour::red,   Colour::blue,   Colour::green,  Colour::yellow,
                                      Colour::black, Colour::purple, Colour::orange, Colour::stolen_art,
                                      Colour::unsc,  Colour::silver};

[[nodiscard]] std::string_view to_text(Colour colour) noexcept;                        // "RED", "STOLEN_ART", …
[[nodiscard]] std::optional<Colour> colour_from_text(std::string_view text) noexcept;  // exact, upper case

}
