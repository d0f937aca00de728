#pragma once
// Answers as bytes (RFC 9112). Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "server/net/http.hpp"

namespace huecry::net {

/// How the length of an answer's body is told.
enum class Framing : std::uint8_t { length, chunked, until_close };

struct WireHead {
  WireHead() = default;

  Framing framing = Framing::length;
  bool close = false;
  std::string_view correlation_id;
  std::string_view request_id;  // as the request had it; empty: it had none
  UnixSeconds date{};
};

/// Status line, fields and the empty line. Control characters in values become spaces: an answer cannot be split.
[[nodiscard]] std::string write_head(Answer const& answer, WireHead const& how);

/// One chunk of a chunked body; for an empty text nothing, since an empty chunk would end the body.
[[nodiscard]] std::string write_chunk(std::string_view text);
inline constexpr std::string_view k_last_chunk = "0\r\n\r\n";

/// What an event stream says last when the hub ends it: a comment, which every client ignores (HTML, server-sent
/// events).
inline constexpr std::string_view k_reconnect_comment = ": reconnect\n\n";

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
[[nodiscard]] std::string http_date(UnixSeconds time);

}
