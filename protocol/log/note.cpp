#include "protocol/log/note.hpp"

#include <array>
#include <utility>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/log/detail/text.hpp"

namespace huecry::log {
namespace {

constexpr std::string_view k_line_start = "\u2014 ";  // em dash and space
constexpr std::string_view k_body_end = "\n\n";
constexpr std::size_t k_id_bytes = 4;

Error bad(char const* what) { return Error(Errc::log_text_invalid, std::string("note: ") + what); }

Result<std::vector<NoteLine>> parse_lines(std::string_view text) {
  std::vector<NoteLine> lines;
  while (!text.empty()) {
    if (lines.size() == limits::note_signature_lines_max) return bad("too many signature lines");
    std::size_t const end = text.find('\n');
    if (end == std::string_view::npos) return bad("does not end with a line feed");
    HUECRY_TRY(NoteLine line, parse_note_line(text.substr(0, end + 1)));
    lines.push_back(std::move(line));
    text.remove_prefix(end + 1);
  }
  if (lines.empty()) return bad("no signature line");
  return lines;
}

}

std::string to_text(NoteLine const& line) {
  Bytes field(k_id_bytes);
  for (std::size_t i = 0; i < k_id_bytes; ++i) field[i] = static_cast<std::uint8_t>(line.key_id >> (24 - 8 * i));
  field.insert(field.end(), line.signature.begin(), line.signature.end());
  return std::string(k_line_start) + line.name + ' ' + base64_encode(field) + '\n';
}

std::string to_text(Note const& note) {
  std::string text = note.body + '\n';
  for (NoteLine const& line : note.lines) text += to_text(line);
  return text;
}

Result<NoteLine> parse_note_line(std::string_view text) {
  if (!text.starts_with(k_line_start) || !text.ends_with('\n')) return bad("not a signature line");
  text.remove_prefix(k_line_start.size());
  text.remove_suffix(1);
  std::size_t const space = text.find(' ');
  if (space == std::string_view::npos || !is_key_name(text.substr(0, space)))
    return bad("signature line without a name");
  auto const field = base64_decode(text.substr(space + 1));
  if (!field || field->size() <= k_id_bytes) return bad("signature is not base64 of id and bytes");
  NoteLine line{.name = std::string(text.substr(0, space)), .key_id = 0, .signature = {}};
  for (std::size_t i = 0; i < k_id_bytes; ++i) line.key_id = line.key_id << 8 | (*field)[i];
  line.signature.assign(field->begin() + k_id_bytes, field->end());
  return line;
}

Result<Note> parse_note(std::string_view text) {
  if (text.size() > limits::note_bytes_max) return bad("too large");
  if (!detail::is_note_text(text)) return bad("not UTF-8, or control characters");
  // The body may hold empty lines; the last one ends it.
  std::size_t const end = text.rfind(k_body_end);
  if (end == std::string_view::npos) return bad("no empty line before the signatures");
  HUECRY_TRY(std::vector<NoteLine> lines, parse_lines(text.substr(end + k_body_end.size())));
  return Note{std::string(text.substr(0, end + 1)), std::move(lines)};
}

}
