#include "storage/index/due.hpp"

#include "protocol/life/review_date.hpp"
#include "storage/index/detail/due.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/keys.hpp"
#include "storage/index/silences.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index {

using kv::Family;

Result<std::vector<Duty>> due(kv::Reader const& state, UnixSeconds until, std::size_t duties_max,
                              std::optional<Duty> const& after) {
  std::vector<Duty> duties;
  kv::Range range = due_until(until);
  if (after) range.from = due_key(*after) + '\0';
  auto const rows = state.scan(Family::index, range);
  for (; rows->valid() && duties.size() < duties_max; rows->next()) {
    HUECRY_TRY(Duty const duty, duty_of(rows->key()));
    duties.push_back(duty);
  }
  HUECRY_CHECK(rows->status());
  return duties;
}

namespace detail {

void put_due(kv::Transaction& transaction, Duty const& duty) { transaction.put(Family::index, due_key(duty), {}); }
void erase_due(kv::Transaction& transaction, Duty const& duty) { transaction.erase(Family::index, due_key(duty)); }

void schedule_review(Head& head, UnixSeconds now, bool anew, kv::Transaction& transaction) {
  bool const stands = life::is_in_force(head.state) || head.state == NoticeState::held;
  bool const asked = stands && head.review_on.has_value();
  if (asked && !anew && head.review_due) return;
  if (head.review_due) erase_due(transaction, {*head.review_due, DutyKind::review, head.first.position});
  head.review_due.reset();
  if (!asked) return;
  // A diffusion is not renewed: there is nothing to remind its source of.
  head.review_due =
      head.diffusion ? life::review_ends(*head.review_on) : life::next_review_moment(*head.review_on, now);
  put_due(transaction, {*head.review_due, DutyKind::review, head.first.position});
}

void schedule_silence(Head& head, Version const& current, Progress const& progress, kv::Transaction& transaction) {
  auto const next = next_silence(head, current, progress);
  if (next == head.silence_due) return;
  if (head.silence_due) erase_due(transaction, {*head.silence_due, DutyKind::silence, head.first.position});
  head.silence_due = next;
  if (next) put_due(transaction, {*next, DutyKind::silence, head.first.position});
}

Result<> schedule_silence(Head& head, Version const& current, kv::Transaction& transaction) {
  HUECRY_TRY(Progress const progress, fetch_progress(transaction, head.first.position, current.ver));
  schedule_silence(head, current, progress, transaction);
  return ok();
}

}
}
