#include "gateway/cli/columns.hpp"

#include <algorithm>
#include <utility>

#include "protocol/text/width.hpp"

namespace huecry::cli {
namespace {

/// Without sequences like ESC [ 3 2 m.
std::string uncoloured(std::string_view text) {
  std::string out;
  bool in_sequence = false;
  for (char c : text) {
    if (c == '\x1b') in_sequence = true;
    if (!in_sequence) out += c;
    if (c == 'm') in_sequence = false;
  }
  return out;
}

std::size_t width_of(std::string_view text) { return text::display_width(uncoloured(text)); }

void widen(std::vector<std::size_t>& widths, Cells const& cells) {
  widths.resize(std::max(widths.size(), cells.size()));
  for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
}

std::string line_of(Cells const& cells, std::vector<std::size_t> const& widths) {
  std::string line;
  std::size_t gap = 0;  // written before the next cell that is not empty, so that no line ends in spaces
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::size_t const width = width_of(cells[i]);
    if (width > 0) line.append(std::exchange(gap, 0), ' ') += cells[i];
    gap += widths[i] - width + 2;
  }
  return line;
}

}

std::vector<std::string> aligned(Cells const& header, std::vector<Cells> const& rows) {
  std::vector<std::size_t> widths;
  widen(widths, header);
  for (Cells const& row : rows) widen(widths, row);
  std::vector<std::string> lines{line_of(header, widths)};
  for (Cells const& row : rows) lines.push_back(line_of(row, widths));
  return lines;
}

}
