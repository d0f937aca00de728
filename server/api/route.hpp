#pragma once
// Routes are data: the table drives dispatch, the Allow header, the limits before the body is read, and the tests that
// walk it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "certs/identity/identity.hpp"
#include "server/net/http.hpp"

namespace huecry::api {

struct Context;

/// The values of {names} in a route's pattern, in order.
using Params = std::vector<std::string>;

/// One request on its way through a handler. Lives in the dispatcher's frame until the handler has ended.
struct Call {
  Call(net::Peer const& peer_, net::Request request_, Params params_)
      : peer(peer_), request(std::move(request_)), params(std::move(params_)) {}

  net::Peer const& peer;
  net::Request request;
  Params params;
};

using Handler = asio::awaitable<net::Answer> (*)(Context const& context, Call& call);

/// Sets of roles as bits.
using Roles = std::uint8_t;
[[nodiscard]] constexpr Roles role_bit(certs::Role role) {
  return static_cast<Roles>(1U << static_cast<unsigned>(role));
}
inline constexpr Roles k_everyone = 0xff;
inline constexpr Roles k_bureau = role_bit(certs::Role::bureau);
inline constexpr Roles k_entity = role_bit(certs::Role::entity);
inline constexpr Roles k_secretariat = role_bit(certs::Role::secretariat);
inline constexpr Roles k_coordinator = role_bit(certs::Role::coordinator);
inline constexpr Roles k_auditor = role_bit(certs::Role::auditor);

struct Route {
  std::string_view method;
  std::string_view pattern;  // segments; {name} takes one, {name*} at the end all that are left
  Roles roles;
  std::size_t body_bytes_max;    // 0: no body
  std::string_view media_types;  // of the request body, separated by one space; empty: no body
  std::string_view parameters;   // of the query, separated by one space; others are refused
  Handler handler;
};

/// The member API, in the order of docs/protocol.md.
[[nodiscard]] std::span<Route const> routes();

struct Match {
  Route const* route = nullptr;  // nullptr: see allowed
  Params params;
  std::string allowed;  // methods that the path takes; empty: no such path
};

[[nodiscard]] Match match(std::span<Route const> table, std::string_view method, std::string_view path);

/// The pattern of a path for metrics, so that identifiers never become label values; "other" when there is none.
[[nodiscard]] std::string_view pattern_of(std::span<Route const> table, std::string_view path);

}
