#include "protocol/documents/detail/patterns.hpp"

#include <algorithm>
#include <iterator>

namespace huecry::documents::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alnum(char c) { return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z'); }
bool is_id_char(char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; }

bool is_small(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; }
bool is_capital(char c) { return is_digit(c) || is_upper(c); }

bool all(std::string_view text, bool (*accept)(char)) { return std::ranges::all_of(text, accept); }
bool count_within(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most;
}
bool digits(std::string_view text, std::size_t least, std::size_t most) {
  return count_within(text, least, most) && all(text, is_digit);
}
bool uppers(std::string_view text, std::size_t least, std::size_t most) {
  return count_within(text, least, most) && all(text, is_upper);
}

/// Control characters are C0, DEL and C1; C1 is C2 80 to C2 9F in UTF-8.
bool without_controls(std::string_view text, std::string_view except) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte != 0x7F && byte != 0xC2) continue;
    if (byte == 0xC2 && (at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) > 0x9F)) continue;
    if (except.find(text[at]) == std::string_view::npos) return false;
  }
  return true;
}
bool is_line(std::string_view text) { return without_controls(text, ""); }
bool is_text(std::string_view text) { return without_controls(text, "\r\n"); }

bool is_member(std::string_view text) { return uppers(text, 2, 2); }
bool is_currency(std::string_view text) { return uppers(text, 3, 3); }
bool is_imo(std::string_view text) { return digits(text, 7, 7); }
bool is_mmsi(std::string_view text) { return digits(text, 9, 9); }

bool is_document_id(std::string_view text) {
  return count_within(text, 4, 64) && uppers(text.substr(0, 2), 2, 2) && text[2] == '-' && is_alnum(text[3]) &&
         all(text.substr(4), is_id_char);
}

bool is_sha256(std::string_view text) {
  return text.size() == 43 && all(text, [](char c) { return is_alnum(c) || c == '_' || c == '-'; });
}

bool is_partial_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  bool const year = digits(text.substr(0, 4), 4, 4);
  bool const month = text.size() < 7 || (text[4] == '/' && digits(text.substr(5, 2), 2, 2));
  bool const day = text.size() < 10 || (text[7] == '/' && digits(text.substr(8), 2, 2));
  return year && month && day;
}
bool is_date(std::string_view text) { return text.size() == 10 && is_partial_date(text); }

bool is_notice_no(std::string_view text) {
  return text.size() > 5 && digits(text.substr(0, 4), 4, 4) && text[4] == '/' && digits(text.substr(5), 1, 7);
}

bool is_un_reference(std::string_view text) {
  auto const dot = text.find('.');
  if (dot == std::string_view::npos || dot < 3) return false;
  char const subject = text[dot - 1];
  return uppers(text.substr(0, dot - 1), 2, 3) && (subject == 'i' || subject == 'e') &&
         digits(text.substr(dot + 1), 3, 5);
}

bool is_un_resolution(std::string_view text) {
  auto const space = text.find(' ');
  if (!digits(text.substr(0, space), 3, 4)) return false;
  if (space == std::string_view::npos) return true;
  auto const year = text.substr(space + 1);
  return year.size() == 6 && year.front() == '(' && year.back() == ')' && digits(year.substr(1, 4), 4, 4);
}

bool is_name(std::string_view text) { return count_within(text, 1, 32) && text.front() != '-' && all(text, is_small); }
bool is_group(std::string_view text) {
  return text.size() > 3 && uppers(text.substr(0, 2), 2, 2) && text[2] == '/' && is_name(text.substr(3));
}

/// Of digits where the form has d, and the form's own characters elsewhere.
bool is_moment(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
  if (text.size() != form.size()) return false;
  for (std::size_t at = 0; at < form.size(); ++at)
    if (form[at] == 'd' ? !is_digit(text[at]) : text[at] != form[at]) return false;
  return true;
}

bool is_file_name(std::string_view text) {
  return is_line(text) && text.find_first_of("/\\") == std::string_view::npos;
}

bool is_media_type(std::string_view text) {
  auto const slash = text.find('/');
  auto const is_half = [](std::string_view half) {
    auto const in_half = [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || std::string_view("!#$&^_.+-").find(c) != std::string_view::npos;
    };
    return !half.empty() && is_alnum(half.front()) && all(half, in_half);
  };
  return slash != std::string_view::npos && is_half(text.substr(0, slash)) && is_half(text.substr(slash + 1));
}

bool is_compact(std::string_view text) {
  auto const is_part = [](std::string_view part) {
    return !part.empty() && all(part, [](char c) { return is_alnum(c) || c == '_' || c == '-'; });
  };
  auto const first = text.find('.');
  if (first == std::string_view::npos) return false;
  auto const second = text.find('.', first + 1);
  return second != std::string_view::npos && is_part(text.substr(0, first)) &&
         is_part(text.substr(first + 1, second - first - 1)) && is_part(text.substr(second + 1));
}

