#pragma once
// Asking another server over HTTP/1.1: a witness, a time-stamp authority. Nothing here trusts the answer, nor the way
// it came: whoever asks checks signatures in it.

#include <chrono>
#include <cstddef>
#include <string>

#include "protocol/base/result.hpp"

namespace huecry::net {

struct FetchRequest {
  std::string url;  // "http://host[:port]/path" or https, an IPv6 address in brackets; https checks the name against
                    // the system's roots
  std::string content_type;
  std::string body;
  bool get = false;  // else a POST
};

struct Fetched {
  int status = 0;
  std::string content_type;
  std::string body;
};

/// One connection, one request. Blocks the caller up to time_max, from the first packet to the last byte; the look-up
/// of a name may add what the system's resolver takes. Errors: Errc::config_invalid for a URL of another form;
/// transport, which says what failed; timeout; body_too_large.
[[nodiscard]] Result<Fetched> fetch(FetchRequest const& request, std::size_t bytes_max,
                                    std::chrono::milliseconds time_max);

/// The parts of a URL, for a check when it is configured. Errors: Errc::config_invalid.
struct Url {
  bool tls = false;
  std::string host, port, path;
  std::string authority;  // as it stood there
};
[[nodiscard]] Result<Url> parse_url(std::string const& text);

}
