#include "gateway/cli/gateway_status.hpp"

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

constexpr auto k_silent_after = std::chrono::minutes(2);

std::size_t files_in(fs::path const& folder) {
  std::size_t count = 0;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(folder, none))
    count += entry.is_regular_file(none) && !entry.path().filename().string().starts_with('.') ? 1U : 0U;
  return count;
}

/// True when all is well.
bool show_parts(Output const& output, Json const& parts) {
  Rows rows;
  bool good = true;
  for (auto const& [name, part] : parts.items()) {
    std::string const wrong =
        part.contains("wrong") && part["wrong"].is_string() ? part["wrong"].get<std::string>() : "";
    good = good && wrong.empty();
    rows.push_back({name, shown_time(part.value("good", "")), wrong.empty() ? "well" : wrong});
  }
  output.table({"PART", "LAST WELL", "NOW"}, rows);
  return good;
}

bool show_canary(Output const& output, Json const& pairs) {
  Rows rows;
  bool good = true;
  for (Json const& pair : pairs) {
    bool const stalled = pair.value("stalled", false);
    good = good && !stalled;
    rows.push_back({pair.value("to", ""), shown_time(pair.value("good", "")),
                    pair.contains("good_ms") ? std::to_string(pair.value("good_ms", 0)) + " ms" : "",
                    stalled ? "STALLED for " + std::to_string(pair.value("waiting_s", 0)) + " s" : "well"});
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
  bool good = show_parts(output, value.value("parts", Json::object()));
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
