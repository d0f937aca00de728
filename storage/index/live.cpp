#include "storage/index/live.hpp"

#include "storage/index/detail/fetch.hpp"
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
    HUECRY_TRY(auto standing, detail::decode_standing(cursor->value(), state.secrets()));
    auto& [head, current] = standing;
    page.next = head.first.position;
    if (!life::is_live(head.state)) continue;
    page.notices.push_back({std::move(head), std::move(current)});
  }
  HUECRY_CHECK(cursor->status());
  page.next.reset();
  return page;
}

}
