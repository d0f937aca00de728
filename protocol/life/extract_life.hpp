#pragma once
// The life of a notice's public extract (domain.md §5.3): what of it the public may see, beside the notice's own life.
// Its events are those of decisions about the notice, or follow from what becomes of the notice. Pure; any thread.

#include <span>

#include "protocol/life/notice_life.hpp"

namespace huecry::life {

/// Whether a notice may have one: its colour and its handling say so. Append only: the number is stored in rows.
enum class Publicity : std::uint8_t { never, on_request, always, last_ = always };

using ExtractTransition = Transition<ExtractState, NoticeEvent>;
[[nodiscard]] std::span<ExtractTransition const> extract_life() noexcept;
/// A step of the extract, not of the notice.
[[nodiscard]] bool is_about_extract(NoticeEvent event) noexcept;

/// What a notice that stands so and may be as public as that meets.
[[nodiscard]] Set<Guard> extract_guards(Publicity publicity, NoticeState notice) noexcept;
/// Where the extract stands once its notice has come to stand so: by the system's rows of the table, at once. `before`:
/// what it could be until then; who agreed to that has not agreed to another kind.
[[nodiscard]] ExtractState extract_after(ExtractState extract, Publicity before, Publicity publicity,
                                         NoticeState notice) noexcept;

}
