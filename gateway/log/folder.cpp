#include "gateway/log/folder.hpp"

#include <fstream>
#include <sstream>

namespace huecry::follow {

Fetch fetch_from(std::filesystem::path folder) {
  return [folder = std::move(folder)](std::string const& path) -> Result<std::string> {
    std::filesystem::path const file = folder / path;
    if (!std::filesystem::exists(file)) return Error(Errc::not_found, file.string() + " is not there");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return Error(Errc::io, file.string() + ": cannot be read");
    return std::move(text).str();
  };
}

}
