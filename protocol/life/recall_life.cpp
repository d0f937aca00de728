#include "protocol/life/recall_life.hpp"

namespace huecry::life {
namespace {

using A = Actor;
using G = Guard;
using R = RecallState;

constexpr std::array<std::string_view, static_cast<std::size_t>(RecallEvent::last_) + 1> k_events{
    "order", "deliver", "acknowledge", "dispute", "purge", "release again"};

// clang-format off
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

std::string_view to_text(RecallEvent event) noexcept { return k_events[static_cast<std::size_t>(event)]; }

std::span<RecallTransition const> recall_life() noexcept { return k_recall; }

}
