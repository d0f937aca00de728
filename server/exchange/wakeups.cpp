#include "server/exchange/wakeups.hpp"

namespace huecry::exchange {

Wakeups::Wakeups(net::Shards& shards) : shards_(shards), by_shard_(shards.size()) {}

net::Event& Wakeups::of(net::Shard& shard, CountryCode member) {
  auto& event = by_shard_[shard.index()][member.slot()];
  if (event == nullptr) event = std::make_unique<net::Event>(shard);
  return *event;
}

void Wakeups::ring(CountrySet const& members) {
  if (members.empty()) return;
  shards_.post_all([this, members](net::Shard& shard) {
    for (auto const& event : by_shard_[shard.index()])
      if (event != nullptr && members.contains(*CountryCode::from_slot(
                                  static_cast<std::uint8_t>(&event - by_shard_[shard.index()].data()))))
        event->notify_all();
  });
}

}
