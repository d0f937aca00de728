#include "gateway/convert/detail/dice.hpp"

namespace huecry::convert::detail {

std::string Dice::code(std::size_t length) {
  constexpr std::string_view characters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += characters[below(characters.size())];
  return text;
}

}
