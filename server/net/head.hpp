#pragma once
// The header of a request (RFC 9112), read strictly: every shape that two parsers could read in two ways is refused, so
// that nothing can be smuggled past or through a proxy. Pure; any thread. Input: whoever completed the handshake.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "server/net/http.hpp"
#include "server/net/target.hpp"

namespace huecry::net {

struct Head {
  Head() = default;

  std::string method;
  Target target;
  bool http_1_0 = false;
  bool keep_alive = true;
  bool expects_continue = false;
  std::optional<std::uint64_t> content_length;
  std::string content_type;  // media type alone, lower case
  std::string accept;
  std::string if_none_match;
  std::string range;
  std::string last_event_id;
  std::string idempotency_key;
  std::string request_id;  // X-Request-ID, the sender's own name for the request
  std::uint8_t urgency = k_urgency_default;
};

inline constexpr std::size_t k_fields_max = 64;
inline constexpr std::size_t k_method_chars_max = 16;

/// The length of the header in `received`, its final empty line included; empty while that has not come.
[[nodiscard]] std::optional<std::size_t> head_length(std::string_view received) noexcept;

/// `text` is exactly one header. Refused besides what the grammar forbids: obs-fold, space before a colon, a bare CR or
/// LF, more or less than one Host, a second Content-Length (even an equal one) or one beside Transfer-Encoding, and
/// repeated fields that we read. Errors: Errc::request_malformed; body_required (411) for a chunked body, which no
/// resource here takes; header_too_large for too many fields; media_type for a coded body. After an error the
/// connection cannot be used again.
[[nodiscard]] Result<Head> parse_head(std::string_view text);

}
