#include <algorithm>

#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/desk.hpp"
#include "storage/index/detail/due.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/head.hpp"
#include "storage/index/detail/holdings.hpp"
#include "storage/index/keys.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index::detail {
namespace {

using journal::DeliveryKind;
using journal::Record;
using kv::Family;

Version version_from(Record const& record, NoticeFacts const& facts) {
  Version version;
  version.ver = record.ver;
  version.entered = {record.position, record.received};
  version.object = record.object;
  version.released = journal::recipients(record.deliveries, DeliveryKind::document);
  // As in the mailbox: the new version takes the place of what it recalls.
  version.recalled = journal::recipients(record.deliveries, DeliveryKind::recall) - version.released;
  version.facts = facts;
  version.sealed = record.sealed.content;
  return version;
}

Head first_head(Record const& record, NoticeFacts const& facts) {
  Head head;
  head.diffusion = facts.diffusion;
  head.iss = record.iss;
  head.id = record.id;
  head.first = {record.position, record.received};
  return head;
}

/// A diffusion is looked at whether it is held or has gone out.
bool is_looked_at(NoticeFacts const& facts) { return facts.waits || facts.state == NoticeState::sent; }

/// A request of this version takes the place of the one before.
Result<> open_request(journal::Position first, Record const& record, NoticeFacts const& facts,
                      kv::Transaction& transaction) {
  HUECRY_CHECK(close_request(transaction, first));
  NoticeState const state = facts.diffusion ? facts.state : NoticeState::requested;
  put_request(transaction, first, {record.ver, state, {record.position, record.received}, facts.urgent, {}, {}, {}});
  return ok();
}

Result<> apply_first(Record const& record, NoticeFacts const& facts, kv::Transaction& transaction) {
  Version const version = version_from(record, facts);
  Head head = first_head(record, facts);
  advance(head, version);
  schedule_review(head, to_seconds(record.received), true, transaction);
  schedule_silence(head, version, {}, transaction);
  transaction.put(Family::notice, name_key(record.iss, record.id), kv::be64(record.position));
  put_head(head, version, {}, transaction);
  return is_looked_at(facts) ? open_request(record.position, record, facts, transaction) : ok();
}

/// The version in force stays so until the update is approved.
Result<> apply_update_that_waits(Head head, Version const& current, Record const& record, NoticeFacts const& facts,
                                 kv::Transaction& transaction) {
  auto const first = head.first.position;
  transaction.put(Family::notice, version_key(first, record.ver), encode(version_from(record, facts)));
  Terms const terms = terms_of(head);
  head.newest = record.ver;
  put_head(head, current, terms, transaction);
  return open_request(first, record, facts, transaction);
}

Result<> apply_next(journal::Position first, Record const& record, NoticeFacts const& facts,
                    kv::Transaction& transaction) {
  HUECRY_TRY(auto standing, fetch_standing(transaction, first));
  auto& [head, current] = standing;
  if (record.ver <= head.newest) return Error(Errc::internal, "a version that is not newer");
  if (facts.waits && life::is_in_force(head.state))
    return apply_update_that_waits(std::move(head), current, record, facts, transaction);
  transaction.put(Family::notice, version_key(first, current.ver), encode(current));
  Version const version = version_from(record, facts);
  Terms const terms = terms_of(head);
  auto const review_on = head.review_on;
  advance(head, version);
  // Without a review desk nobody has looked at what would be public now.
  head.publicity = life::Publicity::never;
  schedule_review(head, to_seconds(record.received), head.review_on != review_on, transaction);
  schedule_silence(head, version, {}, transaction);
  put_head(head, version, terms, transaction);
  HUECRY_CHECK(facts.waits ? open_request(first, record, facts, transaction) : close_request(transaction, first));
  return give(transaction, first, {version.ver, 0, version.object}, record);
}

}

Result<> apply_notice(Record const& record, NoticeFacts const& facts, kv::Transaction& transaction) {
  HUECRY_TRY(auto const known, fetch_first(transaction, record.iss, record.id));
  journal::Position const first = known.value_or(record.position);
  if (facts.action == documents::Action::publish) note_content(first, record.position, transaction);
  HUECRY_CHECK(known ? apply_next(first, record, facts, transaction) : apply_first(record, facts, transaction));
  return life::is_final(facts.state) ? reconsider_erasure(first, transaction) : ok();
}

}
