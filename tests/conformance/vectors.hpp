#pragma once
// The folder of third-party vectors. It is not part of the project: where it is absent the program prints a line that
// starts with SKIPPED, before anything else, and each test case returns at once.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "protocol/base/bytes.hpp"

namespace huecry::test {

[[nodiscard]] bool vectors_present();
[[nodiscard]] std::filesystem::path vectors_dir();
/// A file of the folder, by its path inside. Throws when it cannot be read: a suite with a hole must not pass.
[[nodiscard]] std::string read_vector(std::filesystem::path const& name);
[[nodiscard]] nlohmann::json load_vector(std::filesystem::path const& name);
/// Hexadecimal as the suites write it. Throws on anything else.
[[nodiscard]] Bytes from_hex(std::string const& text);

}

/// First line of each test case here.
#define HUECRY_NEEDS_VECTORS \
  if (!::huecry::test::vectors_present()) return
