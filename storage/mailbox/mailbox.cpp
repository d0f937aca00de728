#include "storage/mailbox/mailbox.hpp"

#include <algorithm>
#include <limits>

#include "protocol/base/limits.hpp"
#include "storage/mailbox/rows.hpp"

namespace huecry::mailbox {
namespace {

using journal::Position;
using Share = std::optional<journal::DeliveryKind>;

/// One of the two lists, seen by one member: where it stands, and what the row there means to the member.
struct List {
  std::unique_ptr<kv::Cursor> rows;
  std::optional<Position> position;  // nullopt: at the end

  [[nodiscard]] bool before(List const& other) const {
    return position && (!other.position || *position <= *other.position);
  }
  Result<> settle() {
    position.reset();
    if (!rows->valid()) return rows->status();
    HUECRY_TRY(position, position_of(rows->key()));
    return ok();
  }
  Result<> advance() {
    rows->next();
    return settle();
  }
};

Result<List> open(kv::Reader const& state, kv::Range const& range) {
  List list{state.scan(kv::Family::mailbox, range), std::nullopt};
  HUECRY_CHECK(list.settle());
  return list;
}

/// Both lists of a member as one, in order of position.
class Merge {
 public:
  Merge(CountryCode member, List direct, List broadcast)
      : member_(member), direct_(std::move(direct)), broadcast_(std::move(broadcast)) {}
  /// Nothing is broadcast to entities.
  explicit Merge(List direct) : direct_(std::move(direct)) {}

  [[nodiscard]] bool at_end() const { return !direct_.position && !broadcast_.position; }
  [[nodiscard]] bool exhausted() const { return broadcasts_ >= limits::broadcast_scan_rows_max && !direct_first(); }

  /// REQUIRES !at_end(). Looks at the next row and steps over it.
  Result<> step(Page& page) {
    bool const direct = direct_first();
    List& list = direct ? direct_ : broadcast_;
    if (!direct) ++broadcasts_;
    HUECRY_TRY(Share const share,
               direct ? direct_share(list.rows->value()) : broadcast_share(list.rows->value(), member_));
    page.reached = list.position;
    if (share) page.items.push_back({*list.position, *share});
    return list.advance();
  }

 private:
  [[nodiscard]] bool direct_first() const { return direct_.before(broadcast_); }

  CountryCode member_;
  List direct_;
  List broadcast_;
  std::size_t broadcasts_ = 0;
};

/// nullopt: no position is later.
std::optional<Position> first_after(std::optional<Position> after) {
  if (after == std::numeric_limits<Position>::max()) return std::nullopt;
  return after ? *after + 1 : 0;
}

Page page_at(std::optional<Position> after) {
  Page page;
  page.reached = after;
  return page;
}

Result<Page> page_of(Merge merge, std::optional<Position> after, std::size_t limit) {
  Page page = page_at(after);
  while (page.items.size() < limit && !merge.at_end() && !merge.exhausted()) HUECRY_CHECK(merge.step(page));
  page.more = !merge.at_end();
  return page;
}

/// The newest broadcast to the member that is later than `floor`, or where the bounded search for it ended.
Result<std::optional<Position>> newest_broadcast(kv::Reader const& state, CountryCode member, Position floor) {
  auto const rows = state.scan(kv::Family::mailbox, broadcast_range(floor, true));
  std::optional<Position> position;
  for (std::size_t looked = 0; rows->valid(); rows->next()) {
    HUECRY_TRY(position, position_of(rows->key()));
    HUECRY_TRY(Share const share, broadcast_share(rows->value(), member));
    if (share || ++looked == limits::broadcast_scan_rows_max) return position;
  }
  HUECRY_CHECK(rows->status());
  return std::optional<Position>();
}

}

Result<Page> read(kv::Reader const& state, CountryCode member, std::optional<Position> after, std::size_t limit) {
  auto const from = first_after(after);
  if (!from) return page_at(after);
  HUECRY_TRY(List direct, open(state, direct_range(member, *from)));
  HUECRY_TRY(List broadcast, open(state, broadcast_range(*from)));
  return page_of(Merge(member, std::move(direct), std::move(broadcast)), after, limit);
}

Result<Page> read(kv::Reader const& state, journal::Entity const& entity, std::optional<Position> after,
                  std::size_t limit) {
  auto const from = first_after(after);
  if (!from) return page_at(after);
  HUECRY_TRY(List rows, open(state, entity_range(entity, *from)));
  return page_of(Merge(std::move(rows)), after, limit);
}

Result<std::optional<Position>> head(kv::Reader const& state, CountryCode member) {
  HUECRY_TRY(List const direct, open(state, direct_range(member, 0, true)));
  HUECRY_TRY(auto const broadcast, newest_broadcast(state, member, direct.position.value_or(0)));
  return std::max(direct.position, broadcast);  // an absent one is less than any position
}

}
