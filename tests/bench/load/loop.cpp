#include "tests/bench/load/loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "tests/bench/measure/must.hpp"

namespace huecry::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t k_shaking_max = 200;  // at once; the hub's listener has a queue of its own

timespec timespec_of(std::chrono::nanoseconds time) {
  auto const whole = std::chrono::floor<std::chrono::seconds>(time);
  return {whole.count(), (time - whole).count()};
}

}

Loop::Loop() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) { require(descriptor_ >= 0, "no epoll"); }
Loop::~Loop() { ::close(descriptor_); }

void Loop::add(Connection& connection, std::size_t index) {
  connections_.resize(std::max(connections_.size(), index + 1));
  connections_[index] = &connection;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP;
  event.data.u64 = index;
  require(::epoll_ctl(descriptor_, EPOLL_CTL_ADD, connection.descriptor(), &event) == 0, "epoll refuses a socket");
}

void Loop::run_once(std::chrono::nanoseconds at_most, std::function<void(std::size_t)> const& done) {
  std::array<epoll_event, 256> events;
  timespec const wait = timespec_of(std::max(at_most, 0ns));
  int const ready = ::epoll_pwait2(descriptor_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
  for (int i = 0; i < ready; ++i) {
    auto const index = static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64);
    if (connections_[index]->pump()) done(index);
  }
}

Fleet::Fleet(Target const& target, std::size_t size, std::size_t members_max) : members_(target.members) {
  members_.resize(std::min({members_.size(), members_max, size}));
  for (CountryCode member : members_) tls_.emplace_back(target, member);
  std::size_t shaking = 0;
  auto const done = [&](std::size_t index) {
    --shaking;
    require(connections_[index]->state() == Connection::State::idle, "the server refused a handshake");
  };
  for (std::size_t i = 0; i < size; ++i) {
    connections_.push_back(std::make_unique<Connection>(tls_[i % tls_.size()], target.port));
    ++shaking;
    loop_.add(*connections_.back(), i);
    while (shaking >= k_shaking_max) loop_.run_once(1s, done);
  }
  while (shaking > 0) loop_.run_once(1s, done);
}

}
