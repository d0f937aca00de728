#include "protocol/log/add_checkpoint.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/log/detail/text.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/proof_lines.hpp"

namespace huecry::log {
namespace {

constexpr std::string_view k_old = "old ";

Error bad(char const* what) { return Error(Errc::log_text_invalid, std::string("add-checkpoint: ") + what); }

}

std::string to_text(AddCheckpoint const& request) {
  std::string text(k_old);
  text.append(std::to_string(request.old_size)).append("\n");
  return text.append(to_lines(request.proof)).append("\n").append(request.checkpoint);
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view text) {
  if (text.size() > limits::receipt_bytes_max) return bad("too large");
  auto const line = detail::take_line(text);
  if (!line || !line->starts_with(k_old)) return bad("no old size");
  auto const old_size = detail::parse_decimal(line->substr(k_old.size()));
  if (!old_size) return bad("the old size is no number");
  bool const without_proof = text.starts_with('\n');
  auto const end = without_proof ? 0 : text.find("\n\n");
  if (end == std::string_view::npos) return bad("no empty line before the checkpoint");
  AddCheckpoint request{.old_size = *old_size, .proof = {}, .checkpoint = {}};
  if (!without_proof) {
    HUECRY_TRY(request.proof, parse_proof_lines(text.substr(0, end + 1)));
  }
  text.remove_prefix(without_proof ? 1 : end + 2);
  HUECRY_CHECK(parse_note(text));
  request.checkpoint = std::string(text);
  return request;
}

}
