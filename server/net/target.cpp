#include "server/net/target.hpp"

#include <algorithm>
#include <optional>

#include "protocol/base/encoding.hpp"

namespace huecry::net {
namespace {

Error malformed(std::string_view what) {
  return Error(Errc::request_malformed, "request target: " + std::string(what));
}

bool is_unreserved(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// RFC 3986 §3.3 and §3.4: what may stand unencoded in a path segment; a query may have "/" and "?" besides.
bool is_plain(unsigned char c, bool in_query) {
  static constexpr std::string_view marks = "!$&'()*+,;=:@";
  return is_unreserved(c) || marks.find(static_cast<char>(c)) != marks.npos || (in_query && (c == '/' || c == '?'));
}

std::optional<unsigned char> hex_pair(std::string_view text) {
  auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
  };
  if (text.size() < 2) return std::nullopt;
  int const high = digit(text[0]);
  int const low = digit(text[1]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<unsigned char>(high * 16 + low);
}

bool may_be_encoded(unsigned char c, bool in_query) {
  if (c < 0x20 || c == 0x7f) return false;
  if (in_query) return true;  // clients encode more than they must in values, and nothing is checked by comparing them
  return !is_unreserved(c) && c != '/' && c != '\\' && c != '%';
}

Result<std::string> decode(std::string_view text, bool in_query) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    if (c == '+' && in_query) {
      out += ' ';
    } else if (c == '%') {
      auto const byte = hex_pair(text.substr(i + 1));
      if (!byte || !may_be_encoded(*byte, in_query)) return malformed("a percent-encoding that is not allowed");
      out += static_cast<char>(*byte);
      i += 2;
    } else if (is_plain(c, in_query)) {
      out += static_cast<char>(c);
    } else {
      return malformed("a character that must be percent-encoded");
    }
  }
  if (!is_utf8(out)) return malformed("it does not decode to UTF-8");
  return out;
}

Result<> append_segment(std::string& path, std::string_view segment, bool last) {
  if (segment.empty() && !last) return malformed("an empty segment");
  if (segment == "." || segment == "..") return malformed("a dot segment");
  HUECRY_TRY(std::string const decoded, decode(segment, false));
  path += '/';
  path += decoded;
  return ok();
}

Result<std::string> parse_path(std::string_view text) {
  if (text.empty() || text.front() != '/') return malformed("not in origin form");
  std::string path;
  text.remove_prefix(1);
  for (;;) {
    std::size_t const slash = text.find('/');
    bool const last = slash == text.npos;
    HUECRY_CHECK(append_segment(path, text.substr(0, slash), last));
    if (last) return path;
    text.remove_prefix(slash + 1);
  }
}

Result<Pair> parse_pair(std::string_view text) {
  std::size_t const equals = std::min(text.find('='), text.size());
  HUECRY_TRY(std::string name, decode(text.substr(0, equals), true));
  if (name.empty()) return malformed("a query parameter without name");
  HUECRY_TRY(std::string value, decode(text.substr(std::min(equals + 1, text.size())), true));
  return Pair(std::move(name), std::move(value));
}

Result<std::vector<Pair>> parse_query(std::string_view text) {
  std::vector<Pair> pairs;
  while (!text.empty()) {
    if (pairs.size() == k_query_pairs_max) return malformed("too many query parameters");
    std::size_t const end = std::min(text.find('&'), text.size());
    HUECRY_TRY(Pair pair, parse_pair(text.substr(0, end)));
    pairs.push_back(std::move(pair));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pairs;
}

}

Result<Target> parse_target(std::string_view text) {
  std::size_t const mark = std::min(text.find('?'), text.size());
  Target target;
  HUECRY_TRY(target.path, parse_path(text.substr(0, mark)));
  HUECRY_TRY(target.query, parse_query(text.substr(std::min(mark + 1, text.size()))));
  return target;
}

}
