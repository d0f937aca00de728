#pragma once
// Where a notice, a diffusion, a public extract and a recall stand in their lives (domain.md §5). Pure; any thread.

#include <cstdint>
#include <optional>
#include <string_view>

namespace huecry::life {

/// Append only, here and below: the number is stored in rows.
enum class NoticeState : std::uint8_t {
  requested,
  under_review,
  returned,
  abandoned,
  refused,
  published,
  suspended,
  withdrawn,
  cancelled,
  expired,
  deleted,
  last_ = deleted
};

enum class DiffusionState : std::uint8_t {
  held,
  sent,
  reviewed_ok,
  rejected,
  non_compliant,
  withdrawn,
  expired,
  deleted,
  last_ = deleted
};

enum class ExtractState : std::uint8_t { none, asked, published, removed, last_ = removed };

/// Of one holder.
enum class RecallState : std::uint8_t {
  ordered,
  delivered,
  acknowledged,
  disputed,
  purged,
  superseded,
  last_ = superseded
};

[[nodiscard]] std::string_view to_text(NoticeState state) noexcept;  // "requested", "under_review", …
[[nodiscard]] std::string_view to_text(DiffusionState state) noexcept;
[[nodiscard]] std::string_view to_text(ExtractState state) noexcept;
[[nodiscard]] std::string_view to_text(RecallState state) noexcept;
[[nodiscard]] std::optional<NoticeState> notice_state(std::string_view text) noexcept;  // exact

/// It was sent to recipients, now or before; until then it is a matter between its source and the reviewers.
[[nodiscard]] bool was_published(NoticeState state) noexcept;
/// Recipients hold it and must not be told to give it up.
[[nodiscard]] bool is_in_force(NoticeState state) noexcept;
/// There is no way back.
[[nodiscard]] bool is_final(NoticeState state) noexcept;

}
