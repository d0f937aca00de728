#include "protocol/life/other_lives.hpp"

namespace huecry::life {
namespace {

using A = Actor;
using G = Guard;
using F = Effect;
using X = ExtractState;
using R = RecallState;

template <class Event>
using Names = std::array<std::string_view, static_cast<std::size_t>(Event::last_) + 1>;

constexpr Names<ExtractEvent> k_extract_events{"ask for", "publish", "remove"};
constexpr Names<RecallEvent> k_recall_events{"order", "deliver", "acknowledge", "dispute", "purge", "release again"};

constexpr Set<Actor> k_reviewers{A::reviewer, A::legal};

// clang-format off
constexpr ExtractTransition k_extract[] = {
    {"X1", X::none, ExtractEvent::ask, {A::source}, {G::consent, G::public_colour}, X::asked, {}},
    {"X1", X::removed, ExtractEvent::ask, {A::source}, {G::consent, G::public_colour}, X::asked, {}},
    {"X2", X::asked, ExtractEvent::publish, k_reviewers, {G::public_colour}, X::published, {}},
    {"X3", X::asked, ExtractEvent::remove, {A::source, A::reviewer, A::legal, A::commission, A::system}, {}, X::removed, {F::remove_extract}},
    {"X3", X::published, ExtractEvent::remove, {A::source, A::reviewer, A::legal, A::commission, A::system}, {}, X::removed, {F::remove_extract}},
};

constexpr RecallTransition k_recall[] = {
    {"R1", std::nullopt, RecallEvent::order, {A::source, A::secretariat, A::reviewer, A::legal, A::commission, A::system}, {}, R::ordered, {}},
    {"R2", R::ordered, RecallEvent::deliver, {A::recipient}, {}, R::delivered, {}},
    {"R3", R::ordered, RecallEvent::acknowledge, {A::recipient}, {}, R::acknowledged, {}},
    {"R3", R::delivered, RecallEvent::acknowledge, {A::recipient}, {}, R::acknowledged, {}},
    {"R4", R::ordered, RecallEvent::purge, {A::recipient}, {}, R::purged, {}},
    {"R4", R::delivered, RecallEvent::purge, {A::recipient}, {}, R::purged, {}},
    {"R4", R::acknowledged, RecallEvent::purge, {A::recipient}, {}, R::purged, {}},
    {"R4", R::disputed, RecallEvent::purge, {A::recipient}, {}, R::purged, {}},
    {"R5", R::ordered, RecallEvent::dispute, {A::recipient}, {G::reason}, R::disputed, {}},
    {"R5", R::delivered, RecallEvent::dispute, {A::recipient}, {G::reason}, R::disputed, {}},
    {"R5", R::acknowledged, RecallEvent::dispute, {A::recipient}, {G::reason}, R::disputed, {}},
    {"R6", R::ordered, RecallEvent::release_again, {A::source, A::system}, {}, R::superseded, {}},
    {"R6", R::delivered, RecallEvent::release_again, {A::source, A::system}, {}, R::superseded, {}},
    {"R6", R::acknowledged, RecallEvent::release_again, {A::source, A::system}, {}, R::superseded, {}},
    {"R6", R::disputed, RecallEvent::release_again, {A::source, A::system}, {}, R::superseded, {}},
};
// clang-format on

}

std::string_view to_text(ExtractEvent event) noexcept { return k_extract_events[static_cast<std::size_t>(event)]; }
std::string_view to_text(RecallEvent event) noexcept { return k_recall_events[static_cast<std::size_t>(event)]; }

std::span<ExtractTransition const> extract_life() noexcept { return k_extract; }
std::span<RecallTransition const> recall_life() noexcept { return k_recall; }

}
