#include "server/app/ask_backup.hpp"

#include <chrono>
#include <fstream>

#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "server/net/fetch.hpp"

namespace huecry::app {
namespace {

using json::Json;

constexpr std::chrono::milliseconds k_backup_time_max = std::chrono::hours(1);  // a connection's life, too
constexpr int k_accepted = 202, k_ok = 200;
constexpr std::string_view k_port_line = "operator_port=";

/// Of a hub that was started with port 0, the one that it has taken.
std::string port_of(ops::Config const& config) {
  std::ifstream file(config.port_file);
  for (std::string line; config.operator_port == 0 && std::getline(file, line);)
    if (line.starts_with(k_port_line)) return line.substr(k_port_line.size());
  return std::to_string(config.operator_port);
}

Result<Json> asked(std::string const& url, bool get, int expected) {
  HUECRY_TRY(auto const answer,
             net::fetch({url, "application/json", "", get}, limits::fetch_bytes_max, k_backup_time_max));
  HUECRY_TRY(Json json, json::read(answer.body, {}));
  if (answer.status == expected) return json;
  auto const detail = json::optional_string(json, "detail");
  return Error(answer.status == 409 ? Errc::state_conflict : Errc::config_invalid,
               detail && *detail ? **detail : "the hub answers with status " + std::to_string(answer.status));
}

}

Result<MadeBackup> ask_backup(ops::Config const& config) {
  std::string const url = "http://" + config.operator_address + ":" + port_of(config) + "/backup";
  HUECRY_CHECK(asked(url, false, k_accepted));
  HUECRY_TRY(Json const standing, asked(url + "/done", true, k_ok));
  HUECRY_TRY(bool const running, json::member_bool(standing, "running"));
  if (running) return Error(Errc::draining, "the hub stops: the backup was given up");
  HUECRY_TRY(std::string const failure, json::member_string(standing, "failure"));
  if (!failure.empty()) return Error(Errc::io, failure);
  HUECRY_TRY(std::string name, json::member_string(standing, "newest"));
  MadeBackup made{std::move(name)};
  HUECRY_TRY(std::int64_t const files, json::member_integer(standing, "files"));
  HUECRY_TRY(std::int64_t const fresh, json::member_integer(standing, "new_files"));
  HUECRY_TRY(std::int64_t const bytes, json::member_integer(standing, "bytes"));
  made.files = static_cast<std::uint64_t>(files);
  made.new_files = static_cast<std::uint64_t>(fresh);
  made.bytes = static_cast<std::uint64_t>(bytes);
  return made;
}

}
