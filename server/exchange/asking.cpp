#include "server/exchange/asking.hpp"

#include <algorithm>
#include <exception>

namespace huecry::exchange {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds k_backoff_first = 1000ms;
constexpr std::chrono::milliseconds k_backoff_most = 60'000ms;

}

struct Asking::Peer {
  Peer(std::string name_, std::atomic<std::uint64_t>& failures_, Look look_)
      : name(std::move(name_)), failures(failures_), look(std::move(look_)) {}
  std::string name;
  std::atomic<std::uint64_t>& failures;
  Look look;
  std::chrono::steady_clock::time_point next{};  // not before
  std::chrono::milliseconds backoff{};
  bool told = false;  // that it fails
  std::thread thread;
};

Asking::Asking(Log& log, AskingEvents events, std::chrono::milliseconds look_every)
    : log_(log), events_(events), look_every_(look_every) {}

Asking::~Asking() { stop(); }

void Asking::start(std::string name, std::atomic<std::uint64_t>& failures, Look look) {
  Peer& peer = *peers_.emplace_back(std::make_unique<Peer>(std::move(name), failures, std::move(look)));
  peer.thread = std::thread([this, &peer] { run(peer); });
}

void Asking::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto const& peer : peers_)
    if (peer->thread.joinable()) peer->thread.join();
}

/// False: it is time to end.
bool Asking::pause() {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, look_every_, [this] { return stopping_; });
}

/// Whatever goes wrong with one of them, also what nobody expects, is a failure of this one alone.
void Asking::run(Peer& peer) {
  while (pause()) {
    try {
      look(peer);
    } catch (std::exception const& bug) {
      ++peer.failures;
      peer.next = std::chrono::steady_clock::now() + k_backoff_most;
      log_.write(LogLevel::error, events_.threw,
                 {{events_.field, std::string_view(peer.name)}, {"what", std::string_view(bug.what())}});
    }
  }
}

void Asking::look(Peer& peer) {
  auto const done = peer.look(std::chrono::steady_clock::now() >= peer.next);
  if (!done) return;
  if (!*done) return failed(peer, done->error().detail);
  peer.backoff = 0ms;
  if (std::exchange(peer.told, false))
    log_.write(LogLevel::info, events_.back, {{events_.field, std::string_view(peer.name)}});
}

void Asking::failed(Peer& peer, std::string_view why) {
  ++peer.failures;
  peer.backoff = std::clamp(peer.backoff * 2, k_backoff_first, k_backoff_most);
  peer.next = std::chrono::steady_clock::now() + peer.backoff;
  if (!std::exchange(peer.told, true))
    log_.write(LogLevel::warning, events_.failed, {{events_.field, std::string_view(peer.name)}, {"reason", why}});
}

}
