#include "protocol/log/add_checkpoint.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/log/detail/text.hpp"
#include "protocol/log/note.hpp"

namespace huecry::log {
namespace {

constexpr std::string_view k_old = "old ";
constexpr std::size_t k_proof_lines_max = 63;

Error bad(char const* what) { return Error(Errc::log_text_invalid, std::string("add-checkpoint: ") + what); }

}

std::string to_text(AddCheckpoint const& request) {
  std::string text(k_old);
  text.append(std::to_string(request.old_size)).append("\n");
  for (Digest const& hash : request.proof) text.append(base64_encode(hash.view())).append("\n");
  return text.append("\n").append(request.checkpoint);
}

Result<Proof> parse_proof_lines(std::string_view text) {
  Proof proof;
  while (!text.empty()) {
    auto const line = detail::take_line(text);
    auto const hash = line ? detail::parse_hash(*line) : std::nullopt;
    if (!hash) return bad("a line of the proof is no hash");
    if (proof.size() == k_proof_lines_max) return bad("more than 63 lines of proof");
    proof.push_back(*hash);
  }
  return proof;
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
