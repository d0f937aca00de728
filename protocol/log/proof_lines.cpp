#include "protocol/log/proof_lines.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/log/detail/text.hpp"

namespace huecry::log {
namespace {

constexpr std::size_t k_proof_lines_max = 63;

Error bad(char const* what) { return Error(Errc::log_text_invalid, std::string("add-checkpoint: ") + what); }

}

std::string to_lines(Proof const& proof) {
  std::string text;
  for (Digest const& hash : proof) text.append(base64_encode(hash.view())).append("\n");
  return text;
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

}
