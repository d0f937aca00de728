#include "server/exchange/wakeups.hpp"

namespace huecry::exchange {

Wakeups::Wakeups(net::Shards& shards) : shards_(shards), by_shard_(shards.size()) {}

std::uint64_t Wakeups::ticket(net::Shard& shard, CountryCode member) const {
  return by_shard_[shard.index()][member.slot()].rung;
}

asio::awaitable<bool> Wakeups::wait(net::Shard& shard, CountryCode member, std::uint64_t ticket,
                                    std::chrono::milliseconds at_most) {
  Bell& bell = by_shard_[shard.index()][member.slot()];
  if (bell.rung != ticket) co_return true;
  if (bell.event == nullptr) bell.event = std::make_unique<net::Event>(shard);
  bool const rung = co_await bell.event->wait(at_most);
  co_return rung;
}

void Wakeups::ring(CountrySet const& members) {
  if (members.empty()) return;
  shards_.post_all([this, slots = members.members()](net::Shard& shard) {
    for (CountryCode member : slots) {
      Bell& bell = by_shard_[shard.index()][member.slot()];
      ++bell.rung;
      if (bell.event != nullptr) bell.event->notify_all();
    }
  });
}

}
