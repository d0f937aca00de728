// bench_parts PART: measures one physical part, or plays one for a scenario. Started by tests/bench/run.

#include <CLI/CLI.hpp>
#include <iostream>

#include "protocol/json/write.hpp"
#include "tests/bench/parts/parts.hpp"

namespace {

using namespace huecry::bench;

struct Words {
  double seconds = 1;
  std::size_t document_bytes = 3000;
  std::size_t answer_bytes = 1000;
  std::uint64_t entries = 1'000'000, notices = 100'000, seed = 1;
  std::size_t members = 196;
  bool policies = false;
  std::string directory, federation, config;
};

void print(huecry::json::Json const& measured) { std::cout << huecry::json::write(measured) << '\n' << std::flush; }

}

// NOLINTNEXTLINE(bugprone-exception-escape): whoever started it sees how it ended
int main(int argc, char** argv) {
  CLI::App program("The parts of ./dev bench that need no hub");
  Words words;
  program.add_option("--seconds", words.seconds, "of each measurement");
  program.add_option("--document-bytes", words.document_bytes, "of one notice, signed");
  program.add_option("--answer-bytes", words.answer_bytes, "of the bare server");
  program.add_option("--entries", words.entries, "to fill in");
  program.add_option("--notices", words.notices, "of the five years");
  program.add_option("--seed", words.seed, "of the five years");
  program.add_option("--members", words.members, "of the federation whose store is filled");
  program.add_flag("--policies", words.policies, "fill in policies, too");
  program.add_option("--directory", words.directory, "to write to");
  program.add_option("--federation", words.federation, "of the bare server");
  program.add_option("--config", words.config, "of the hub whose store is filled");
  program.require_subcommand(1);
  program.fallthrough();
  program.add_subcommand("signatures")->callback([&] {
    print(signatures(Seconds(words.seconds), words.document_bytes));
  });
  program.add_subcommand("release")->callback([&] { print(release(Seconds(words.seconds))); });
  program.add_subcommand("log")->callback([&] { print(log_costs(words.entries)); });
  program.add_subcommand("synced-writes")->callback([&] {
    print(synced_writes(Seconds(words.seconds), words.directory, words.document_bytes));
  });
  program.add_subcommand("years")->callback([&] { print(five_years({words.federation, words.notices, words.seed})); });
  program.add_subcommand("bare-server")->callback([&] { serve_bare(words.federation, words.answer_bytes); });
  program.add_subcommand("fill")->callback(
      [&] { fill_and_crash({words.config, words.entries, words.document_bytes, words.members, words.policies}); });
  CLI11_PARSE(program, argc, argv);
  return 0;
}
