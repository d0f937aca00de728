#include "gateway/cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <system_error>

#include "gateway/cli/columns.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::good: return "\x1b[32m";
    case Tone::warning: return "\x1b[33m";
    case Tone::bad: return "\x1b[31m";
    case Tone::dim: return "\x1b[2m";
    case Tone::plain: return "";
  }
  return "";
}

/// Whether this terminal shows colours.
bool shows_colour() {
  char const* const plain = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): before any thread
  char const* const terminal = std::getenv("TERM");   // NOLINT(concurrency-mt-unsafe): before any thread
  bool const dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return ::isatty(STDOUT_FILENO) == 1 && plain == nullptr && !dumb;
}

/// The length of one of our own colours at the beginning of the text, or 0.
std::size_t colour_length(std::string_view text) {
  if (!text.starts_with("\x1b[")) return 0;
  auto const end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

/// As a terminal may see it: words of others must not move its cursor, nor write its title or clipboard. C1 is C2 80 to
/// C2 9F in UTF-8.
std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (std::size_t const colour = colour_length(text.substr(at)); colour != 0) {
      out += text.substr(at, colour);
      at += colour - 1;
      continue;
    }
    auto const byte = static_cast<unsigned char>(text[at]);
    bool const c1 = byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    if (c1) ++at;
    out += c1 || byte == 0x7F || (byte < 0x20 && byte != '\n' && byte != '\t') ? '?' : text[at];
  }
  return out;
}

/// What a person reads first, and what to do next. Most codes come from the hub, and the error table speaks for it;
/// what is found on this side is said in its own words, in detail.
struct Sentences {
  std::string_view title, remedy;
};

Sentences sentences_of(Errc code) {
  switch (code) {
    case Errc::config_invalid:
    case Errc::io: return {"Something on this side is in the way.", "Correct what the detail names."};
    case Errc::certificate_chain:
    case Errc::certificate_profile:
      return {"A certificate is not one that is trusted here.",
              "Of the hub's: check host, server_name and hub-root.pem of the profile."};
    default: return {row_of(code).title, row_of(code).remedy};
  }
}

bool is_local(Errc code) { return code == Errc::config_invalid || code == Errc::io; }

}

std::string progress_text(std::string_view what, std::uint64_t done, std::uint64_t all, Unit unit) {
  constexpr std::uint64_t cells = 20;
  constexpr std::size_t name_most = 48;  // more would wrap, and be written anew below each time
  if (what.size() > name_most) what = what.substr(0, name_most);
  std::uint64_t const part = std::min(done, all), percent = all == 0 ? 100 : part * 100 / all;
  auto const filled = static_cast<std::size_t>(all == 0 ? cells : part * cells / all);
  std::string bar = std::string(filled, '=') + std::string(cells - filled, ' ');
  if (filled < cells) bar[filled] = '>';
  if (unit == Unit::pieces) return fmt::format("{}  [{}] {:3} %  {} of {}", what, bar, percent, done, all);
  constexpr double mib = 1 << 20;
  return fmt::format("{}  [{}] {:3} %  {:.1f} of {:.1f} MiB", what, bar, percent, static_cast<double>(done) / mib,
                     static_cast<double>(all) / mib);
}

json::Json problem_json(Error const& error) {
  ErrorRow const& row = row_of(error.code);
  Sentences const say = sentences_of(error.code);
  json::Json faults = json::Json::array();
  for (auto const& fault : error.faults) faults.push_back({{"pointer", fault.pointer}, {"message", fault.message}});
  return {{"code", row.token},          {"title", say.title},
          {"detail", error.detail},     {"remedy", say.remedy},
          {"retryable", row.retryable}, {"resolver", is_local(error.code) ? "sender" : to_text(row.resolver)},
          {"errors", std::move(faults)}};
}

Exit exit_of(Error const& error) {
  switch (error.code) {
    case Errc::config_invalid:
    case Errc::key_unusable:
    case Errc::io: return Exit::config;
    case Errc::transport:
    case Errc::timeout: return Exit::transport;
    case Errc::log_inconsistent:
    case Errc::not_verified:
    case Errc::log_text_invalid:
    case Errc::log_signature_invalid:
    case Errc::proof_invalid:
    case Errc::seal_form:
    case Errc::seal_mismatch:
    case Errc::certificate_chain:
    case Errc::certificate_profile:
    case Errc::trust_list_invalid: return Exit::untrusted;
    default: return row_of(error.code).retryable ? Exit::retryable : Exit::refused;
  }
}

Output::Output(bool as_json)
    : as_json_(as_json), colour_(shows_colour()), progress_(!as_json && ::isatty(STDERR_FILENO) == 1) {}

std::string Output::coloured(std::string_view text, Tone tone) const {
  if (!colour_ || tone == Tone::plain) return std::string(text);
  return std::string(code_of(tone)) + std::string(text) + "\x1b[0m";
}

void Output::value(json::Json const& value) const {
  if (as_json_) std::cout << json::write(value) << '\n';
}

void Output::raw(std::string_view text) { std::cout << text; }

Result<> Output::flush() {
  errno = 0;
  if (std::cout.flush()) return ok();
  std::string const why = errno == 0 ? "" : ": " + std::generic_category().message(errno);
  return Error(Errc::config_invalid, "standard output does not take what is printed" + why);
}

void Output::line(std::string_view text, Tone tone) const {
  if (!as_json_) std::cout << coloured(harmless(text), tone) << '\n';
}

void Output::table(std::vector<std::string> const& header, std::vector<std::vector<std::string>> const& rows) const {
  if (as_json_) return;
  auto const lines = aligned(header, rows);
  bool const titled = std::ranges::any_of(header, [](auto const& cell) { return !cell.empty(); });
  if (titled) std::cout << coloured(lines.front(), Tone::dim) << '\n';
  for (std::size_t i = 1; i < lines.size(); ++i) std::cout << harmless(lines[i]) << '\n';
}

void Output::note(std::string_view text) const {
  if (!as_json_) std::cerr << harmless(text) << '\n';
}

int Output::problem(Error const& error) const {
  int const exit = static_cast<int>(exit_of(error));
  if (as_json_) return std::cerr << json::write(problem_json(error)) << '\n', exit;
  Sentences const say = sentences_of(error.code);
  bool const local = is_local(error.code);
  if (local) std::cerr << "huecry: " << harmless(error.detail) << '\n';
  if (!local) std::cerr << "huecry: " << say.title << " (" << token_of(error.code) << ")\n";
  if (!local && !error.detail.empty()) std::cerr << "  " << harmless(error.detail) << '\n';
  for (auto const& fault : error.faults)
    std::cerr << "  " << harmless(fault.pointer.empty() ? fault.message : fault.pointer + ": " + fault.message) << '\n';
  if (!local) std::cerr << "  next: " << say.remedy << '\n';
  return exit;
}

void Output::progress(std::string_view what, std::uint64_t done, std::uint64_t all, Unit unit) const {
  if (!progress_) return;
  constexpr std::string_view rest_of_line = "\x1b[K";
  std::cerr << '\r' << harmless(progress_text(what, done, all, unit)) << rest_of_line << (done >= all ? "\n" : "")
            << std::flush;
}

}
