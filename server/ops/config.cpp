#include "server/ops/config.hpp"

#include <toml++/toml.h>

#include <array>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>

namespace huecry::ops {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view k_authority_chars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]";

/// How one type of entry is read from TOML, resolved and shown.
template <class T>
struct Kind;

template <>
struct Kind<std::string> {
  static constexpr std::string_view k_name = "a string";
  static bool read(toml::node const& node, std::string& out) {
    return node.value<std::string>() ? (out = *node.value<std::string>(), true) : false;
  }
  static std::string show(std::string const& value) { return '"' + value + '"'; }
};

template <>
struct Kind<Path> {
  static constexpr std::string_view k_name = "a path";
  static bool read(toml::node const& node, Path& out) {
    return node.value<std::string>() ? (out = *node.value<std::string>(), true) : false;
  }
  static std::string show(Path const& value) { return '"' + value.string() + '"'; }
};

template <>
struct Kind<bool> {
  static constexpr std::string_view k_name = "true or false";
  static bool read(toml::node const& node, bool& out) {
    return node.is_boolean() ? (out = *node.value<bool>(), true) : false;
  }
  static std::string show(bool value) { return value ? "true" : "false"; }
};

template <class T>
bool read_integer(toml::node const& node, T& out) {
  if (!node.is_integer()) return false;
  auto const value = *node.value<std::int64_t>();
  if (value < 0 || value > static_cast<std::int64_t>(std::numeric_limits<T>::max())) return false;
  out = static_cast<T>(value);
  return true;
}

template <>
struct Kind<int> {
  static constexpr std::string_view k_name = "an integer of at least 0";
  static bool read(toml::node const& node, int& out) { return read_integer(node, out); }
  static std::string show(int value) { return std::to_string(value); }
};

template <>
struct Kind<std::uint16_t> {
  static constexpr std::string_view k_name = "a port, 0 to 65535";
  static bool read(toml::node const& node, std::uint16_t& out) { return read_integer(node, out); }
  static std::string show(std::uint16_t value) { return std::to_string(value); }
};

template <>
struct Kind<std::chrono::seconds> {
  static constexpr std::string_view k_name = "whole seconds, 1 to 86400";
  static bool read(toml::node const& node, std::chrono::seconds& out) {
    int seconds = 0;
    if (!read_integer(node, seconds) || seconds < 1 || seconds > 86400) return false;
    out = std::chrono::seconds(seconds);
    return true;
  }
  static std::string show(std::chrono::seconds value) { return std::to_string(value.count()); }
};

struct Setting {
  std::string_view section;
  std::string_view name;
  std::string_view help;
  std::string_view wanted;
  std::function<bool(Config&, toml::node const&)> read;
  std::function<std::string(Config const&)> show;

  [[nodiscard]] std::string key() const { return std::string(section) + '.' + std::string(name); }
};

template <class T>
Setting entry(std::string_view section, std::string_view name, T Config::* member, std::string_view help) {
  return {section,
          name,
          help,
          Kind<T>::k_name,
          [member](Config& config, toml::node const& node) { return Kind<T>::read(node, config.*member); },
          [member](Config const& config) { return Kind<T>::show(config.*member); }};
}

