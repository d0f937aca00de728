#include "storage/index/detail/due.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/hits.hpp"
#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index::detail {
namespace {

using journal::Position;
using journal::Record;
using kv::Family;
using life::HitEvent;

/// Its row, and the time at which the hub owes a word about it.
void put(kv::Transaction& transaction, Hit const& hit, std::optional<UnixSeconds> due_before) {
  Position const position = hit.entered.position;
  transaction.put(Family::status, hit_key(position), encode(hit));
  auto const due = hit.due();
  if (due == due_before) return;
  if (due_before) erase_due(transaction, {*due_before, DutyKind::hit, position});
  if (due) put_due(transaction, {*due, DutyKind::hit, position});
}

Result<> open(Record const& record, HitFacts const& facts, kv::Transaction& transaction) {
  HUECRY_TRY(auto const first, fetch_first(transaction, facts.notice.iss, facts.notice.id));
  if (!first) return Error(Errc::internal, "a hit on no notice");
  Hit hit;
  hit.id = record.id;
  hit.reporter = facts.reporter;
  hit.notice = facts.notice;
  hit.first = *first;
  hit.clock = facts.clock;
  hit.state = facts.after;
  hit.entered = {record.position, record.received};
  hit.told = facts.told;
  note_content(*first, record.position, transaction);
  transaction.put(Family::status, hit_name_key(hit.reporter, hit.id), kv::be64(record.position));
  transaction.put(Family::status, term_key(hits_on_notice_prefix(*first, hit.reporter), record.position), {});
  for (CountryCode const side : {hit.reporter, hit.notice.iss})
    transaction.put(Family::status, term_key(hits_of_side_prefix(side), record.position), {});
  put(transaction, hit, {});
  return ok();
}

void follow(Hit& hit, HitFacts const& facts, Moment at) {
  hit.state = facts.after;
  switch (facts.event) {
    case HitEvent::pause:
      if (!hit.delivered) hit.delivered = at;
      hit.pauses.push_back({{to_seconds(at.time), facts.until}, facts.code});
      break;
    case HitEvent::confirm:
    case HitEvent::deny:
    case HitEvent::retract:
      // What counts in time is the first answer, what holds is the last.
      hit.answer = Said{{at.position, hit.answer ? hit.answer->at.time : at.time}, facts.code};
      break;
    case HitEvent::conclude: hit.outcome = Said{at, facts.code}; break;
    case HitEvent::overdue: (hit.delivered ? hit.late : hit.undelivered) = at; break;
    case HitEvent::report:
    case HitEvent::deliver: break;
  }
}

}

Result<> apply_hit(Record const& record, HitFacts const& facts, kv::Transaction& transaction) {
  if (facts.event == HitEvent::report) return open(record, facts, transaction);
  HUECRY_TRY(Hit hit, hit_at(transaction, facts.of));
  auto const due_before = hit.due();
  follow(hit, facts, {record.position, record.received});
  if (facts.event != HitEvent::overdue) note_content(hit.first, record.position, transaction);  // with somebody's words
  put(transaction, hit, due_before);
  return ok();
}

Result<> deliver_hit(std::string_view id, CountryCode reporter, CountryCode by, Moment at,
                     kv::Transaction& transaction) {
  HUECRY_TRY(auto hit, hit_named(transaction, reporter, id));
  if (!hit || hit->notice.iss != by || hit->delivered) return ok();
  auto const due_before = hit->due();
  hit->delivered = at;
  if (hit->state == life::HitState::notified) hit->state = life::HitState::checking;
  put(transaction, *hit, due_before);
  return ok();
}

}
