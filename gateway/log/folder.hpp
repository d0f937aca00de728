#pragma once
// A log that lies in a folder, as tlog-tiles lays it out: a mirror, or what a web server hands out.

#include <filesystem>

#include "gateway/log/fetch.hpp"

namespace huecry::follow {

/// Errors of what it returns: not_found, io.
[[nodiscard]] Fetch fetch_from(std::filesystem::path folder);

}
