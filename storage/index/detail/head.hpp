#pragma once
// How a head follows its versions, and which terms lead to it. Committer's thread.

#include <string>
#include <vector>

#include "storage/index/rows.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index::detail {

using Terms = std::vector<std::string>;  // sorted, each once

[[nodiscard]] Terms terms_of(Head const& head);
/// The version is the current one from now on.
void advance(Head& head, Version const& version);
/// The recalls of a record to bureaus: they hold it no more.
void take_back(Head& head, Version& current, journal::Record const& record);
/// They owe no purge of it (any more): it was given to them again, or they have purged it.
void settle_owed(Head& head, CountrySet const& who);
/// Removes them from all, and what becomes empty.
void take_out(std::vector<Told>& list, CountrySet const& who);
/// When the member was told, if not with the version itself.
[[nodiscard]] Moment told_at(std::vector<Told> const& later, Version const& version, CountryCode member);
/// With its public extract where that belongs now.
void put_head(Head& head, Version const& current, Terms const& terms_before, kv::Transaction& transaction);

}