bool is_ref(std::string_view text) {
  return count_within(text, 1, 20) && text[0] >= 'a' && text[0] <= 'z' && all(text, is_small);
}
bool is_hint_key(std::string_view text) {
  std::size_t const dot = text.find('.');
  if (dot == std::string_view::npos) return false;
  auto const group = text.substr(0, dot), own = text.substr(dot + 1);
  return count_within(group, 1, 20) && count_within(own, 1, 19) && all(group, is_small) && all(own, is_small);
}
bool is_vin(std::string_view text) {
  return count_within(text, 5, 17) &&
         all(text, [](char c) { return is_capital(c) && c != 'I' && c != 'O' && c != 'Q'; });
}
bool is_iban(std::string_view text) {
  return count_within(text, 15, 34) && uppers(text.substr(0, 2), 2, 2) && digits(text.substr(2, 2), 2, 2) &&
         all(text, is_capital);
}
bool is_bic(std::string_view text) {
  return (text.size() == 8 || text.size() == 11) && uppers(text.substr(0, 6), 6, 6) && all(text, is_capital);
}
bool is_asset(std::string_view text) { return count_within(text, 2, 10) && all(text, is_capital); }

constexpr Pattern k_patterns[] = {
    {R"(^[A-Z]{2}-[A-Za-z0-9][A-Za-z0-9._-]{0,60}$)", is_document_id,
     "a country code, a dash, then 1 to 61 letters, digits, dots, dashes or underscores"},
    {R"(^[A-Z]{2}$)", is_member, "two capital letters"},
    {R"(^[^\u0000-\u001f\u007f-\u009f]*$)", is_line, "one line of text without control characters"},
    {R"(^[^\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]*$)", is_text,
     "text without control characters other than CR and LF"},
    {R"(^[0-9]{4}/[0-9]{2}/[0-9]{2}$)", is_date, "a whole date, YYYY/MM/DD"},
    {R"(^[0-9]{4}(/[0-9]{2}(/[0-9]{2})?)?$)", is_partial_date, "a date, YYYY, YYYY/MM or YYYY/MM/DD"},
    {R"(^[A-Za-z0-9_-]{43}$)", is_sha256, "a SHA-256 value in base64url, 43 characters"},
    {R"(^[0-9]{4}/[0-9]{1,7}$)", is_notice_no, "a notice number, YYYY/NNNNN"},
    {R"(^[A-Z]{2,3}[ie][.][0-9]{3,5}$)", is_un_reference, "a reference such as QDi.123"},
    {R"(^[0-9]{3,4}( [(][0-9]{4}[)])?$)", is_un_resolution, "a resolution such as 1267 or 1267 (1999)"},
    {R"(^[a-z0-9][a-z0-9-]{0,31}$)", is_name, "a name of 1 to 32 lower-case letters, digits or dashes"},
    {R"(^[A-Z]{2}/[a-z0-9][a-z0-9-]{0,31}$)", is_group, "a group with its author's code, such as FR/neighbours"},
    {R"(^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$)", is_moment, "a moment, YYYY-MM-DDThh:mm:ssZ"},
    {R"(^[^\u0000-\u001f\u007f-\u009f/\\]*$)", is_file_name, "the name of a file, without a path"},
    {R"(^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$)", is_media_type, "a media type such as image/png"},
    {R"(^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$)", is_compact, "a signed document as a compact string"},
    {R"(^[A-Z]{3}$)", is_currency, "three capital letters"},
    {R"(^[0-9]{7}$)", is_imo, "seven digits"},
    {R"(^[0-9]{9}$)", is_mmsi, "nine digits"},
    {R"(^[a-z][a-z0-9-]{0,19}$)", is_ref, "a name such as p1: a lower-case letter, then letters, digits or dashes"},
    {R"(^[a-z0-9-]{1,20}[.][a-z0-9-]{1,19}$)", is_hint_key, "the name of a key, such as nordic.2026-11"},
    {R"(^[A-HJ-NPR-Z0-9]{5,17}$)", is_vin, "5 to 17 capital letters and digits without I, O and Q"},
    {R"(^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$)", is_iban, "an IBAN without spaces"},
    {R"(^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$)", is_bic, "a BIC of 8 or 11 characters"},
    {R"(^[A-Z0-9]{2,10}$)", is_asset, "2 to 10 capital letters and digits, such as EUR"}};

}

Pattern const* find_pattern(std::string_view regex) noexcept {
  auto const* found = std::ranges::find(k_patterns, regex, &Pattern::regex);
  return found == std::end(k_patterns) ? nullptr : found;
}

}
