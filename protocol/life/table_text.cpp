#include "protocol/life/table_text.hpp"

namespace huecry::life::detail {
namespace {

template <class Word>
std::string list(Set<Word> set, std::size_t words, std::string_view between) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    auto const word = static_cast<Word>(i);
    if (set.has(word)) text.append(text.empty() ? "" : between).append(to_text(word));
  }
  return text;
}

}

std::string line(std::string_view number, std::string_view from, std::string_view event, Set<Actor> who,
                 Set<Guard> guards, std::string_view to, Set<Effect> effects) {
  std::string text;
  for (std::string_view const cell : {number, from, event}) text.append("| ").append(cell).append(" ");
  text += "| " + list(who, k_actors.size(), ", ") + " | " + list(guards, k_guards, "; ");
  text.append(" | ").append(to).append(" | ");
  return text + list(effects, k_effects, "; ") + " |\n";
}

}
