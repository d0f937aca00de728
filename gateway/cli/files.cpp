#include "gateway/cli/files.hpp"

namespace huecry::cli {

Result<std::vector<std::string>> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    auto const end = text.find('\n');
    if (auto const line = text.substr(0, end); !line.empty()) lines.emplace_back(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  if (lines.empty()) return Error(Errc::config_invalid, "the input holds no document");
  return lines;
}

}
