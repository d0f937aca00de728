#include "tests/bench/load/scenarios.hpp"
#include "tests/bench/measure/latency.hpp"
#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

using namespace std::chrono_literals;

/// Keeps a number of handshakes under way, each on a connection of its own that ends when its handshake does.
class Shaking {
 public:
  Shaking(Target const& target, Choice const& choice) : target_(target), places_(choice.connections) {
    for (std::size_t i = 0; i < std::min(choice.members_max, target.members.size()); ++i)
      tls_.emplace_back(target, target.members[i]);
    for (std::size_t i = 0; i < places_.size(); ++i) open(i);
  }

  void until(Steady::time_point end) {
    while (Steady::now() < end) loop_.run_once(100ms, [this](std::size_t i) { step(i); });
  }

  std::size_t made = 0;
  Latencies latencies;

 private:
  struct Place {
    std::unique_ptr<Connection> connection;
    Steady::time_point began;
  };

  void open(std::size_t i) {
    places_[i].began = Steady::now();
    places_[i].connection = std::make_unique<Connection>(tls_[next_++ % tls_.size()], target_.port);
    loop_.add(*places_[i].connection, i);
  }

  /// Our side is done before the hub has looked at our certificate, so a request shows that it let us in.
  void step(std::size_t i) {
    Connection& connection = *places_[i].connection;
    require(connection.state() == Connection::State::idle, "the server refused a handshake");
    if (connection.status() == 0) return connection.ask(k_request);
    require(connection.status() == 200, "the server refused a request");
    ++made;
    latencies.add(Steady::now() - places_[i].began);
    open(i);
  }

  static constexpr std::string_view k_request = "GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\n\r\n";
  Target const& target_;
  std::vector<TlsClient> tls_;
  std::vector<Place> places_;
  std::size_t next_ = 0;
  Loop loop_;
};

Steady::time_point after(Seconds time) {
  return Steady::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(time);
}

}

json::Json handshakes(Target const& target, Choice const& choice) {
  Shaking shaking(target, choice);
  shaking.until(after(choice.plan.warm_up));
  shaking.made = 0;
  shaking.latencies = {};
  Interval interval(target.pid);
  shaking.until(after(choice.plan.measured));
  interval.end();
  auto const made = static_cast<double>(shaking.made);
  json::Json out = shaking.latencies.to_json();
  out["handshakes_per_second"] = made / interval.wall.count();
  out["server_cpu_us_per_handshake"] = interval.cpu.count() * 1e6 / made;
  out["server_cores"] = interval.cpu.count() / interval.wall.count();
  out["generator_cores"] = interval.own.count() / interval.wall.count();
  out["connections"] = choice.connections;
  return out;
}

json::Json idle(Target const& target, Choice const& choice) {
  std::size_t const before = resident_bytes(target.pid);
  Interval interval(target.pid);
  Fleet fleet(target, choice.connections, target.members.size());
  // One request each: a connection that never asked anything holds less than one that did.
  std::size_t answered = 0;
  for (std::size_t i = 0; i < fleet.size(); ++i) {
    fleet[i].ask(get_request("/v1/whoami"));
    while (answered + 100 < i) fleet.loop().run_once(1s, [&](std::size_t) { ++answered; });
  }
  while (answered < fleet.size()) fleet.loop().run_once(1s, [&](std::size_t) { ++answered; });
  interval.end();
  std::size_t const after = resident_bytes(target.pid);
  Interval quiet(target.pid);
  fleet.loop().run_once(std::chrono::duration_cast<std::chrono::nanoseconds>(choice.plan.measured), [](std::size_t) {});
  quiet.end();
  auto const open = static_cast<double>(fleet.size());
  return {{"connections", fleet.size()},
          {"resident_kib_per_connection", static_cast<double>(after - before) / 1024 / open},
          {"resident_mib_before", static_cast<double>(before) / (1 << 20)},
          {"resident_mib_after", static_cast<double>(after) / (1 << 20)},
          {"opened_per_second", open / interval.wall.count()},
          {"idle_server_cores", quiet.cpu.count() / quiet.wall.count()}};
}

}
