#include "storage/index/detail/candidates.hpp"

#include <algorithm>

#include "storage/index/detail/fetch.hpp"
#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index::detail {
namespace {

using journal::Position;

// Stepping over a few rows is cheaper than opening a new cursor further on.
constexpr std::size_t k_steps_before_jump = 16;

}

Result<PositionList> PositionList::open(kv::Reader const& state, kv::Family family, std::string prefix,
                                        std::optional<Position> before) {
  PositionList list(state, family, std::move(prefix));
  if (before == Position{0}) return list;  // nothing is below it
  HUECRY_CHECK(list.jump_to(before ? *before - 1 : ~Position{0}));
  return list;
}

Result<> PositionList::jump_to(Position target) {
  kv::Range range = kv::prefix_range(prefix_);
  append_newest_first(range.from, target);
  rows_ = state_->scan(family_, range);
  return settle();
}

Result<> PositionList::settle() {
  position_.reset();
  if (!rows_->valid()) return rows_->status();
  HUECRY_TRY(position_, newest_first_of(rows_->key()));
  return ok();
}

Result<> PositionList::next() {
  rows_->next();
  return settle();
}

Result<> PositionList::skip_to(Position target, std::size_t& rows) {
  for (std::size_t steps = 0; position_ && *position_ > target; ++steps, ++rows)
    HUECRY_CHECK(steps < k_steps_before_jump ? next() : jump_to(target));
  return ok();
}

Result<Candidates> Candidates::open(kv::Reader const& state, std::vector<std::string> const& terms,
                                    std::optional<Position> before) {
  Candidates candidates(state);
  candidates.of_heads_ = terms.empty();
  auto add = [&](kv::Family family, std::string const& prefix) -> Result<> {
    HUECRY_TRY(PositionList list, PositionList::open(state, family, prefix, before));
    candidates.lists_.push_back(std::move(list));
    return ok();
  };
  if (terms.empty()) HUECRY_CHECK(add(kv::Family::notice, heads_prefix()));
  for (std::string const& term : terms) HUECRY_CHECK(add(kv::Family::index, term));
  return candidates;
}

bool Candidates::at_end() const {
  return std::ranges::any_of(lists_, [](PositionList const& list) { return !list.position(); });
}

Position Candidates::lowest() const {
  Position lowest = *lists_.front().position();
  for (PositionList const& list : lists_) lowest = std::min(lowest, *list.position());
  return lowest;
}

// Nothing above the lowest list's position can be in all lists, and that position itself was not looked at yet.
Position Candidates::reached() const { return lowest() + 1; }

/// Moves lists to where the lowest one stands. True when all stand there then; false as soon as one fell below it: that
/// one sets the pace of the next step, and the longer lists behind it need not move for this one.
Result<bool> Candidates::align() {
  Position const target = lowest();
  for (PositionList& list : lists_) {
    HUECRY_CHECK(list.skip_to(target, rows_));
    if (list.position() != target) return false;
  }
  return true;
}

Result<Head> Candidates::head_at(Position position) {
  return of_heads_ ? decode_head(lists_.front().value(), state_->secrets()) : fetch_head(*state_, position);
}

Result<std::optional<Head>> Candidates::step() {
  HUECRY_TRY(bool const agreed, align());
  if (!agreed) return std::optional<Head>();
  auto head = head_at(lowest());
  // Past it also when it cannot be read: what comes behind a damaged row must be found all the same.
  for (PositionList& list : lists_) HUECRY_CHECK(list.next());
  rows_ += lists_.size();
  if (!head) return std::move(head).error();
  return std::optional(*std::move(head));
}

}
