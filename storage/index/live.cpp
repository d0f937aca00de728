#include "storage/index/live.hpp"

#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index {
namespace {

kv::Range heads_before(std::optional<journal::Position> before) {
  kv::Range range = kv::prefix_range(heads_prefix());
  if (before && *before > 0) range.from = head_key(*before - 1);
  return range;
}

}

Result<LivePage> live(kv::Reader const& state, std::optional<journal::Position> before, std::size_t rows) {
  LivePage page;
  if (before && *before == 0) return page;
  auto const cursor = state.scan(kv::Family::notice, heads_before(before));
  for (std::size_t seen = 0; cursor->valid(); cursor->next(), ++seen) {
    if (seen == rows) return page;
    HUECRY_TRY(Head head, decode_head(cursor->value(), state.secrets()));
    page.next = head.first.position;
    if (!life::is_live(head.state)) continue;
    HUECRY_TRY(Version version, decode_current(cursor->value(), state.secrets()));
    page.notices.push_back({std::move(head), std::move(version)});
  }
  HUECRY_CHECK(cursor->status());
  page.next.reset();
  return page;
}

}
