#pragma once
// Files with secrets: read only when nobody but their owner can.

#include <cstddef>
#include <filesystem>
#include <string>

#include "protocol/base/result.hpp"

namespace huecry::certs {

/// The content of a regular file that belongs to this process's user (or root) and gives no right to group or others,
/// at most bytes_max. The caller wipes what it got. Errors: Errc::key_unusable; detail names the file.
[[nodiscard]] Result<std::string> read_private_file(std::filesystem::path const& path, std::size_t bytes_max);

}
