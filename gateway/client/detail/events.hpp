#pragma once
// Server-sent events from a byte stream (HTML standard, "Server-sent events"): lines, fields, a blank line ends an
// event.

#include <functional>
#include <string>
#include <string_view>

#include "gateway/client/client.hpp"

namespace huecry::client::detail {

class EventReader {
 public:
  /// on_event outlives the reader.
  explicit EventReader(std::function<bool(Event const&)> const& on_event) : on_event_(on_event) {}

  /// Bytes as they come, cut anywhere. False when on_event wants no more, or a line grows past the limit.
  [[nodiscard]] bool take(std::string_view bytes);

 private:
  [[nodiscard]] bool take_line(std::string_view line);

  std::function<bool(Event const&)> const& on_event_;
  std::string line_;
  Event event_;
};

}
