#pragma once
// Who was not heard of in time: of a version in force that it has it, of a recall that it has purged what it had
// (domain.md §7). The hub says so, once of each, in evidence of its own; whoever is heard of later has come as far as
// it says all the same. Of a bureau; for its entities it answers itself. Pure; any thread.

#include <optional>

#include "storage/index/rows.hpp"

namespace huecry::index {

/// When it was recalled from a member that owes its purge; nullopt: it owes none.
[[nodiscard]] std::optional<Moment> owes_purge_since(Head const& head, CountryCode member);
/// Of what this version recalled from it, not of another's.
[[nodiscard]] bool owes_purge_of(Head const& head, Version const& version, CountryCode member);

struct Silence {
  documents::EvidenceKind kind{};  // one of the hub's
  CountrySet who;
};

/// Of what has passed at `until` that whose time came first. `progress`: of the version in force.
[[nodiscard]] std::optional<Silence> silence_of(Head const& head, Version const& current, Progress const& progress,
                                                UnixSeconds until);
/// When the next time comes; nullopt: nothing is awaited.
[[nodiscard]] std::optional<UnixSeconds> next_silence(Head const& head, Version const& current,
                                                      Progress const& progress);

}
