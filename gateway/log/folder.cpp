#include "gateway/log/folder.hpp"

#include "protocol/base/durable_file.hpp"

namespace huecry::follow {

Fetch fetch_from(std::filesystem::path folder) {
  return [folder = std::move(folder)](std::string const& path) -> Result<std::string> {
    std::filesystem::path const file = folder / path;
    if (!std::filesystem::exists(file)) return Error(Errc::not_found, file.string() + " is not there");
    return read_whole(file);
  };
}

}
