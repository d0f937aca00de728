#include "certs/identity/identity.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace huecry::certs {
namespace {

constexpr std::array<std::string_view, 6> k_roles = {"bureau",  "secretariat", "coordinator",
                                                     "auditor", "entity",      "hub"};
constexpr std::array<std::string_view, 6> k_purposes = {"notices", "messages", "policy", "review", "hub", "encryption"};

template <class Enum, std::size_t N>
std::optional<Enum> value_of(std::array<std::string_view, N> const& names, std::string_view text) noexcept {
  auto const found = std::ranges::find(names, text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}

std::string_view to_text(Role role) noexcept { return k_roles[static_cast<std::size_t>(role)]; }
std::optional<Role> role_from_text(std::string_view text) noexcept { return value_of<Role>(k_roles, text); }

std::string_view to_text(Purpose purpose) noexcept { return k_purposes[static_cast<std::size_t>(purpose)]; }
std::optional<Purpose> purpose_from_text(std::string_view text) noexcept { return value_of<Purpose>(k_purposes, text); }

std::string Identity::text() const { return std::string(country.text()) + "/" + organisation; }

}
