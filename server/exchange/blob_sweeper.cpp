#include "server/exchange/blob_sweeper.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::exchange {
namespace {

constexpr auto k_sweep_every = std::chrono::minutes(10);

/// By a message, or by one that is about to come. An upload that goes on is touched by each of its parts.
Result<bool> is_wanted(kv::Reader const& state, blob::Kept const& kept, UnixMillis now) {
  if (kept.touched + limits::blob_orphan_after > now) return true;
  if (!kept.standing.whole) return false;
  return messages::any_referring(state, kept.name.owner, kept.name.digest, 1, [](auto const&) { return true; });
}

}

Result<> BlobSweeper::carry_out(bool now) {
  auto const moment = std::chrono::steady_clock::now();
  if (!now && last_ && moment - *last_ < k_sweep_every) return ok();
  last_ = moment;
  HUECRY_TRY(auto const all, services_.blobs.all());
  auto const state = services_.store.snapshot();
  for (blob::Kept const& kept : all) {
    HUECRY_TRY(bool const wanted, is_wanted(*state, kept, services_.clock.now()));
    if (wanted) continue;
    auto const removed = services_.blobs.remove(kept);
    if (!removed && removed.error().code == Errc::busy) continue;  // it goes on after all
    HUECRY_CHECK(removed);
    services_.log.write(LogLevel::info, "attachment-removed",
                        {{"owner", kept.name.owner.text()},
                         {"digest", std::string_view(to_base64url(kept.name.digest))},
                         {"bytes", kept.standing.bytes}});
  }
  return ok();
}

}
