#pragma once
// The life of a notice (domain.md §5.1). A request for a first publication and one for an update go the same way, N2 to
// N7, each by itself: the version in force stays so meanwhile. Pure; any thread.

#include <optional>
#include <span>
#include <string_view>

#include "protocol/life/state.hpp"
#include "protocol/life/transition.hpp"

namespace huecry::life {

/// Of a notice or of a diffusion, as NoticeState. Append only: the number is stored in rows.
enum class NoticeEvent : std::uint8_t {
  submit,
  take,
  release,
  give_back,
  resubmit,
  drop,
  lapse,
  refuse,
  approve,
  suspend,
  resume,
  withdraw,
  cancel,
  renew,
  add_remark,
  expire,
  erase,
  remind,
  send,
  clear,
  reject,
  object,
  hold,
  lift,
  ask_extract,  // of its public extract, here and below (extract_life.hpp)
  publish_extract,
  remove_extract,
  last_ = remove_extract
};
[[nodiscard]] std::string_view to_text(NoticeEvent event) noexcept;  // "submit", "give back", …

/// A step of a request that waits; the others are steps of the notice in force.
[[nodiscard]] bool is_about_request(NoticeEvent event) noexcept;
/// A step that moves nothing of the notice but dates, or its extract. No other step names one of these as the step
/// before: a source could otherwise keep those who must stop its notice busy with renewals.
[[nodiscard]] bool is_beside(NoticeEvent event) noexcept;

using NoticeTransition = Transition<NoticeState, NoticeEvent>;
[[nodiscard]] std::span<NoticeTransition const> notice_life() noexcept;
/// The same states and events, other ways (domain.md §5.2): it has no requests and no versions but the one that is sent
/// and the one that takes it back.
[[nodiscard]] std::span<NoticeTransition const> diffusion_life() noexcept;
[[nodiscard]] inline std::span<NoticeTransition const> life_of(bool diffusion) noexcept {
  return diffusion ? diffusion_life() : notice_life();
}
[[nodiscard]] inline std::string_view thing_of(bool diffusion) noexcept { return diffusion ? "diffusion" : "notice"; }

}
