// huecryd: the hub as a program.

#include <CLI/CLI.hpp>
#include <fstream>
#include <iomanip>
#include <iostream>

#include "protocol/base/error_table.hpp"
#include "protocol/crypto/random.hpp"
#include "server/app/hub.hpp"
#include "server/app/signals.hpp"
#include "server/ops/json_log.hpp"

namespace {

using namespace huecry;

constexpr int k_exit_config = 2;
constexpr int k_exit_start = 3;

/// Of these the table's remedy sends a member to the operator, who is the one that reads this.
bool is_for_members(Errc code) { return code == Errc::io || code == Errc::internal || code == Errc::corrupt; }

int report(Error const& error, int status) {
  std::cerr << "huecryd: " << token_of(error.code) << ": " << error.detail << '\n';
  if (!is_for_members(error.code)) std::cerr << "  next: " << row_of(error.code).remedy << '\n';
  return status;
}

void show(std::vector<ops::Effective> const& entries) {
  std::size_t key_width = 0, value_width = 0;
  for (auto const& entry : entries) {
    key_width = std::max(key_width, entry.key.size());
    value_width = std::max(value_width, entry.value.size());
  }
  for (auto const& entry : entries)
    std::cout << std::left << std::setw(static_cast<int>(key_width)) << entry.key << "  "
              << std::setw(static_cast<int>(value_width)) << entry.value << "  " << std::setw(9) << entry.origin << "  "
              << entry.help << '\n';
}

/// The ports in use, for whoever started the hub with port 0; moved in, so that it is never read half-written.
void write_ports(std::filesystem::path const& file, app::Hub const& hub) {
  if (file.empty()) return;
  auto const aside = file.string() + ".new";
  std::ofstream(aside) << "port=" << hub.port() << "\noperator_port=" << hub.operator_port() << '\n';
  std::filesystem::rename(aside, file);
}

int serve(ops::Config const& config) {
  SystemClock clock;
  crypto::SystemRandom random;
  ops::JsonLog log(clock, config.log_level);
  auto signals =
      app::Signals::watch({config.trust_list.parent_path(), config.trust_crls, config.tls_chain.parent_path()});
  if (!signals) return report(signals.error(), k_exit_start);
  auto hub = app::Hub::start(config, clock, random, log);
  if (!hub) return report(hub.error(), k_exit_start);
  write_ports(config.port_file, **hub);
  while ((*signals)->wait() == app::Wake::reload) (*hub)->reload();
  (*hub)->stop();
  return 0;
}

}

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): what nobody expected ends the program
  CLI::App program("huecryd: the hub of an open exchange of police notices and messages");
  std::string file = "huecryd.toml";
  bool check = false, example = false;
  program.set_version_flag("--version", std::string("huecryd ") + HUECRY_VERSION);
  program.add_option("-c,--config", file, "configuration file")->capture_default_str();
  program.add_flag("--check-config", check, "say what is in force and where it comes from, then exit");
  program.add_flag("--example-config", example, "print a commented configuration with all defaults, then exit");
  CLI11_PARSE(program, argc, argv);

  if (example) {
    std::cout << ops::example_config();
    return 0;
  }
  auto const loaded = ops::load_config(file);
  if (!loaded) return report(loaded.error(), k_exit_config);
  if (check) {
    show(loaded->entries);
    return 0;
  }
  return serve(loaded->config);
}
