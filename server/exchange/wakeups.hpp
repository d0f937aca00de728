#pragma once
// Who waits for mail: one event for each member on each shard. Ringing costs one post for each shard, whatever the
// number of readers; a member that gets nothing is not woken.

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "protocol/base/country.hpp"
#include "server/net/event.hpp"
#include "server/net/shard.hpp"

namespace huecry::exchange {

/// Made before the shards start, destroyed after they have stopped.
class Wakeups {
 public:
  explicit Wakeups(net::Shards& shards);

  /// How often this member was rung here. Take it before looking for news: a ring in between is then not lost.
  [[nodiscard]] std::uint64_t ticket(net::Shard& shard, CountryCode member) const;

  /// Waits until the member is rung, at once when it was since the ticket. False when the time is over, the hub stops
  /// or the connection was cut. That shard's thread only.
  [[nodiscard]] asio::awaitable<bool> wait(net::Shard& shard, CountryCode member, std::uint64_t ticket,
                                           std::chrono::milliseconds at_most);

  /// There is something new for these members. Any thread.
  void ring(CountrySet const& members);

 private:
  struct Bell {
    std::uint64_t rung = 0;
    std::unique_ptr<net::Event> event;  // made when the first reader waits
  };
  using Bells = std::array<Bell, CountrySet::k_slots>;

  net::Shards& shards_;
  std::vector<Bells> by_shard_;  // each touched by its shard's thread alone
};

}
