// bench_load SCENARIO: loads a running hub and prints one JSON object. Started by tests/bench/run.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>

#include "protocol/json/write.hpp"
#include "tests/bench/load/scenarios.hpp"
#include "tests/bench/measure/must.hpp"

namespace {

using namespace huecry::bench;

struct Words {
  Target target;
  Choice choice;
  double warm_up = 1, measured = 10;
  std::size_t first_member = 0;
};

using Scenario = huecry::json::Json (*)(Target const&, Choice const&);

void add(CLI::App& program, std::string const& name, std::string const& help, Words& words, Scenario scenario) {
  CLI::App* const command = program.add_subcommand(name, help);
  command->callback([&words, scenario] {
    words.target.members = members_in(words.target.federation);
    auto& members = words.target.members;
    std::ranges::rotate(members, members.begin() + static_cast<std::ptrdiff_t>(words.first_member % members.size()));
    words.choice.plan.warm_up = Seconds(words.warm_up);
    words.choice.plan.measured = Seconds(words.measured);
    std::cout << huecry::json::write(scenario(words.target, words.choice)) << '\n' << std::flush;
  });
}

void add_options(CLI::App& program, Words& words) {
  Choice& choice = words.choice;
  program.add_option("--federation", words.target.federation, "folder of the federation")->required();
  program.add_option("--port", words.target.port, "of the server, on this machine")->required();
  program.add_option("--pid", words.target.pid, "of the server")->required();
  program.add_option("--warm-up", words.warm_up, "seconds before anything counts");
  program.add_option("--seconds", words.measured, "of the measurement");
  program.add_option("--rate", choice.plan.rate, "requests a second; 0: as fast as answers come");
  program.add_option("--connections", choice.connections);
  program.add_option("--members", choice.members_max, "how many members take part");
  program.add_option("--first-member", words.first_member, "the number of the first that takes part");
  program.add_option("--series", choice.series, "of documents; each is accepted once");
  program.add_option("--documents", choice.documents, "prepared in all");
  program.add_option("--batch", choice.batch, "documents in one request");
  program.add_option("--path", choice.path, "of a bare request");
  program.add_option("--body-bytes", choice.body_bytes, "of a bare request, 0: GET; of a message");
  program.add_option("--urgency", choice.urgency, "of messages");
  program.add_option("--rounds", choice.rounds, "broadcasts");
}

}

// NOLINTNEXTLINE(bugprone-exception-escape): whoever started it sees how it ended
int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App program("The load generator of ./dev bench");
  Words words;
  add_options(program, words);
  program.require_subcommand(1);
  program.fallthrough();
  add(program, "submit", "notices", words, submit);
  add(program, "messages", "sealed messages", words, messages);
  add(program, "bare", "one request over and over", words, bare);
  add(program, "status", "status queries", words, status);
  add(program, "lists", "notice lists", words, lists);
  add(program, "drain", "inboxes", words, drain);
  add(program, "broadcast", "event streams", words, broadcast);
  add(program, "handshakes", "new connections", words, handshakes);
  add(program, "idle", "idle connections", words, idle);
  CLI11_PARSE(program, argc, argv);
  return 0;
}
