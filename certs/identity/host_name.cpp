#include "certs/identity/host_name.hpp"

#include <algorithm>

namespace huecry::certs {
namespace {

constexpr std::size_t k_label_chars_max = 63;
constexpr std::size_t k_name_chars_max = 253;

// Not <cctype>: those depend on the locale.
bool is_label_char(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_label(std::string_view label) noexcept {
  if (label.empty() || label.size() > k_label_chars_max) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::ranges::all_of(label, is_label_char);
}

}

bool is_host_name(std::string_view name) noexcept {
  if (name.size() > k_name_chars_max) return false;
  while (true) {
    std::size_t const dot = name.find('.');
    if (!is_label(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

}
