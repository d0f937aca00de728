#include "gateway/cli/ping_matrix.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "gateway/cli/trust.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds k_late_after = 10s, k_stalled_after = 1min, k_old_least = 15min;

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

/// `every`: from one probe of that one to its next, as a rule.
Cell cell_of(Json const& pair, std::chrono::seconds every, UnixMillis now) {
  if (pair.contains("waiting_since")) {
    auto const waits = since(pair, "waiting_since", now);
    return {(waits > k_stalled_after ? "STALLED " : "wait ") + span_text(waits), waits <= k_late_after};
  }
  if (!pair.contains("good_ms")) return {"-", false};
  auto const age = since(pair, "good", now);
  if (age > std::max<std::chrono::milliseconds>(3 * every, k_old_least)) return {span_text(age) + " ago", false};
  return {std::to_string(pair.value("good_ms", std::int64_t{0})) + " ms", true};
}

std::string countries_of(PingMatrix const& matrix) {
  std::string codes;
  for (auto const& row : matrix.rows) codes.append(codes.empty() ? "" : ", ").append(row.front());
  return codes;
}

}

PingMatrix ping_matrix(Json const& probes, ClosedPairs const& closed) {
  PingMatrix matrix;
  auto const now = received_time(probes.value("now", ""));
  std::map<std::pair<std::string, std::string>, Cell> cells;
  std::map<std::string, std::chrono::seconds> every;
  for (Json const& one : probes.value("participants", Json::array()))
    every[one.value("code", "")] = std::chrono::seconds(one.value("every_s", std::int64_t{0}));
  for (Json const& pair : probes.value("pairs", Json::array())) {
    std::string const from = pair.value("from", "");
    cells[{from, pair.value("to", "")}] = cell_of(pair, every[from], now ? *now : UnixMillis{});
  }
  matrix.header = {"FROM \\ TO"};
  for (Json const& column : probes.value("participants", Json::array()))
    matrix.header.push_back(column.value("code", ""));
  for (std::size_t i = 1; i < matrix.header.size(); ++i) {
    std::vector<std::string> row{matrix.header[i]};
    for (std::size_t k = 1; k < matrix.header.size(); ++k) {
      auto const cell = cells.find({matrix.header[i], matrix.header[k]});
      bool const is_probed = cell != cells.end();
      if (!is_probed && closed.contains(matrix.header[i] + "-" + matrix.header[k])) {
        row.emplace_back("closed");
        continue;
      }
      row.push_back(is_probed ? cell->second.text : "-");
      ++matrix.pairs;
      matrix.unprobed += is_probed ? 0U : 1U;
      matrix.good += is_probed && cell->second.good ? 1U : 0U;
    }
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

bool show_probes(Output const& output, Json const& probes, ClosedPairs const& closed) {
  PingMatrix const matrix = ping_matrix(probes, closed);
  if (matrix.rows.empty()) {
    output.line("no bureau takes part: huecry gateway run --canary SECONDS does", Tone::warning);
    return false;
  }
  if (probes.value("pairs", Json::array()).empty()) {
    output.line("these take part: " + countries_of(matrix));
    output.line("who takes no part is shown no pairs: huecry gateway run --canary SECONDS takes part", Tone::warning);
    return false;
  }
  output.table(matrix.header, matrix.rows);
  bool const all = matrix.good == matrix.pairs;
  output.line(std::to_string(matrix.good) + " of " + std::to_string(matrix.pairs) + " pairs are good",
              all ? Tone::good : Tone::bad);
  if (matrix.unprobed > 0)
    output.line(std::to_string(matrix.unprobed) +
                    " were never probed (-): a policy closes them, there is no certificate to seal to, or they are new",
                Tone::warning);
  return all;
}

}
