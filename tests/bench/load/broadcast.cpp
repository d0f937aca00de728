#include "tests/bench/load/documents.hpp"
#include "tests/bench/load/scenarios.hpp"
#include "tests/bench/measure/latency.hpp"
#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

using namespace std::chrono_literals;

constexpr auto k_round_max = 10s;

/// Counts the ends of "data:" fields of one stream, across the pieces in which it comes.
class Events {
 public:
  void take(std::string_view bytes) {
    for (char const c : bytes) {
      if (c != k_mark[matched_]) {
        matched_ = c == k_mark[0] ? 1 : 0;
      } else if (++matched_ == k_mark.size()) {
        matched_ = 0;
        ++count;
        last = Steady::now();
      }
    }
  }

  std::size_t count = 0;
  Steady::time_point last;

 private:
  static constexpr std::string_view k_mark = "\"}}\n\n";  // the item's end, the event's end
  std::size_t matched_ = 0;
};

class Exercise {
 public:
  Exercise(Target const& target, Choice const& choice)
      : fleet_(target, target.members.size(), target.members.size()),
        sender_(target, 1, 1),
        events_(fleet_.size()),
        documents_(make_documents(target, sender_.members(), choice.rounds + 2, choice.series)) {
    std::string const start = position_of_first();
    for (std::size_t i = 1; i < fleet_.size(); ++i) listen(i, start);
    round(1, nullptr, nullptr);  // all streams are open when it has reached them
  }

  /// One notice: the times from its request, and from its answer, to the last stream's event.
  void round(std::size_t number, Latencies* from_request, Latencies* from_answer) {
    auto const sent = Steady::now();
    Steady::time_point answered;
    send(number);
    auto const on_answer = [&](std::size_t) { answered = Steady::now(); };
    while (Steady::now() < sent + k_round_max && (answered == Steady::time_point() || behind(number))) {
      fleet_.loop().run_once(100us, [](std::size_t) {});
      sender_.loop().run_once(0ns, on_answer);
    }
    require(sender_[0].status() == 201, "the broadcast was refused: " + std::string(sender_[0].body()));
    require(!behind(number), "a stream missed a broadcast");
    if (from_request == nullptr) return;
    from_request->add(last() - sent);
    from_answer->add(std::max(last() - answered, 0ns));
  }

  [[nodiscard]] std::size_t streams() const { return fleet_.size() - 1; }

 private:
  void send(std::size_t number) {
    sender_[0].ask(post_request("/v1/notices", "application/vnd.huecry.notice+jws", documents_[0].containers[number]));
  }

  /// Streams begin here, so that they are sent only what comes from now on.
  std::string position_of_first() {
    bool answered = false;
    send(0);
    while (!answered) sender_.loop().run_once(1s, [&](std::size_t) { answered = true; });
    constexpr std::string_view name = R"("position":)";
    auto const at = sender_[0].body().find(name);
    require(at != std::string_view::npos, "the first notice was refused: " + std::string(sender_[0].body()));
    auto const rest = sender_[0].body().substr(at + name.size());
    return std::string(rest.substr(0, rest.find(',')));
  }

  void listen(std::size_t i, std::string const& start) {
    fleet_[i].stream(get_request("/v1/inbox", "Accept: text/event-stream\r\nLast-Event-ID: " + start + "\r\n"),
                     [this, i](std::string_view bytes) { events_[i].take(bytes); });
  }

  [[nodiscard]] bool behind(std::size_t wanted) const {
    for (std::size_t i = 1; i < events_.size(); ++i)
      if (events_[i].count < wanted) return true;
    return false;
  }

  [[nodiscard]] Steady::time_point last() const {
    Steady::time_point latest;
    for (auto const& one : events_) latest = std::max(latest, one.last);
    return latest;
  }

  Fleet fleet_;
  Fleet sender_;
  std::vector<Events> events_;
  std::vector<Documents> documents_;
};

}

json::Json broadcast(Target const& target, Choice const& choice) {
  Exercise exercise(target, choice);
  Latencies from_request, from_answer;
  Interval interval(target.pid);
  for (std::size_t i = 2; i < choice.rounds + 2; ++i) exercise.round(i, &from_request, &from_answer);
  interval.end();
  return {{"streams", exercise.streams()},
          {"rounds", choice.rounds},
          {"from_request", from_request.to_json()},
          {"from_answer", from_answer.to_json()},
          {"server_cpu_ms_per_broadcast", interval.cpu.count() * 1e3 / static_cast<double>(choice.rounds)},
          {"generator_cpu_ms_per_broadcast", interval.own.count() * 1e3 / static_cast<double>(choice.rounds)}};
}

}
