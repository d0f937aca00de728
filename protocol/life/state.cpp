#include "protocol/life/state.hpp"

#include <algorithm>
#include <array>

namespace huecry::life {
namespace {

template <class State>
inline constexpr std::size_t k_number = static_cast<std::size_t>(State::last_) + 1;

constexpr std::array<std::string_view, k_number<NoticeState>> k_notice{
    "requested", "under_review", "returned", "abandoned", "refused", "published",   "suspended", "withdrawn",
    "cancelled", "expired",      "deleted",  "held",      "sent",    "reviewed_ok", "rejected",  "non_compliant"};
constexpr std::array<std::string_view, k_number<ExtractState>> k_extract{"none", "asked", "published", "removed"};
constexpr std::array<std::string_view, k_number<RecallState>> k_recall{"ordered",  "delivered", "acknowledged",
                                                                       "disputed", "purged",    "superseded"};

}

std::string_view to_text(NoticeState state) noexcept { return k_notice[static_cast<std::size_t>(state)]; }
std::string_view to_text(ExtractState state) noexcept { return k_extract[static_cast<std::size_t>(state)]; }
std::string_view to_text(RecallState state) noexcept { return k_recall[static_cast<std::size_t>(state)]; }

std::optional<NoticeState> notice_state(std::string_view text) noexcept {
  auto const* const found = std::ranges::find(k_notice, text);
  if (found == k_notice.end()) return std::nullopt;
  return static_cast<NoticeState>(found - k_notice.begin());
}

std::optional<ExtractState> extract_state(std::string_view text) noexcept {
  auto const* const found = std::ranges::find(k_extract, text);
  if (found == k_extract.end()) return std::nullopt;
  return static_cast<ExtractState>(found - k_extract.begin());
}

bool was_published(NoticeState state) noexcept {
  switch (state) {
    case NoticeState::published:
    case NoticeState::suspended:
    case NoticeState::withdrawn:
    case NoticeState::cancelled:
    case NoticeState::expired:
    case NoticeState::sent:
    case NoticeState::reviewed_ok:
    case NoticeState::non_compliant: return true;
    default: return false;
  }
}

bool is_live(NoticeState state) noexcept {
  return state == NoticeState::published || state == NoticeState::sent || state == NoticeState::reviewed_ok;
}

bool is_in_force(NoticeState state) noexcept { return is_live(state) || state == NoticeState::suspended; }

bool is_final(NoticeState state) noexcept {
  switch (state) {
    case NoticeState::requested:
    case NoticeState::under_review:
    case NoticeState::returned:
    case NoticeState::published:
    case NoticeState::suspended:
    case NoticeState::held:
    case NoticeState::sent:
    case NoticeState::reviewed_ok: return false;
    default: return true;
  }
}

}
