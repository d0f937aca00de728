#include "gateway/client/events.hpp"

#include <utility>

namespace huecry::client {

Result<std::vector<Event>> EventReader::feed(std::string_view bytes) {
  std::vector<Event> out;
  for (;;) {
    std::size_t const end = bytes.find('\n');
    rest_ += bytes.substr(0, end);
    if (rest_.size() + data_.size() > bytes_max_) return Error(Errc::body_too_large, "an event of the stream");
    if (end == bytes.npos) return out;
    bytes.remove_prefix(end + 1);
    std::string const whole = std::exchange(rest_, {});
    std::string_view text = whole;
    if (text.ends_with('\r')) text.remove_suffix(1);
    line(text, out);
  }
}

void EventReader::line(std::string_view text, std::vector<Event>& out) {
  if (text.empty()) {
    if (has_data_) out.push_back({last_id_, kind_.empty() ? "message" : kind_, data_});
    kind_.clear();
    data_.clear();
    has_data_ = false;
    return;
  }
  std::size_t const colon = text.find(':');
  if (colon == 0) return;  // a comment
  std::string_view value = colon == text.npos ? std::string_view() : text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  field(text.substr(0, colon), value);
}

void EventReader::field(std::string_view name, std::string_view value) {
  if (name == "event") kind_ = value;
  if (name == "id") last_id_ = value;
  if (name != "data") return;
  if (has_data_) data_ += '\n';
  data_ += value;
  has_data_ = true;
}

}
