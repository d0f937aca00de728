#pragma once
// The request target, made canonical or refused: one resource has one text, so a check on the path cannot be passed by
// another spelling of it. Pure; any thread. Input: an authenticated peer, or anyone on the operator's listener.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "server/net/http.hpp"

namespace huecry::net {

struct Target {
  Target() = default;

  std::string path;
  std::vector<Pair> query;
};

inline constexpr std::size_t k_query_pairs_max = 32;

/// Origin form only (RFC 9112 §3.2.1). Refused: other forms, a fragment, empty segments ("//"), "." and "..",
/// percent-encoding that is malformed or not needed (an unreserved character, RFC 3986 §2.3) or that hides "/", "\",
/// "%" or a control character, and what does not decode to UTF-8. In a query, "+" is a space. Errors:
/// Errc::request_malformed.
[[nodiscard]] Result<Target> parse_target(std::string_view text);

}
