// huecry ping: whether the hub answers, and whether messages come through from bureau to bureau.

#include <CLI/CLI.hpp>
#include <chrono>
#include <thread>

#include "gateway/cli/message_writing.hpp"
#include "gateway/cli/ping_matrix.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using namespace std::chrono_literals;

constexpr auto k_keep = 26h;  // the least that the hub keeps a message for, and a margin

struct Words {
  std::size_t count = 3, wait_s = 10;
  bool all = false;
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

/// Whom a probe of ours may reach: all who take part, and ourselves.
CountrySet reachable(Json const& probes, CountryCode own) {
  CountrySet to{own};
  for (Json const& one : probes.value("participants", Json::array()))
    if (auto const code = CountryCode::parse(one.value("code", "")); code && one.value("open", false)) to.add(*code);
  return to;
}

Result<> send_probe(Desk& desk, CountrySet const& to) {
  std::array<std::uint8_t, 32> random{};
  crypto::SystemRandom().fill(random);
  Json message = {
      {"act", "probe"}, {"nonce", base64url_encode(random)}, {"subject", "Canary"}, {"body", "huecry ping"}};
  message["to"] = Json::array();
  for (CountryCode const country : to.members()) message["to"].push_back(country.text());
  HUECRY_TRY(Prepared const prepared, complete(desk, {std::move(message), k_keep, {}}));
  auto const sent = submit_message(desk, prepared);
  // A gateway of ours has just sent one: its echoes say as much.
  return sent || sent.error().code == Errc::state_conflict ? ok() : Result<>(sent.error());
}

bool is_waiting(Json const& probes, CountryCode own) {
  for (Json const& pair : probes.value("pairs", Json::array()))
    if (pair.value("from", "") == own.text() && !pair.contains("echoed")) return true;
  return false;
}

/// A probe of our own, and what comes back of it; of the others what theirs brought.
Result<Exit> ping_all(Session const& session, Words const& words) {
  HUECRY_TRY(auto const desk, Desk::open(session));
  HUECRY_TRY(Json probes, get_json(desk->connection, "/v1/probes"));
  bool const takes_part = reachable(probes, desk->own).size() > 1 || !probes["pairs"].empty();
  if (takes_part) {
    HUECRY_CHECK(send_probe(*desk, reachable(probes, desk->own)));
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(words.wait_s);
    do {
      std::this_thread::sleep_for(200ms);
      HUECRY_TRY(probes, get_json(desk->connection, "/v1/probes"));
    } while (is_waiting(probes, desk->own) && std::chrono::steady_clock::now() < end);
  }
  session.output().value(probes);
  return show_probes(session.output(), probes) ? Exit::ok : Exit::answer_no;
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
  made->add_option("--wait", words->wait_s, "seconds to wait for echoes, with --all")
      ->capture_default_str()
      ->check(CLI::Range(1, 300));
}

}
