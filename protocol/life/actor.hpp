#pragma once
// Who may cause a transition (domain.md §5). The operator of the hub is none of them. Pure; any thread.

#include <array>
#include <cstdint>
#include <string_view>

namespace huecry::life {

enum class Actor : std::uint8_t {
  source,       // the bureau whose notice it is
  reviewer,     // of the secretariat
  legal,        // a legal reviewer of the secretariat
  secretariat,  // its authorised decision
  commission,   // the independent supervisor (CCF)
  recipient,    // a bureau that was sent it
  system        // the hub's clock or policy; signed by the hub
};
inline constexpr std::array<std::string_view, 7> k_actors{"source",     "reviewer",  "legal reviewer", "secretariat",
                                                          "commission", "recipient", "system"};

[[nodiscard]] constexpr std::string_view to_text(Actor actor) noexcept {
  return k_actors[static_cast<std::size_t>(actor)];
}

}
