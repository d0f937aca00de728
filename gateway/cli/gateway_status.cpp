#include "gateway/cli/gateway_status.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using json::Json;
using Rows = std::vector<std::vector<std::string>>;

using namespace std::chrono_literals;

constexpr auto k_silent_after = 2min;
// A round of these is a matter of seconds; the others upload, fetch and call programs, which takes as long as it takes.
constexpr std::array<std::string_view, 3> k_quick{"inbox", "evidence", "canary"};
constexpr auto k_stuck_after = 3min;

/// What was put there or came, without what is said of it.
std::size_t files_in(fs::path const& folder) {
  std::size_t count = 0;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(folder, none)) {
    std::string const name = entry.path().filename().string();
    bool const is_said = name.ends_with(".answer") || name.ends_with(".problem");
    count += entry.is_regular_file(none) && !name.starts_with('.') && !is_said ? 1U : 0U;
  }
  return count;
}

struct Standing {
  std::string text = "well";
  bool good = true;
};

Standing standing_of(std::string const& name, Json const& part, UnixMillis now) {
  if (part.contains("wrong") && part["wrong"].is_string()) return {part["wrong"].get<std::string>(), false};
  auto const begun = received_time(part.value("begun", ""));
  if (!begun || now - *begun < k_stuck_after) return {};
  bool const is_stuck = std::ranges::find(k_quick, name) != k_quick.end();
  return {(is_stuck ? "STUCK since " : "at work since ") + shown_time(part.value("begun", "")), !is_stuck};
}

/// True when all is well.
bool show_parts(Output const& output, Json const& parts, UnixMillis now) {
  Rows rows;
  bool good = true;
  for (auto const& [name, part] : parts.items()) {
    Standing const standing = standing_of(name, part, now);
    good = good && standing.good;
    rows.push_back({name, shown_time(part.value("good", "")), standing.text});
  }
  output.table({"PART", "LAST WELL", "NOW"}, rows);
  return good;
}

std::string canary_text(Json const& pair) {
  if (pair.value("stalled", false)) return "STALLED for " + std::to_string(pair.value("waiting_s", 0)) + " s";
  if (!pair.value("closed", false)) return "well";
  return pair.value("well", false) ? "closed, as --canary-closed says"
                                   : "CLOSED by policy, or no certificate to seal to";
}

bool show_canary(Output const& output, Json const& pairs) {
  Rows rows;
  bool good = true;
  for (Json const& pair : pairs) {
    good = good && pair.value("well", false);
    rows.push_back({pair.value("to", ""), shown_time(pair.value("good", "")),
                    pair.contains("good_ms") ? std::to_string(pair.value("good_ms", 0)) + " ms" : "",
                    canary_text(pair)});
  }
  if (!rows.empty()) output.table({"CANARY TO", "LAST ECHO", "TOOK", "NOW"}, rows);
  return good;
}

}

Result<Exit> show_gateway_status(Session const& session, std::string const& folder) {
  fs::path const file = fs::path(folder) / "status.json";
  if (!fs::exists(file))
    return Error(Errc::config_invalid, file.string() + " is not there: no gateway has run here (huecry gateway run)");
  HUECRY_TRY(std::string const text, read_whole(file, std::size_t{1} << 20));
  HUECRY_TRY(Json value, read_json(text));
  HUECRY_TRY(UnixMillis const at, received_time(value.value("at", "")));
  Output const output = session.output();
  bool good = show_parts(output, value.value("parts", Json::object()), session.clock.now());
  good = show_canary(output, value.value("canary", Json::array())) && good;
  Rows rows;
  for (char const* const name : {"inbox", "refused", "outbox", "sending", "failed"}) {
    std::size_t const count = files_in(fs::path(folder) / name);
    value["folders"][name] = count;
    rows.push_back({name, std::to_string(count)});
  }
  output.table({"FOLDER", "FILES"}, rows);
  bool const silent = session.clock.now() - at > k_silent_after;
  if (silent)
    output.line("nothing was written since " + shown_time(value.value("at", "")) + ": is it running?", Tone::bad);
  value["well"] = good && !silent;
  output.value(value);
  return good && !silent ? Exit::ok : Exit::answer_no;
}

}
