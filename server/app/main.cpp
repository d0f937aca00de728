// huecryd: the hub as a program.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>

#include "protocol/base/error_table.hpp"
#include "protocol/crypto/random.hpp"
#include "server/app/ask_backup.hpp"
#include "server/app/fsck.hpp"
#include "server/app/hub.hpp"
#include "server/app/restore.hpp"
#include "server/app/signals.hpp"
#include "server/ops/json_log.hpp"

namespace {

using namespace huecry;

constexpr int k_exit_config = 2;
constexpr int k_exit_start = 3;
constexpr int k_exit_damaged = 4;

/// Of these the table's remedy sends a member to the operator, who is the one that reads this; what was found stands in
/// the detail.
bool is_for_members(Errc code) {
  switch (code) {
    case Errc::io:
    case Errc::internal:
    case Errc::corrupt:
    case Errc::not_verified:
    case Errc::log_text_invalid:
    case Errc::log_signature_invalid:
    case Errc::log_inconsistent:
    case Errc::body_too_large:
    case Errc::draining: return true;
    default: return false;
  }
}

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

std::function<void(std::string const&, std::uint64_t, std::uint64_t)> progress_on_terminal() {
  bool const terminal = ::isatty(STDERR_FILENO) == 1;
  return [terminal](std::string const& what, std::uint64_t done, std::uint64_t all) {
    if (terminal) std::cerr << '\r' << what << ' ' << done << '/' << all << (done == all ? "\n" : "") << std::flush;
  };
}

/// 0: whole, 4: it is damaged, or a view is not what the journal says. Findings go to standard output, one a line.
int check_store(ops::Config const& config, app::FsckOptions options) {
  SystemClock clock;
  ops::JsonLog log(clock, "warning");
  options.on_finding = [](std::string const& sentence) { std::cout << sentence << '\n'; };
  options.on_progress = progress_on_terminal();
  auto const checked = app::fsck(config, options, log);
  if (!checked) return report(checked.error(), k_exit_start);
  std::cout << checked->entries << " entries; " << checked->damaged << " damaged rows of the journal";
  if (checked->views_compared) std::cout << "; " << checked->differing << " rows of views that are not what it says";
  std::cout << (options.mend && checked->differing != 0 ? ", made again\n" : "\n");
  if (checked->damaged != 0)
    std::cout
        << "next: stop using this store; put back the newest copy that is whole, and compare it with the log that "
           "others have seen (docs/operations.md, \"When the store is damaged\")\n";
  bool const left = checked->damaged != 0 || (checked->differing != 0 && !options.mend);
  return left ? k_exit_damaged : 0;
}

int back_up(ops::Config const& config) {
  auto const made = app::ask_backup(config);
  if (!made) return report(made.error(), k_exit_start);
  std::cout << "backup " << made->name << " in " << config.backup_directory.string() << ": " << made->files
            << " files, " << made->new_files << " of them new, " << made->bytes << " bytes\n";
  return 0;
}

int restore_store(ops::Config const& config, app::RestoreOptions options, bool verify) {
  options.on_progress = progress_on_terminal();
  auto const restored = app::restore(config, options);
  if (!restored) return report(restored.error(), k_exit_start);
  std::cout << "backup " << restored->name << " is in " << config.data_dir.string() << ": " << restored->entries
            << " entries" << (restored->secrets ? ", and the keys of their content" : "; the keys that were there stay")
            << '\n';
  if (verify) return check_store(config, {});
  std::cout << "next: huecryd fsck; then start the hub\n";
  return 0;
}

int accept_gap(ops::Config const& config, std::uint64_t signed_size) {
  auto const gap = app::accept_gap(config, signed_size);
  if (!gap) return report(gap.error(), k_exit_start);
  std::cout << "the log will be signed again from " << gap->store << " entries on\n";
  if (gap->signed_size > gap->store)
    std::cout << gap->signed_size - gap->store
              << " entries that were signed are gone: whoever sent them must send them again\n";
  std::cout << "next: tell every bureau and witness, which will see two histories; the better way is a new log.origin "
               "(docs/operations.md, \"When an older store was put back\")\n";
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
  app::FsckOptions fsck;
  bool no_views = false;
  CLI::App* const fsck_command = program.add_subcommand(
      "fsck", "look whether the store is whole: entries, tree, checkpoints, views; the hub must not be running");
  fsck_command->add_flag("--no-views", no_views, "leave out the views, which takes most of the time");
  auto* const quarantine =
      fsck_command->add_option("--quarantine", fsck.quarantine, "a folder for copies of what is damaged");
  fsck_command
      ->add_flag("--mend", fsck.mend, "make rows of views again from the journal; what was there goes to --quarantine")
      ->needs(quarantine);
  CLI::App* const backup_command = program.add_subcommand("backup", "have the hub that runs make a backup, and wait");
  app::RestoreOptions restore;
  bool verify = false;
  CLI::App* const restore_command =
      program.add_subcommand("restore", "put a backup back as the store; the hub must not be running");
  restore_command->add_option("--from", restore.from, "the folder of backups")->required();
  restore_command->add_option("--name", restore.name, "which backup; the newest without it");
  restore_command->add_option("--certificate", restore.certificate, "an operator's certificate (PEM)")->required();
  restore_command->add_option("--key", restore.key, "its private key (PEM)")->required();
  restore_command->add_flag("--verify", verify, "look afterwards whether it is whole, as fsck does");
  std::uint64_t signed_size = 0;
  CLI::App* const gap_command = program.add_subcommand(
      "accept-gap", "let the log be signed again although an older store was put back; read docs/operations.md first");
  gap_command->add_option("--signed", signed_size, "how many entries were signed, as the refusal says; 0: nothing says")
      ->required();
  program.fallthrough();
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
  fsck.views = !no_views;
  if (*fsck_command) return check_store(loaded->config, fsck);
  if (*backup_command) return back_up(loaded->config);
  if (*restore_command) return restore_store(loaded->config, restore, verify);
  if (*gap_command) return accept_gap(loaded->config, signed_size);
  return serve(loaded->config);
}
