#include <algorithm>
#include <limits>

#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/desk.hpp"
#include "storage/index/detail/due.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/head.hpp"
#include "storage/index/detail/holdings.hpp"
#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index::detail {
namespace {

using journal::Position;
using journal::Record;
using kv::Family;
using life::NoticeEvent;

/// The request after the act: whose it is, who has agreed, what is awaited.
Request after(Request request, Record const& record, DecisionFacts const& facts) {
  request.state = *facts.request;
  switch (facts.act) {
    case NoticeEvent::take: request.lease = Lease{record.certificate, facts.party, facts.until}; break;
    case NoticeEvent::release: request.lease.reset(); break;
    case NoticeEvent::give_back:
      request.lease.reset();
      request.agreements.clear();
      request.answer_until = facts.until;
      break;
    case NoticeEvent::refuse:
    case NoticeEvent::approve: request.agreements.push_back({facts.act, record.certificate, facts.party}); break;
    default: break;
  }
  return request;
}

Result<> apply_to_request(Position first, Record const& record, DecisionFacts const& facts,
                          kv::Transaction& transaction) {
  if (!facts.request) return close_request(transaction, first);
  HUECRY_TRY(auto request, request_of(transaction, first));
  if (!request) return Error(Errc::internal, "a decision about a request that is not there");
  put_request(transaction, first, after(*std::move(request), record, facts));
  return ok();
}

/// An update comes into force: the version that was, gets a row of its own, and the new one leaves its own.
Result<Version> take_version(Position first, std::uint32_t ver, Version const& current, kv::Transaction& transaction) {
  if (ver == current.ver) return current;
  HUECRY_TRY(auto const next, fetch_version(transaction, first, ver));
  if (!next) return Error(Errc::internal, "a decision about a version that is not there");
  transaction.put(Family::notice, version_key(first, current.ver), encode(current));
  transaction.erase(Family::notice, version_key(first, ver));
  return *next;
}

/// The version's own, unless its source has confirmed the need until a later day since it asked.
Result<std::optional<std::chrono::sys_days>> review_date(Position first, Version const& version,
                                                         std::optional<std::chrono::sys_days> until,
                                                         kv::Reader const& state) {
  HUECRY_TRY(bool const renewed, was_renewed_after(state, first, version.entered.position));
  return renewed ? std::max(version.facts.review_on, until) : version.facts.review_on;
}

/// Whoever has it may act upon it again, and gets it once more: what is awaited of him begins anew.
void give_again(Version& version, Moment at) {
  version.later_given.clear();
  if (!version.released.empty()) version.later_given.push_back({at, version.released});
}

void note_hold(Head& head, DecisionFacts const& facts) {
  if (facts.act == NoticeEvent::hold) head.holds.push_back(facts.party);
  if (facts.act == NoticeEvent::lift) std::erase(head.holds, facts.party);
}

void assign(Head& head, DecisionFacts const& facts, kv::Transaction& transaction) {
  if (facts.number.n == 0) return;
  head.number = facts.number;
  std::string value;
  append_be(value, facts.number.n);
  transaction.put(Family::notice, number_key(facts.number.year), value);
}

}

Result<> apply_decision(Record const& record, DecisionFacts const& facts, kv::Transaction& transaction) {
  HUECRY_TRY(auto const first, fetch_first(transaction, facts.notice.iss, facts.notice.id));
  if (!first) return Error(Errc::internal, "a decision about no notice");
  HUECRY_TRY(auto standing, fetch_standing(transaction, *first));
  auto& [head, version] = standing;
  Terms const terms = terms_of(head);
  auto const review_on = head.review_on;
  bool const in_force = facts.act == NoticeEvent::send || (facts.act == NoticeEvent::approve && !facts.request);
  head.screened = head.screened || in_force || facts.act == NoticeEvent::clear;
  if (in_force) {
    HUECRY_TRY(version, take_version(*first, facts.notice.ver, version, transaction));
    advance(head, version);
    HUECRY_TRY(head.review_on, review_date(*first, version, review_on, transaction));
    version.facts.waits = false;
    version.facts.state = facts.after;
    assign(head, facts, transaction);
  }
  head.state = facts.after;
  if (life::is_final(head.state) && !head.ended) head.ended = to_seconds(record.received);
  if (facts.act == NoticeEvent::resume) give_again(version, {record.position, record.received});
  note_hold(head, facts);
  if (facts.act == NoticeEvent::erase) HUECRY_CHECK(erase_content(head, version, record.position, transaction));
  if (facts.act == NoticeEvent::add_remark) note_content(*first, record.position, transaction);
  if (facts.act == NoticeEvent::add_remark && head.remarks < std::numeric_limits<std::uint16_t>::max()) ++head.remarks;
  if (facts.review_on) head.review_on = facts.review_on;
  if (facts.extract) head.extract = *facts.extract;
  if (facts.act == NoticeEvent::ask_extract) ++head.extract_asks;
  bool const anew = head.review_on != review_on || facts.act == NoticeEvent::remind;
  schedule_review(head, to_seconds(record.received), anew, transaction);
  take_back(head, version, record);
  HUECRY_CHECK(
      forget(*first, version.ver, journal::recipients(record.deliveries, journal::DeliveryKind::recall), transaction));
  HUECRY_CHECK(schedule_silence(head, version, transaction));
  HUECRY_CHECK(apply_to_request(*first, record, facts, transaction));
  Moment const at{record.position, record.received};
  transaction.put(Family::notice, step_key(*first, record.position),
                  encode(Step{at, facts.act, facts.after, facts.notice.ver, record.object, facts.party}));
  put_head(head, version, terms, transaction);
  if (!life::is_final(facts.after)) return ok();
  HUECRY_CHECK(give(transaction, *first, {}, record));
  return reconsider_erasure(*first, transaction);
}

}
