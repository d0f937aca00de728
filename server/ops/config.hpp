#pragma once
// The hub's configuration: one TOML file, every entry with a default, its origin kept so that `huecryd --check-config`
// can show what is in force and why. Paths are relative to the file's folder. Immutable after reading; any thread.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/limits.hpp"
#include "protocol/base/result.hpp"

namespace huecry::ops {

struct Config {
  std::string hub_name = "hub.example";
  std::string hub_url = "https://hub.example:8443";
  std::filesystem::path data_dir = "data";
  std::filesystem::path secrets_file;  // empty: in data_dir
  bool publish_at_once = false;

  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 8443;
  int threads = 0;  // 0: one for each core
  std::string operator_address = "127.0.0.1";
  std::uint16_t operator_port = 9443;
  std::filesystem::path port_file;  // where the ports in use are written; for port 0

  std::filesystem::path tls_chain = "hub/tls.pem";
  std::string tls_key = "file:hub/tls.key";

  std::filesystem::path sign_certificate = "hub/signing.pem";
  std::string sign_key = "file:hub/signing.key";

  std::filesystem::path trust_list = "trust/list.jws";
  std::filesystem::path trust_crls = "trust/crls";
  std::filesystem::path trust_ceremony = "trust/ceremony.pem";

  std::string log_origin = "hub.example/log";
  std::string log_key = "file:hub/log.key";
  std::filesystem::path log_witnesses;  // empty: none
  std::chrono::seconds log_cosign_every{10};
  std::filesystem::path log_time_authorities;  // empty: none
  std::chrono::seconds log_time_every = limits::time_token_every;

  std::filesystem::path backup_directory;  // empty: no backups
  std::filesystem::path backup_recipients = "backup/operators.pem";
  int backup_every_h = 0;  // 0: only when asked
  int backup_keep = 30;

  std::filesystem::path attachments_directory;  // empty: in data_dir
  int attachments_gib_max = 64;                 // of one member, sealed

  int connections_max = 20000;
  int connections_per_member_max = 256;
  int requests_per_second = 20000;  // of one member
  int requests_burst = 40000;
  int in_flight_bytes_max = 64 << 20;  // requests and answers of one member
  int inbox_wait_seconds_max = 55;
  int commit_queue_max = 8192;
  int block_cache_mib = 256;
  int disk_floor_mib = 512;

  std::chrono::seconds handshake_timeout{5};
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds idle_timeout{60};
  std::chrono::seconds write_timeout{30};
  std::chrono::seconds drain_grace{25};
  std::chrono::seconds connection_life{3600};

  std::string log_level = "info";

  std::filesystem::path base_dir = ".";  // the folder of the file; not an entry
};

/// An entry as it is in force, for --check-config.
struct Effective {
  std::string key;
  std::string value;
  std::string origin;  // "default", or file:line
  std::string help;
};

struct LoadedConfig {
  Config config;
  std::vector<Effective> entries;
};

/// Errors: Errc::config_invalid that names the entry and its line; unknown entries are errors (a misspelt limit is no
/// limit).
[[nodiscard]] Result<LoadedConfig> load_config(std::filesystem::path const& path);
[[nodiscard]] Result<LoadedConfig> parse_config(std::string_view toml, std::filesystem::path const& base_dir);

/// A commented file with every default.
[[nodiscard]] std::string example_config();

}
