// huecry ping: whether the hub answers, and whether messages come through from bureau to bureau.

#include <CLI/CLI.hpp>
#include <chrono>
#include <thread>

#include "gateway/cli/canary_mail.hpp"
#include "gateway/cli/ping_matrix.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using namespace std::chrono_literals;

struct Words {
  std::size_t count = 3, wait_s = 10;
  bool all = false;
  std::vector<std::string> closed;
};

Result<> ping_hub(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  Json times = Json::array();
  for (std::size_t i = 0; i < words.count; ++i) {
    auto const start = std::chrono::steady_clock::now();
    HUECRY_TRY(Json const who, get_json(connection, "/v1/whoami"));
    auto const micros =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
    times.push_back(micros);
    session.output().line(std::string(i == 0 ? "connect, handshake and answer " : "answer ") + std::to_string(micros) +
                          " µs as " + who.value("country", "") + "/" + who.value("organisation", ""));
  }
  session.output().value({{"micros", times}});
  return ok();
}

Result<> send_probe(Desk& desk, Participants const& participants) {
  HUECRY_TRY(CountrySet const to, reachable(desk, participants));
  auto const sent = send_canary(desk, canary_message("probe", drawn_nonce(), to));
  // A gateway of ours has just sent one: its echoes say as much.
  return sent || sent.error().code == Errc::state_conflict ? ok() : sent;
}

bool is_waiting(Json const& probes, CountryCode own) {
  for (Json const& pair : probes.value("pairs", Json::array()))
    if (pair.value("from", "") == own.text() && !pair.contains("echoed")) return true;
  return false;
}

/// A probe of our own, and what comes back of it; of the others what theirs brought. Who takes no part does not begin
/// to by this: others would wait for its echoes for a week.
Result<Exit> ping_all(Session const& session, Words const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(Json probes, get_json(desk->connection, "/v1/probes"));
  HUECRY_TRY(Participants const participants, participants_in(probes));
  if (participants.all.contains(desk->own)) {
    HUECRY_CHECK(send_probe(*desk, participants));
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(words.wait_s);
    do {
      std::this_thread::sleep_for(200ms);
      HUECRY_TRY(probes, get_json(desk->connection, "/v1/probes"));
    } while (is_waiting(probes, desk->own) && std::chrono::steady_clock::now() < end);
  }
  HUECRY_TRY(probes, get_json(desk->connection, "/v1/probes?pairs=all"));
  session.output().value(probes);
  ClosedPairs const closed(words.closed.begin(), words.closed.end());
  return show_probes(session.output(), probes, closed) ? Exit::ok : Exit::answer_no;
}

Result<Exit> ping(Session const& session, Words const& words) {
  if (words.all) return ping_all(session, words);
  HUECRY_CHECK(ping_hub(session, words));
  return Exit::ok;
}

}

void add_ping(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const made = program.add_subcommand("ping", "connect, and time some answers; --all: from bureau to bureau");
  made->callback([&session, words] { run_question(session, [&] { return ping(session, *words); }); });
  made->add_option("--count", words->count, "how many answers")->capture_default_str()->check(CLI::Range(1, 10'000));
  made->add_flag("--all", words->all,
                 "probe every bureau that takes part, and show what comes back to whom; exit code 7: not to all");
  made->add_option("--closed", words->closed,
                   "FROM-TO, with commas: pairs that policy closes on purpose, and that need not be good, with --all")
      ->delimiter(',');
  made->add_option("--wait", words->wait_s, "seconds to wait for echoes, with --all")
      ->capture_default_str()
      ->check(CLI::Range(1, 300));
}

}
