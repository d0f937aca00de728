#include "tests/bench/load/drive.hpp"

#include <deque>

#include "tests/bench/measure/latency.hpp"
#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr nanoseconds k_patience = 30s;  // for the last answers

struct Outcome {
  Seconds wall{}, server_cpu{}, own_cpu{};
  std::size_t requests = 0, units = 0, refused = 0;
  Latencies latencies;

  [[nodiscard]] double per_second(std::size_t count) const { return static_cast<double>(count) / wall.count(); }
};

class Run {
 public:
  Run(Fleet& fleet, pid_t server, Plan const& plan, Work const& work)
      : fleet_(fleet), plan_(plan), work_(work), interval_(server), server_(server), asked_(fleet.size()) {
    for (std::size_t i = 0; i < fleet.size(); ++i) idle_.push_back(i);
  }

  Outcome operator()() {
    due_ = Steady::now();
    measure_from_ = due_ + std::chrono::duration_cast<nanoseconds>(plan_.warm_up);
    end_ = measure_from_ + std::chrono::duration_cast<nanoseconds>(plan_.measured);
    while (!over()) step();
    finish();
    auto const patience = Steady::now() + k_patience;
    while (busy_ > 0 && Steady::now() < patience) fleet_.loop().run_once(100ms, [this](std::size_t i) { take(i); });
    require(busy_ == 0, "answers are missing");
    return std::move(outcome_);
  }

 private:
  struct Asked {
    Steady::time_point meant;
    bool counts = false;
  };

  [[nodiscard]] bool over() const { return Steady::now() >= end_ || (idle_.empty() && busy_ == 0); }

  void step() {
    auto now = Steady::now();
    if (!measuring_ && now >= measure_from_) begin();
    while (!idle_.empty() && (plan_.rate == 0 || due_ <= now)) send(now);
    nanoseconds wait = std::min<nanoseconds>(end_ - now, 100ms);
    if (plan_.rate > 0 && !idle_.empty()) wait = std::min<nanoseconds>(wait, due_ - now);
    fleet_.loop().run_once(wait, [this](std::size_t i) { take(i); });
  }

  void begin() {
    measuring_ = true;
    interval_ = Interval(server_);
  }

  void send(Steady::time_point now) {
    std::size_t const index = idle_.front();
    idle_.pop_front();
    if (!work_.next(index, request_)) return;  // this connection is through
    asked_[index] = {plan_.rate == 0 ? now : due_, measuring_};
    if (plan_.rate > 0) due_ += nanoseconds(static_cast<std::int64_t>(1e9 / plan_.rate));
    ++busy_;
    fleet_[index].ask(request_);
  }

  void take(std::size_t index) {
    require(fleet_[index].state() == Connection::State::idle, "the server closed a connection");
    --busy_;
    std::size_t const units = work_.units(index, fleet_[index]);
    if (asked_[index].counts) outcome_.latencies.add(Steady::now() - asked_[index].meant);
    idle_.push_back(index);
    if (!measuring_ || finished_) return;
    ++outcome_.requests;
    outcome_.units += units;
    outcome_.refused += units == 0 ? 1 : 0;
  }

  void finish() {
    require(measuring_, "everything was over before the measurement began: more work is needed");
    finished_ = true;
    interval_.end();
    outcome_.wall = interval_.wall;
    outcome_.server_cpu = interval_.cpu;
    outcome_.own_cpu = interval_.own;
  }

  Fleet& fleet_;
  Plan const& plan_;
  Work const& work_;
  Interval interval_;
  pid_t server_;
  std::vector<Asked> asked_;
  std::deque<std::size_t> idle_;
  std::size_t busy_ = 0;
  std::string request_;
  Steady::time_point due_, measure_from_, end_;
  bool measuring_ = false, finished_ = false;
  Outcome outcome_;
};

json::Json to_json(Outcome& outcome, std::string const& unit) {
  json::Json out = outcome.latencies.to_json();
  out[unit + "_per_second"] = outcome.per_second(outcome.units);
  out["requests_per_second"] = outcome.per_second(outcome.requests);
  out["refused"] = outcome.refused;
  out["server_cpu_us_per_" + unit] =
      outcome.units == 0 ? 0.0 : outcome.server_cpu.count() * 1e6 / static_cast<double>(outcome.units);
  out["server_cores"] = outcome.server_cpu.count() / outcome.wall.count();
  out["generator_cores"] = outcome.own_cpu.count() / outcome.wall.count();
  out["seconds"] = outcome.wall.count();
  out[unit] = outcome.units;
  return out;
}

}

json::Json drive(Fleet& fleet, pid_t server, Plan const& plan, Work const& work, std::string const& unit) {
  Outcome outcome = Run(fleet, server, plan, work)();
  json::Json out = to_json(outcome, unit);
  out["connections"] = fleet.size();
  return out;
}

}
