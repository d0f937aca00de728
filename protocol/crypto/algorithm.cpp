#include "protocol/crypto/algorithm.hpp"

namespace huecry::crypto {
namespace {

struct Row {
  Algorithm algorithm;
  std::string_view name;
};
constexpr Row k_rows[] = {
    {Algorithm::es256, "ES256"}, {Algorithm::es384, "ES384"}, {Algorithm::ps256, "PS256"}, {Algorithm::eddsa, "EdDSA"}};

}

std::string_view to_text(Algorithm algorithm) noexcept { return k_rows[static_cast<std::size_t>(algorithm)].name; }

std::optional<Algorithm> algorithm_from_text(std::string_view name) noexcept {
  for (Row const& row : k_rows) {
    if (row.name == name) return row.algorithm;
  }
  return std::nullopt;
}

}
