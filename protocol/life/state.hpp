#pragma once
// Where a notice, a diffusion, a public extract and a recall stand in their lives (domain.md §5). Pure; any thread.

#include <cstdint>
#include <optional>
#include <string_view>

namespace huecry::life {

/// Of a notice or of a diffusion: each has its own table (notice_life.hpp), and what both can be means
/// the same of both. Append only, here and below: the number is stored in rows.
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
  held,           // a diffusion that a reviewer must look at before it goes out
  sent,           // one that went out; its review is pending
  reviewed_ok,    // one that went out, and that a reviewer has found in order
  rejected,       // one that was held, and never goes out
  non_compliant,  // one that went out, and was recalled by a reviewer
  last_ = non_compliant
};

/// Of the public part of a notice.
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
[[nodiscard]] std::string_view to_text(ExtractState state) noexcept;
[[nodiscard]] std::string_view to_text(RecallState state) noexcept;
[[nodiscard]] std::optional<ExtractState> extract_state(std::string_view text) noexcept;  // exact
[[nodiscard]] std::optional<NoticeState> notice_state(std::string_view text) noexcept;    // exact

/// It was sent to recipients, now or before; until then it is a matter between its source and the reviewers.
[[nodiscard]] bool was_published(NoticeState state) noexcept;
/// Recipients may have it, and act upon it.
[[nodiscard]] bool is_live(NoticeState state) noexcept;
/// Recipients hold it and must not be told to give it up: it is live, or suspended.
[[nodiscard]] bool is_in_force(NoticeState state) noexcept;
/// There is no way back.
[[nodiscard]] bool is_final(NoticeState state) noexcept;

}
