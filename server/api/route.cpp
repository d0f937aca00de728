#include "server/api/route.hpp"

namespace huecry::api {
namespace {

/// Takes the next segment of a path off its front. REQUIRES: path begins with '/'.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  auto const end = path.find('/');
  auto const segment = path.substr(0, end);
  path.remove_prefix(segment.size());
  return segment;
}

std::optional<Params> fit(std::string_view pattern, std::string_view path) {
  Params params;
  while (pattern.starts_with('/') && path.starts_with('/')) {
    auto const wanted = next_segment(pattern);
    if (wanted.ends_with("*}")) {
      params.emplace_back(path.substr(1));
      return params;
    }
    auto const given = next_segment(path);
    if (given.empty()) return std::nullopt;
    if (wanted.starts_with('{')) {
      params.emplace_back(given);
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return params;
}

}

Match match(std::span<Route const> table, std::string_view method, std::string_view path) {
  Match found;
  for (Route const& route : table) {
    auto params = fit(route.pattern, path);
    if (!params) continue;
    if (route.method == method) return {&route, std::move(*params), {}};
    if (!found.allowed.empty()) found.allowed += ", ";
    found.allowed += route.method;
  }
  return found;
}

std::string_view pattern_of(std::span<Route const> table, std::string_view path) {
  for (Route const& route : table)
    if (fit(route.pattern, path)) return route.pattern;
  return "other";
}

}
