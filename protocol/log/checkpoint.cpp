#include "protocol/log/checkpoint.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/log/detail/text.hpp"
#include "protocol/log/vkey.hpp"

namespace huecry::log {
namespace {

Error bad(char const* what) { return Error(Errc::log_text_invalid, std::string("checkpoint: ") + what); }

}

std::string to_body(Checkpoint const& checkpoint) {
  HUECRY_ASSERT(is_key_name(checkpoint.origin));
  std::string body = checkpoint.origin;
  body.append("\n").append(std::to_string(checkpoint.head.size));
  body.append("\n").append(base64_encode(checkpoint.head.root.view())).append("\n");
  return body;
}

Result<Checkpoint> parse_checkpoint(std::string_view body) {
  auto const origin = detail::take_line(body);
  auto const size_line = detail::take_line(body);
  auto const root_line = detail::take_line(body);
  if (!origin || !size_line || !root_line || !body.empty()) return bad("not three lines");
  if (!is_key_name(*origin)) return bad("origin is not a name");
  auto const size = detail::parse_decimal(*size_line);
  if (!size) return bad("size is not a number");
  auto const root = detail::parse_hash(*root_line);
  if (!root) return bad("root is not a hash");
  return Checkpoint{std::string(*origin), {*size, *root}};
}

}