std::vector<Setting> const& settings() {
  static std::vector<Setting> const table = {
      entry("hub", "name", &Config::hub_name, "the hub's name in problem types and logs"),
      entry("hub", "url", &Config::hub_url, "where members reach the hub, https://HOST or https://HOST:PORT"),
      entry("hub", "data_dir", &Config::data_dir, "the store; one hub each"),
      entry("hub", "secrets_file", &Config::secrets_file, "keys of the content; empty: store.secrets in data_dir"),
      entry("hub", "publish_at_once", &Config::publish_at_once,
            "publish notices without the review desk (demonstrations only)"),
      entry("hub", "threads", &Config::threads, "I/O threads; 0 means one for each core"),
      entry("hub", "drain_grace_s", &Config::drain_grace, "how long a stop waits for requests in flight"),
      entry("listen", "address", &Config::listen_address, "where members connect"),
      entry("listen", "port", &Config::listen_port, "0 takes a free one, see port_file"),
      entry("listen", "port_file", &Config::port_file, "the ports in use are written here"),
      entry("operator", "address", &Config::operator_address, "health and metrics; keep it on loopback"),
      entry("operator", "port", &Config::operator_port, "0 takes a free one"),
      entry("tls", "chain", &Config::tls_chain, "the hub's certificate, then its issuing CA (PEM)"),
      entry("tls", "key", &Config::tls_key, "file:PATH or a pkcs11: URI"),
      entry("sign", "certificate", &Config::sign_certificate, "under what the hub says itself (PEM)"),
      entry("sign", "key", &Config::sign_key, "file:PATH or a pkcs11: URI"),
      entry("trust", "list", &Config::trust_list, "the signed trust list; replaced by moving a new file in"),
      entry("trust", "crls", &Config::trust_crls, "folder of revocation lists (DER), one for each CA"),
      entry("trust", "ceremony", &Config::trust_ceremony, "certificates of the three ceremony keys (PEM)"),
      entry("log", "origin", &Config::log_origin,
            "first line of checkpoints; another one only for a new log, in an empty data_dir"),
      entry("log", "key", &Config::log_key, "the log's Ed25519 key, file:PATH"),
      entry("log", "witnesses", &Config::log_witnesses,
            "a witness policy (C2SP tlog-policy); without it none is asked"),
      entry("log", "cosign_every_s", &Config::log_cosign_every, "how often witnesses are asked to cosign what is new"),
      entry("log", "time_authorities", &Config::log_time_authorities,
            "who stamps checkpoints (RFC 3161), one NAME URL ROOTS a line; without it nobody does"),
      entry("log", "time_every_s", &Config::log_time_every, "how often they are asked while there is something new"),
      entry("backup", "directory", &Config::backup_directory, "where backups go; without it none are made"),
      entry("backup", "recipients", &Config::backup_recipients, "certificates of those who can open them (PEM)"),
      entry("backup", "every_h", &Config::backup_every_h, "hours from one to the next; 0: only by huecryd backup"),
      entry("backup", "keep", &Config::backup_keep, "how many are kept; older ones are removed"),
      entry("attachments", "directory", &Config::attachments_directory,
            "where sealed attachments are kept; empty: in data_dir"),
      entry("attachments", "gib_max", &Config::attachments_gib_max, "GiB of attachments that one member may keep here"),
      entry("limits", "connections", &Config::connections_max, "open connections in all"),
      entry("limits", "connections_per_member", &Config::connections_per_member_max, "open connections of one member"),
      entry("limits", "requests_per_second", &Config::requests_per_second, "sustained rate of one member"),
      entry("limits", "requests_burst", &Config::requests_burst, "requests a member may send at once after a pause"),
      entry("limits", "in_flight_bytes", &Config::in_flight_bytes_max, "requests and answers of one member in flight"),
      entry("limits", "inbox_wait_s", &Config::inbox_wait_seconds_max, "longest long poll"),
      entry("limits", "commit_queue", &Config::commit_queue_max,
            "documents waiting for the disk; more get 503, and so does a batch larger than this"),
      entry("limits", "block_cache_mib", &Config::block_cache_mib, "memory for blocks of the store"),
      entry("limits", "disk_floor_mib", &Config::disk_floor_mib, "free space below which the hub is not ready"),
      entry("timeouts", "handshake_s", &Config::handshake_timeout, "TLS handshake"),
      entry("timeouts", "header_s", &Config::header_timeout,
            "from the first byte of a request to the end of its header"),
      entry("timeouts", "idle_s", &Config::idle_timeout, "between two requests"),
      entry("timeouts", "write_s", &Config::write_timeout, "one answer, or one event"),
      entry("timeouts", "connection_life_s", &Config::connection_life,
            "a connection is closed after this, whatever it does"),
      entry("logging", "level", &Config::log_level, "debug, info, warning or error"),
  };
  return table;
}

Error invalid(toml::node const& node, std::string const& what) {
  return Error(Errc::config_invalid, "line " + std::to_string(node.source().begin.line) + ": " + what);
}

Setting const* find(std::string_view section, std::string_view name) {
  for (Setting const& setting : settings())
    if (setting.section == section && setting.name == name) return &setting;
  return nullptr;
}

struct Origins {
  std::vector<std::pair<Setting const*, std::int64_t>> lines;
  [[nodiscard]] std::string of(Setting const& setting) const {
    for (auto const& [known, line] : lines)
      if (known == &setting) return "line " + std::to_string(line);
    return "default";
  }
};

Result<> read_entry(std::string_view section, std::string_view name, toml::node const& node, Config& config,
                    Origins& origins) {
  Setting const* setting = find(section, name);
  std::string const key = std::string(section) + '.' + std::string(name);
  if (setting == nullptr) return invalid(node, "unknown entry " + key + "; see huecryd --example-config");
  if (!setting->read(config, node)) return invalid(node, key + " must be " + std::string(setting->wanted));
  origins.lines.emplace_back(setting, node.source().begin.line);
  return ok();
}

