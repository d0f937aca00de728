#include "storage/kv/key.hpp"

namespace huecry::kv {

std::string after_prefix(std::string_view prefix) {
  std::string bound(prefix);
  while (!bound.empty() && static_cast<std::uint8_t>(bound.back()) == 0xff) bound.pop_back();
  if (!bound.empty()) bound.back() = static_cast<char>(static_cast<std::uint8_t>(bound.back()) + 1);
  return bound;
}

Range prefix_range(std::string_view prefix, bool reverse) {
  return {std::string(prefix), after_prefix(prefix), reverse};
}

}
