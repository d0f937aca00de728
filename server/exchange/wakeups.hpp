#pragma once
// Who waits for mail: one event for each member on each shard. Ringing costs one post for each shard, whatever the
// number of readers; a member that gets nothing is not woken.

#include <array>
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

  /// The event of this member here. That shard's thread only.
  [[nodiscard]] net::Event& of(net::Shard& shard, CountryCode member);

  /// There is something new for these members. Any thread.
  void ring(CountrySet const& members);

 private:
  using Events = std::array<std::unique_ptr<net::Event>, CountrySet::k_slots>;

  net::Shards& shards_;
  std::vector<Events> by_shard_;  // each touched by its shard's thread alone
};

}
