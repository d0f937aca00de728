#pragma once
// A zip archive, written whole. Pure.

#include <map>
#include <string>

#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"

namespace huecry::cli {

/// Path in the archive → content.
using ZipMembers = std::map<std::string, std::string>;

/// The archive's bytes; members in the order of their names, all of that time. Errors: Errc::io, which cannot happen
/// but for want of memory.
[[nodiscard]] Result<std::string> zip_of(ZipMembers const& members, UnixMillis at);

}
