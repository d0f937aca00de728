#include "protocol/log/receipt.hpp"

#include <utility>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/log/detail/text.hpp"
#include "protocol/log/proof_lines.hpp"

namespace huecry::log {
namespace {

constexpr std::string_view k_first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view k_extra = "extra ";
constexpr std::string_view k_index = "index ";

Error bad(char const* what) { return Error(Errc::log_text_invalid, std::string("receipt: ") + what); }

/// The optional second line.
Result<std::string> take_extra(std::string_view& text) {
  if (!text.starts_with(k_extra)) return std::string();
  auto const line = detail::take_line(text);
  if (!line) return bad("cut off");
  auto const bytes = base64_decode(line->substr(k_extra.size()));
  if (!bytes || bytes->empty()) return bad("extra is not base64");
  return std::string(as_text(*bytes));
}

Result<std::uint64_t> take_index(std::string_view& text) {
  auto const line = detail::take_line(text);
  if (!line || !line->starts_with(k_index)) return bad("no index");
  auto const index = detail::parse_decimal(line->substr(k_index.size()));
  if (!index) return bad("index is not a number");
  return *index;
}

/// The hashes and the empty line after them.
Result<Proof> take_proof(std::string_view& text) {
  Proof proof;
  for (;;) {
    auto const line = detail::take_line(text);
    if (!line) return bad("no empty line after the proof");
    if (line->empty()) return proof;
    auto const hash = detail::parse_hash(*line);
    if (!hash) return bad("a line of the proof is not a hash");
    if (proof.size() == limits::proof_hashes_max) return bad("more hashes than a tree is high");
    proof.push_back(*hash);
  }
}

}

std::string to_text(Receipt const& receipt) {
  std::string text(k_first_line);
  text.append("\n");
  if (!receipt.extra.empty()) text.append(k_extra).append(base64_encode(as_bytes(receipt.extra))).append("\n");
  text.append(k_index).append(std::to_string(receipt.index)).append("\n");
  return text.append(to_lines(receipt.proof)).append("\n").append(receipt.checkpoint);
}

Result<Receipt> parse_receipt(std::string_view text) {
  if (text.size() > limits::receipt_bytes_max) return bad("too large");
  if (detail::take_line(text) != k_first_line) return bad("unknown first line");
  HUECRY_TRY(std::string extra, take_extra(text));
  HUECRY_TRY(std::uint64_t const index, take_index(text));
  HUECRY_TRY(Proof proof, take_proof(text));
  HUECRY_CHECK(parse_note(text));
  return Receipt{std::move(extra), index, std::move(proof), std::string(text)};
}

}
