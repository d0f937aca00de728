#include "protocol/envelope/detail/container.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/text.hpp"

namespace huecry::envelope::detail {
namespace {

using json::Json;

/// Takes tokens from the front of the text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool take(char token) {
    skip_space();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// What stands between two quotes; no view when there are none.
  std::optional<std::string_view> take_string() {
    if (!take('"')) return std::nullopt;
    auto const end = rest_.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    auto const text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool at_end() {
    skip_space();
    return rest_.empty();
  }

 private:
  void skip_space() {
    auto const next = rest_.find_first_not_of(" \t\n\r");
    rest_.remove_prefix(next == std::string_view::npos ? rest_.size() : next);
  }

  std::string_view rest_;
};

std::string_view* part_named(Parts& parts, std::string_view name) {
  if (name == "payload") return &parts.payload_text;
  if (name == "protected") return &parts.protected_text;
  if (name == "signature") return &parts.signature_text;
  return nullptr;
}

bool take_member(Scanner& scanner, Parts& parts) {
  auto const name = scanner.take_string();
  if (!name || !scanner.take(':')) return false;
  auto const value = scanner.take_string();
  std::string_view* const part = part_named(parts, *name);
  if (!value || part == nullptr || part->data() != nullptr) return false;
  *part = *value;
  return true;
}

}

Result<> check_body(std::string_view body, std::size_t bytes_max) {
  if (body.size() > bytes_max) return Error(Errc::body_too_large, "at most " + std::to_string(bytes_max) + " bytes");
  auto const text = json::check_text(body);
  if (!text) return Error(Errc::body_encoding, text.error().detail);
  return ok();
}

std::optional<Parts> scan_container(std::string_view body) noexcept {
  Scanner scanner(body);
  Parts parts;
  if (!scanner.take('{') || !take_member(scanner, parts)) return std::nullopt;
  for (int i = 0; i < 2; ++i) {
    if (!scanner.take(',') || !take_member(scanner, parts)) return std::nullopt;
  }
  if (!scanner.take('}') || !scanner.at_end()) return std::nullopt;
  return parts;
}

Result<Json> read_container(std::string_view body) {
  json::ReadOptions options;
  options.depth_max = limits::container_depth_max;
  auto container = json::read(body, options);
  if (!container) return Error(Errc::jws_container, container.error().detail);
  auto const known = json::check_members(*container, {"payload", "protected", "signature"});
  if (!known) return Error(Errc::jws_container, known.error().detail);
  for (char const* name : {"payload", "protected", "signature"}) {
    Json const* const member = json::find(*container, name);
    if (member == nullptr || !member->is_string()) {
      return Error(Errc::jws_container, std::string(name) + ": a string is required");
    }
  }
  return container;
}

Parts parts_of(Json const& container) {
  auto const text = [&](char const* name) -> std::string_view {
    return json::find(container, name)->get_ref<std::string const&>();
  };
  return {text("protected"), text("payload"), text("signature")};
}

std::optional<Parts> split_compact(std::string_view compact) noexcept {
  auto const first = compact.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  auto const second = compact.find('.', first + 1);
  if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return Parts{compact.substr(0, first), compact.substr(first + 1, second - first - 1), compact.substr(second + 1)};
}

}
