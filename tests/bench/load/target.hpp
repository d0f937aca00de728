#pragma once
// Which server is loaded, and as whom.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "protocol/base/country.hpp"

namespace huecry::bench {

struct Target {
  std::filesystem::path federation;
  std::uint16_t port = 0;
  pid_t pid = 0;  // of the server: its CPU and memory are read
  std::vector<CountryCode> members;

  [[nodiscard]] std::filesystem::path folder(CountryCode member) const {
    return federation / std::string(member.text()) / "NCB";
  }
};

/// Of every country whose folder is in the federation, by name.
[[nodiscard]] std::vector<CountryCode> members_in(std::filesystem::path const& federation);

}
