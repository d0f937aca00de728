#include "server/net/head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace huecry::net {
namespace {

constexpr std::string_view k_line_end = "\r\n";
constexpr std::string_view k_head_end = "\r\n\r\n";
constexpr std::size_t k_length_digits_max = 15;

Error malformed(std::string_view what) { return Error(Errc::request_malformed, std::string(what)); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view lower_b) {
  return std::ranges::equal(a, lower_b, {}, [](char c) { return lower(c); });
}

bool is_token_char(char c) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_char); }

// field-vchar, space and tab; obs-text is let pass in fields that we do not read (RFC 9110 §5.5).
bool is_field_char(char c) {
  auto const u = static_cast<unsigned char>(c);
  return (u >= 0x20 && u != 0x7f) || u == '\t';
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string_view trim(std::string_view text) {
  std::size_t const first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The elements of a comma-separated list.
template <class Each>
void for_each_element(std::string_view list, Each each) {
  for (;;) {
    std::size_t const comma = list.find(',');
    each(trim(list.substr(0, comma)));
    if (comma == list.npos) return;
    list.remove_prefix(comma + 1);
  }
}

class Reader {
 public:
  Result<Head> read(std::string_view text) {
    std::size_t const line_end = text.find(k_line_end);
    HUECRY_CHECK(request_line(text.substr(0, line_end)));
    text.remove_prefix(line_end + k_line_end.size());
    for (std::size_t fields = 0; text != k_line_end; ++fields) {
      if (fields == k_fields_max) return Error(Errc::header_too_large, "too many fields");
      std::size_t const end = text.find(k_line_end);
      HUECRY_CHECK(field_line(text.substr(0, end)));
      text.remove_prefix(end + k_line_end.size());
    }
    HUECRY_CHECK(whole());
    return std::move(head_);
  }

 private:
  Result<> request_line(std::string_view line) {
    std::size_t const first = line.find(' ');
    std::size_t const last = line.rfind(' ');
    if (first == line.npos || first == last) return malformed("request line");
    HUECRY_CHECK(version(line.substr(last + 1)));
    std::string_view const method = line.substr(0, first);
    if (!is_token(method) || method.size() > k_method_chars_max) return malformed("method");
    head_.method = method;
    HUECRY_TRY(head_.target, parse_target(line.substr(first + 1, last - first - 1)));
    return ok();
  }

  Result<> version(std::string_view text) {
    if (text != "HTTP/1.1" && text != "HTTP/1.0") return malformed("HTTP version; this hub speaks HTTP/1.1");
    head_.http_1_0 = text == "HTTP/1.0";
    head_.keep_alive = !head_.http_1_0;
    return ok();
  }

  Result<> field_line(std::string_view line) {
    // A line that begins with space is obs-fold (RFC 9112 §5.2): its name is no token.
    std::size_t const colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) return malformed("field name");
    std::string_view const value = trim(line.substr(colon + 1));
    if (!std::ranges::all_of(value, is_field_char)) return malformed("a control character in a field");
    return field(line.substr(0, colon), value);
  }

  struct Known {
    std::string_view name;
    Result<> (Reader::*read)(std::string_view);
  };

  Result<> field(std::string_view name, std::string_view value) {
    static constexpr std::array<Known, 15> known = {{{"host", &Reader::host},
                                                     {"content-length", &Reader::content_length},
                                                     {"transfer-encoding", &Reader::transfer_encoding},
                                                     {"connection", &Reader::connection},
                                                     {"expect", &Reader::expect},
                                                     {"content-type", &Reader::content_type},
                                                     {"content-encoding", &Reader::content_encoding},
                                                     {"accept", &Reader::accept},
                                                     {"if-none-match", &Reader::if_none_match},
                                                     {"range", &Reader::range},
                                                     {"last-event-id", &Reader::last_event_id},
                                                     {"idempotency-key", &Reader::idempotency_key},
                                                     {"x-request-id", &Reader::request_id},
                                                     {"priority", &Reader::priority},
                                                     {"upgrade", &Reader::upgrade}}};
    for (Known const& row : known) {
      if (!equal_ignoring_case(name, row.name)) continue;
      if (!is_ascii(value) && row.name == "priority") return ok();  // a hint
      if (!is_ascii(value)) return malformed("a field that is not ASCII: " + std::string(row.name));
      return (this->*row.read)(value);
    }
    return ok();
  }

  Result<> host(std::string_view value) {
    if (++hosts_ > 1 || value.empty()) return malformed("Host must stand there once");
    bool const plain =
        std::ranges::none_of(value, [](char c) { return c == ' ' || c == '\t' || c == ',' || c == '/' || c == '@'; });
    return plain ? ok() : malformed("Host");
  }

  Result<> content_length(std::string_view value) {
    if (head_.content_length) return malformed("Content-Length stands there twice");
    bool const digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
    if (value.empty() || !digits || value.size() > k_length_digits_max) return malformed("Content-Length");
    std::uint64_t length = 0;
    std::from_chars(value.data(), value.data() + value.size(), length);
    head_.content_length = length;
    return ok();
  }

  Result<> transfer_encoding(std::string_view) {
    transfer_encoding_ = true;
    return ok();
  }

  Result<> connection(std::string_view value) {
    bool tokens = true;
    for_each_element(value, [this, &tokens](std::string_view element) {
      tokens = tokens && (element.empty() || is_token(element));
      if (equal_ignoring_case(element, "close")) close_ = true;
      if (equal_ignoring_case(element, "keep-alive")) head_.keep_alive = true;
    });
    return tokens ? ok() : malformed("Connection");
  }

  Result<> expect(std::string_view value) {
    if (!equal_ignoring_case(value, "100-continue")) return malformed("Expect");
    head_.expects_continue = true;
    return ok();
  }

  Result<> content_type(std::string_view value) {
    HUECRY_CHECK(once(head_.content_type, value.substr(0, value.find(';')), "Content-Type"));
    head_.content_type = lower(head_.content_type);
    return ok();
  }

  // Like all of its kind a member, for the table. NOLINTNEXTLINE(readability-convert-member-functions-to-static)
  Result<> content_encoding(std::string_view value) {
    if (equal_ignoring_case(value, "identity")) return ok();
    return Error(Errc::media_type, "Content-Encoding: only identity");
  }

  Result<> accept(std::string_view value) { return joined(head_.accept, value); }
  Result<> if_none_match(std::string_view value) { return joined(head_.if_none_match, value); }
  Result<> range(std::string_view value) { return once(head_.range, value, "Range"); }
  Result<> last_event_id(std::string_view value) { return once(head_.last_event_id, value, "Last-Event-ID"); }
  Result<> idempotency_key(std::string_view value) { return once(head_.idempotency_key, value, "Idempotency-Key"); }
  Result<> request_id(std::string_view value) { return once(head_.request_id, value, "X-Request-ID"); }
  // A hint: what is not of its form is no fault (RFC 9218 §4).
  Result<> priority(std::string_view value) {
    for_each_element(value, [this](std::string_view element) {
      bool const names = element.size() >= 3 && element.starts_with("u=") && element[2] >= '0' && element[2] <= '7';
      if (names && (element.size() == 3 || element[3] == ';'))
        head_.urgency = static_cast<std::uint8_t>(element[2] - '0');
    });
    return ok();
  }
  // Ignored, as RFC 9110 §7.8 allows. NOLINTNEXTLINE(readability-convert-member-functions-to-static)
  Result<> upgrade(std::string_view) { return ok(); }

  static Result<> once(std::string& into, std::string_view value, std::string_view name) {
    if (!into.empty()) return malformed(std::string(name) + " stands there twice");
    into = trim(value);
    return ok();
  }

  static Result<> joined(std::string& into, std::string_view value) {
    if (!into.empty()) into += ", ";
    into += value;
    return ok();
  }

  Result<> whole() {
    if (hosts_ == 0 && !head_.http_1_0) return malformed("Host is missing");
    if (transfer_encoding_ && (head_.content_length || head_.http_1_0))
      return malformed("two ways of framing the body");
    if (transfer_encoding_) return Error(Errc::body_required, "a chunked body is not taken");
    if (close_) head_.keep_alive = false;
    return ok();
  }

  Head head_;
  int hosts_ = 0;
  bool transfer_encoding_ = false;
  bool close_ = false;
};

}

std::optional<std::size_t> head_length(std::string_view received) noexcept {
  std::size_t const end = received.find(k_head_end);
  if (end == received.npos) return std::nullopt;
  return end + k_head_end.size();
}

Result<Head> parse_head(std::string_view text) {
  if (!text.ends_with(k_head_end)) return malformed("the header has no end");
  return Reader().read(text);
}

}
