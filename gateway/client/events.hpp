#pragma once
// Server-sent events (WHATWG HTML §9.2.6), read piece by piece. Pure; one thread at a time.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry::client {

/// An event of a stream.
struct Event {
  std::string id;    // the last id that was sent, with this event or before it
  std::string kind;  // "message" when the stream does not say
  std::string data;
};

class EventReader {
 public:
  /// `event_bytes_max` bounds what is kept of an event that has not ended yet.
  explicit EventReader(std::string last_id, std::size_t event_bytes_max)
      : last_id_(std::move(last_id)), bytes_max_(event_bytes_max) {}

  /// Takes the next bytes of the stream and returns the events that end in them. Lines end with LF or CRLF (a bare CR,
  /// which the standard allows too, no hub sends). Errors: Errc::body_too_large.
  [[nodiscard]] Result<std::vector<Event>> feed(std::string_view bytes);
  [[nodiscard]] std::string const& last_id() const noexcept { return last_id_; }

 private:
  void line(std::string_view text, std::vector<Event>& out);
  void field(std::string_view name, std::string_view value);

  std::string last_id_;
  std::size_t bytes_max_;
  std::string rest_;  // of a line that has not ended
  std::string kind_;
  std::string data_;
  bool has_data_ = false;
};

}
