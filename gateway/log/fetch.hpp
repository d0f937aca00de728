#pragma once
// Where a log is read.

#include <functional>
#include <string>

#include "protocol/base/result.hpp"

namespace huecry::follow {

/// A resource below the log's prefix, as C2SP tlog-tiles names it: "checkpoint", "tile/0/x001/067.p/3",
/// "tile/entries/000". Errors: those of the hub or the file system.
using Fetch = std::function<Result<std::string>(std::string const& path)>;

}
