#include "gateway/client/detail/events.hpp"

namespace huecry::client::detail {
namespace {

constexpr std::size_t k_line_bytes_max = 4U << 20;

}

bool EventReader::take(std::string_view bytes) {
  while (!bytes.empty()) {
    auto const end = bytes.find('\n');
    line_ += bytes.substr(0, end);
    if (line_.size() > k_line_bytes_max) return false;
    if (end == std::string_view::npos) return true;
    bytes.remove_prefix(end + 1);
    if (line_.ends_with('\r')) line_.pop_back();
    if (!take_line(line_)) return false;
    line_.clear();
  }
  return true;
}

bool EventReader::take_line(std::string_view line) {
  if (line.empty()) {
    bool const wanted = event_.data.empty() || on_event_(event_);
    event_.data.clear();
    event_.kind.clear();
    return wanted;
  }
  auto const colon = line.find(':');
  auto const name = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "id") event_.id = value;
  if (name == "event") event_.kind = value;
  if (name == "data") event_.data += (event_.data.empty() ? "" : "\n") + std::string(value);
  return true;
}

}
