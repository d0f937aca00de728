#include "gateway/cli/output.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <system_error>

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

/// Characters as a terminal counts them, near enough: code points, without colour sequences.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  bool in_sequence = false;
  for (char c : text) {
    if (c == '\x1b') in_sequence = true;
    bool const continues = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
    if (!in_sequence && !continues) ++width;
    if (c == 'm') in_sequence = false;
  }
  return width;
}

std::string padded(std::string const& text, std::size_t width) {
  return text + std::string(width - std::min(width, width_of(text)), ' ');
}

std::vector<std::size_t> widths_of(std::vector<std::string> const& header,
                                   std::vector<std::vector<std::string>> const& rows) {
  std::vector<std::size_t> widths;
  widths.reserve(header.size());
  for (auto const& cell : header) widths.push_back(width_of(cell));
  for (auto const& row : rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  return widths;
}

std::string joined(std::vector<std::string> const& cells, std::vector<std::size_t> const& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    bool const last = i + 1 == cells.size();
    line += last ? cells[i] : padded(cells[i], widths[i]) + "  ";
  }
  return line;
}

}

Exit exit_of(Error const& error) {
  switch (error.code) {
    case Errc::config_invalid:
    case Errc::key_unusable:
    case Errc::io: return Exit::config;
    case Errc::transport:
    case Errc::timeout: return Exit::transport;
    case Errc::log_inconsistent:
    case Errc::certificate_chain:
    case Errc::certificate_profile:
    case Errc::trust_list_invalid: return Exit::untrusted;
    default: return row_of(error.code).retryable ? Exit::retryable : Exit::refused;
  }
}

Output::Output(bool as_json)
    : as_json_(as_json),
      colour_(::isatty(STDOUT_FILENO) == 1 &&
              std::getenv("NO_COLOR") == nullptr),  // NOLINT(concurrency-mt-unsafe): before any thread
      progress_(!as_json && ::isatty(STDERR_FILENO) == 1) {}

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
  if (!as_json_) std::cout << coloured(text, tone) << '\n';
}

void Output::table(std::vector<std::string> const& header, std::vector<std::vector<std::string>> const& rows) const {
  if (as_json_) return;
  auto const widths = widths_of(header, rows);
  bool const titled = std::ranges::any_of(header, [](auto const& cell) { return !cell.empty(); });
  if (titled) std::cout << coloured(joined(header, widths), Tone::dim) << '\n';
  for (auto const& row : rows) std::cout << joined(row, widths) << '\n';
}

void Output::note(std::string_view text) const {
  if (!as_json_) std::cerr << text << '\n';
}

int Output::problem(Error const& error) const {
  ErrorRow const& row = row_of(error.code);
  if (as_json_) {
    json::Json faults = json::Json::array();
    for (auto const& fault : error.faults) faults.push_back({{"pointer", fault.pointer}, {"message", fault.message}});
    std::cerr << json::write({{"code", row.token},
                              {"title", row.title},
                              {"detail", error.detail},
                              {"remedy", row.remedy},
                              {"retryable", row.retryable},
                              {"resolver", to_text(row.resolver)},
                              {"errors", std::move(faults)}})
              << '\n';
    return static_cast<int>(exit_of(error));
  }
  std::cerr << "huecry: " << row.title << " (" << row.token << ")\n";
  if (!error.detail.empty()) std::cerr << "  " << error.detail << '\n';
  for (auto const& fault : error.faults)
    std::cerr << "  " << (fault.pointer.empty() ? "/" : fault.pointer) << ": " << fault.message << '\n';
  std::cerr << "  next: " << row.remedy << '\n';
  return static_cast<int>(exit_of(error));
}

void Output::progress(std::string_view what, std::size_t done, std::size_t all) const {
  if (!progress_) return;
  std::cerr << '\r' << what << ' ' << done << '/' << all << (done == all ? "\n" : "") << std::flush;
}

}
