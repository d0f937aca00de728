#include "gateway/cli/ping_matrix.hpp"

#include <chrono>
#include <map>

#include "gateway/cli/trust.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds k_late_after = 10s, k_stalled_after = 1min, k_old_after = 15min;

std::string span_text(std::chrono::milliseconds span) {
  if (span >= 2h) return std::to_string(std::chrono::duration_cast<std::chrono::hours>(span).count()) + " h";
  if (span >= 2min) return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(span).count()) + " min";
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(span).count()) + " s";
}

std::chrono::milliseconds since(Json const& pair, char const* member, UnixMillis now) {
  auto const at = received_time(pair.value(member, ""));
  return at ? now - *at : std::chrono::milliseconds(0);
}

struct Cell {
  std::string text;
  bool good = false;
};

Cell cell_of(Json const& pair, UnixMillis now) {
  if (pair.contains("waiting_since")) {
    auto const waits = since(pair, "waiting_since", now);
    return {(waits > k_stalled_after ? "STALLED " : "wait ") + span_text(waits), waits <= k_late_after};
  }
  if (!pair.contains("good_ms")) return {"-", false};
  auto const age = since(pair, "good", now);
  if (age > k_old_after) return {span_text(age) + " ago", false};
  return {std::to_string(pair.value("good_ms", std::int64_t{0})) + " ms", true};
}

}

PingMatrix ping_matrix(Json const& probes) {
  PingMatrix matrix;
  auto const now = received_time(probes.value("now", ""));
  std::map<std::pair<std::string, std::string>, Cell> cells;
  for (Json const& pair : probes.value("pairs", Json::array()))
    cells[{pair.value("from", ""), pair.value("to", "")}] = cell_of(pair, now ? *now : UnixMillis{});
  matrix.header = {"FROM \\ TO"};
  for (Json const& column : probes.value("participants", Json::array()))
    matrix.header.push_back(column.value("code", ""));
  for (std::size_t i = 1; i < matrix.header.size(); ++i) {
    std::vector<std::string> row{matrix.header[i]};
    for (std::size_t k = 1; k < matrix.header.size(); ++k) {
      auto const cell = cells.find({matrix.header[i], matrix.header[k]});
      row.push_back(cell == cells.end() ? "-" : cell->second.text);
      if (cell == cells.end()) continue;
      ++matrix.pairs;
      matrix.good += cell->second.good ? 1U : 0U;
    }
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

bool show_probes(Output const& output, Json const& probes) {
  PingMatrix const matrix = ping_matrix(probes);
  if (matrix.rows.empty()) {
    output.line("no bureau takes part: huecry gateway run --canary SECONDS does", Tone::warning);
    return false;
  }
  output.table(matrix.header, matrix.rows);
  bool const all = matrix.good == matrix.pairs && matrix.pairs > 0;
  output.line(std::to_string(matrix.good) + " of " + std::to_string(matrix.pairs) + " pairs are good",
              all ? Tone::good : Tone::bad);
  return all;
}

}
