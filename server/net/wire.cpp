#include "server/net/wire.hpp"

#include <array>
#include <charconv>

namespace huecry::net {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 207: return "Multi-Status";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

void append_number(std::string& out, std::uint64_t value, int base = 10) {
  std::array<char, 20> digits{};
  auto const [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value, base);
  out.append(digits.data(), end);
}

void append_two(std::string& out, unsigned value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (char const c : value) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  out += "\r\n";
}

// RFC 9110 §8.6: no length is told where there can be no body.
bool is_bodyless(int status) { return status == 204 || status == 304; }

void append_framing(std::string& out, Answer const& answer, Framing framing) {
  if (is_bodyless(answer.status)) return;
  if (framing == Framing::chunked) out += "Transfer-Encoding: chunked\r\n";
  if (framing != Framing::length) return;
  out += "Content-Length: ";
  append_number(out, answer.body.size());
  out += "\r\n";
}

}

std::string write_head(Answer const& answer, WireHead const& how) {
  std::string out;
  out.reserve(512);
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(answer.status));
  out.append(" ").append(reason(answer.status)).append("\r\n");
  append_field(out, "Date", http_date(how.date));
  if (!answer.content_type.empty()) append_field(out, "Content-Type", answer.content_type);
  append_framing(out, answer, how.framing);
  for (auto const& [name, value] : answer.headers) append_field(out, name, value);
  if (!how.correlation_id.empty()) append_field(out, "X-Correlation-Id", how.correlation_id);
  if (!how.request_id.empty()) append_field(out, "X-Request-ID", how.request_id);
  if (how.close) out += "Connection: close\r\n";
  out += "\r\n";
  return out;
}

std::string write_chunk(std::string_view text) {
  std::string out;
  if (text.empty()) return out;
  out.reserve(text.size() + 16);
  append_number(out, text.size(), 16);
  out.append("\r\n").append(text).append("\r\n");
  return out;
}

std::string http_date(UnixSeconds time) {
  static constexpr std::string_view days = "SunMonTueWedThuFriSat";
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  auto const day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day const date(day);
  std::chrono::hh_mm_ss const clock(time - day);
  std::string out;
  out.append(days.substr(std::chrono::weekday(day).c_encoding() * 3, 3)).append(", ");
  append_two(out, static_cast<unsigned>(date.day()));
  out.append(" ").append(months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3)).append(" ");
  append_number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())));
  out += ' ';
  append_two(out, static_cast<unsigned>(clock.hours().count()));
  out += ':';
  append_two(out, static_cast<unsigned>(clock.minutes().count()));
  out += ':';
  append_two(out, static_cast<unsigned>(clock.seconds().count()));
  out += " GMT";
  return out;
}

}