Result<> read_table(toml::table const& file, Config& config, Origins& origins) {
  for (auto const& [section, content] : file) {
    toml::table const* const table = content.as_table();
    if (table == nullptr) return invalid(content, "entry " + std::string(section.str()) + " stands outside a section");
    for (auto const& [name, node] : *table) HUECRY_CHECK(read_entry(section.str(), name.str(), node, config, origins));
  }
  return ok();
}

void resolve(Config& config, Path const& base) {
  config.base_dir = base;
  for (Path Config::* member :
       {&Config::data_dir, &Config::secrets_file, &Config::tls_chain, &Config::sign_certificate, &Config::trust_list,
        &Config::trust_crls, &Config::trust_ceremony, &Config::port_file, &Config::log_witnesses,
        &Config::log_time_authorities, &Config::backup_directory, &Config::backup_recipients})
    if (!(config.*member).empty() && (config.*member).is_relative()) config.*member = base / config.*member;
  constexpr std::string_view scheme = "file:";
  for (std::string Config::* member : {&Config::tls_key, &Config::sign_key, &Config::log_key}) {
    std::string& uri = config.*member;
    if (!uri.starts_with(scheme)) continue;
    if (Path const path = uri.substr(scheme.size()); path.is_relative())
      uri = std::string(scheme) + (base / path).string();
  }
}

/// A scheme and an authority, nothing after it: metadata is found under the root of the host (RFC 8615).
bool is_origin(std::string_view url) {
  constexpr std::string_view scheme = "https://";
  if (!url.starts_with(scheme) || url.size() == scheme.size()) return false;
  return url.substr(scheme.size()).find_first_not_of(k_authority_chars) == std::string_view::npos;
}

Result<> check_values(Config const& config) {
  struct Rule {
    bool holds;
    std::string_view sentence;
  };
  Rule const rules[] = {
      {config.log_level == "debug" || config.log_level == "info" || config.log_level == "warning" ||
           config.log_level == "error",
       "logging.level must be debug, info, warning or error"},
      {config.connections_max >= 1, "limits.connections must be at least 1"},
      {config.connections_per_member_max >= 1, "limits.connections_per_member must be at least 1"},
      {config.requests_per_second >= 1 && config.requests_burst >= 1,
       "limits.requests_per_second and requests_burst must be at least 1"},
      {config.commit_queue_max >= 1, "limits.commit_queue must be at least 1"},
      {config.inbox_wait_seconds_max <= config.idle_timeout.count(),
       "limits.inbox_wait_s must not exceed timeouts.idle_s"},
      {!config.hub_name.empty() && !config.log_origin.empty(), "hub.name and log.origin must not be empty"},
      {config.log_cosign_every.count() >= 1, "log.cosign_every_s must be at least 1"},
      {config.backup_keep >= 1, "backup.keep must be at least 1"},
      {is_origin(config.hub_url), "hub.url must be https://HOST or https://HOST:PORT"}};
  for (Rule const& rule : rules)
    if (!rule.holds) return Error(Errc::config_invalid, std::string(rule.sentence));
  return ok();
}

}

Result<LoadedConfig> parse_config(std::string_view toml_text, Path const& base_dir) {
  toml::table file;
  try {
    file = toml::parse(toml_text);
  } catch (toml::parse_error const& error) {
    return Error(Errc::config_invalid,
                 "line " + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
  LoadedConfig loaded;
  Origins origins;
  HUECRY_CHECK(read_table(file, loaded.config, origins));
  HUECRY_CHECK(check_values(loaded.config));
  resolve(loaded.config, base_dir);
  for (Setting const& setting : settings())
    loaded.entries.push_back(
        {setting.key(), setting.show(loaded.config), origins.of(setting), std::string(setting.help)});
  return loaded;
}

Result<LoadedConfig> load_config(Path const& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error(Errc::config_invalid, "cannot read " + path.string() + "; write one with huecryd --example-config");
  std::stringstream text;
  text << file.rdbuf();
  auto loaded = parse_config(text.str(), path.has_parent_path() ? path.parent_path() : Path("."));
  if (!loaded) return std::move(std::move(loaded).error()).with_context(path.string());
  return loaded;
}

std::string example_config() {
  std::string text = "# huecryd configuration; every entry with its default. Paths are relative to this file.\n";
  std::string_view section;
  Config const defaults;
  for (Setting const& setting : settings()) {
    if (setting.section != section) text += "\n[" + std::string(section = setting.section) + "]\n";
    text += std::string(setting.name) + " = " + setting.show(defaults) + "   # " + std::string(setting.help) + '\n';
  }
  return text;
}

}
