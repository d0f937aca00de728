#include "server/net/http.hpp"

#include <algorithm>

namespace huecry::net {

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  auto const found = std::ranges::find(query, name, &Pair::first);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

}
