#include <algorithm>

#include "protocol/base/assert.hpp"
#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/due.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/head.hpp"
#include "storage/index/detail/heard.hpp"
#include "storage/index/detail/hits.hpp"
#include "storage/index/detail/holdings.hpp"
#include "storage/index/keys.hpp"
#include "storage/index/rows.hpp"
#include "storage/index/silences.hpp"

namespace huecry::index::detail {
namespace {

using documents::EvidenceKind;
using kv::Family;

struct Statement {
  EvidenceKind kind;
  CountryCode by;
  Mark mark;
};

/// What an item names: the notice as it stands, and the version.
struct Named {
  Standing standing;
  std::optional<Version> earlier;  // absent: it is the version in force

  [[nodiscard]] Version const& version() const noexcept { return earlier ? *earlier : standing.current; }
};

/// nullopt: there is no such version, or it was not sent to that country.
Result<std::optional<Named>> sent_to(kv::Reader const& state, NoticeVersion const& item, CountryCode by) {
  std::optional<Named> named;
  HUECRY_TRY(auto const first, fetch_first(state, item.iss, item.id));
  if (!first) return named;
  HUECRY_TRY(auto standing, fetch_standing(state, *first));
  std::optional<Version> earlier;
  if (item.ver != standing.current.ver) {
    HUECRY_TRY(earlier, fetch_version(state, *first, item.ver));
    if (!earlier) return named;
  }
  named = Named{std::move(standing), std::move(earlier)};
  bool const sent = (named->version().released | named->version().recalled).contains(by);
  if (!sent) named.reset();
  return named;
}

CountrySet heard_of(Progress const& progress) {
  CountrySet heard;
  visit_sides(progress, [&heard](CountrySet const& side) { heard = heard | side; });
  return heard;
}

/// No row yet, if nothing was heard of that recipient before.
Result<Marks> marks_before(kv::Reader const& state, journal::Position first, std::uint32_t ver, CountryCode by,
                           Progress const& progress) {
  return heard_of(progress).contains(by) ? fetch_marks(state, first, ver, by) : Marks();
}

/// What was heard of the version since; nullopt: this was said before.
Result<std::optional<Progress>> put_statement(journal::Position first, std::uint32_t ver, Statement const& statement,
                                              kv::Transaction& transaction) {
  HUECRY_TRY(Progress progress, fetch_progress(transaction, first, ver));
  CountrySet& heard = side_of(progress, statement.kind);
  // What came of it may change: the last word counts.
  if (heard.contains(statement.by) && statement.kind != EvidenceKind::outcome) return std::optional<Progress>();
  HUECRY_TRY(Marks marks, marks_before(transaction, first, ver, statement.by, progress));
  heard.add(statement.by);
  side_of(marks, statement.kind) = statement.mark;
  if (statement.kind == EvidenceKind::outcome) ++marks.outcomes;  // limits::outcomes_max
  transaction.put(Family::status, progress_key(first, ver), encode(progress));
  transaction.put(Family::status, marks_key(first, ver, statement.by), encode(marks));
  return std::optional(std::move(progress));
}

/// What an entity says is of what it has itself, and no word of its bureau.
Result<> apply_of_entity(journal::Record const& record, EvidenceFacts const& facts, kv::Transaction& transaction) {
  for (NoticeVersion const& item : facts.items) {
    HUECRY_TRY(auto const first, fetch_first(transaction, item.iss, item.id));
    if (!first) continue;
    HUECRY_CHECK(hear(transaction, *first, item.ver, facts, {record.position, record.received}));
    if (facts.kind == EvidenceKind::purged) HUECRY_CHECK(reconsider_erasure(*first, transaction));
  }
  return ok();
}

/// What it says of a recall is of what this version recalled; what another one recalled later is owed still.
void settle_recall(Head& head, Version const& version, Statement const& statement) {
  CountrySet const by{statement.by};
  if (!owes_purge_of(head, version, statement.by)) return;
  if (statement.kind == EvidenceKind::purged) return settle_owed(head, by);
  bool const known =
      std::ranges::any_of(head.disputed, [&](Told const& told) { return told.to.contains(statement.by); });
  if (!known) head.disputed.push_back({statement.mark.at, by});
}

/// What that changes of the notice as it stands now: who owes a purge, and when the hub next says who is late.
/// `progress`: of the version that was named.
Result<> follow(Named named, Statement const& statement, Progress const& progress, kv::Transaction& transaction) {
  auto& [head, current] = named.standing;
  bool const of_recall = statement.kind == EvidenceKind::purged || statement.kind == EvidenceKind::disputed;
  if (of_recall) settle_recall(head, named.version(), statement);
  auto const due = head.silence_due;
  if (!named.earlier) {
    schedule_silence(head, current, progress, transaction);
  } else if (of_recall) {
    HUECRY_CHECK(schedule_silence(head, current, transaction));
  }
  if (!of_recall && due == head.silence_due) return ok();
  journal::Position const first = head.first.position;
  transaction.put(Family::notice, head_key(first), encode(head, current));
  return statement.kind == EvidenceKind::purged ? reconsider_erasure(first, transaction) : ok();
}

/// Its words tell of a person, perhaps.
void note_words(journal::Position first, journal::Record const& record, EvidenceKind kind,
                kv::Transaction& transaction) {
  if (documents::is_for_source(kind)) note_content(first, record.position, transaction);
}

std::vector<Told>& silences_of(Head& head, Progress& progress, EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::not_retrieved: return progress.not_retrieved;
    case EvidenceKind::not_delivered: return progress.not_delivered;
    case EvidenceKind::not_acknowledged: return progress.not_acknowledged;
    case EvidenceKind::not_purged: return head.reminded;
    default: break;
  }
  HUECRY_ASSERT(documents::is_of_hub(kind));
  return head.reminded;
}

/// The hub has said who was not heard of.
Result<> apply_silence(journal::Record const& record, EvidenceFacts const& facts, kv::Transaction& transaction) {
  NoticeVersion const& item = facts.items.front();
  HUECRY_TRY(auto const first, fetch_first(transaction, item.iss, item.id));
  if (!first) return Error(Errc::internal, "evidence of the hub about no notice");
  HUECRY_TRY(auto standing, fetch_standing(transaction, *first));
  auto& [head, current] = standing;
  if (current.ver != item.ver) return Error(Errc::internal, "evidence of the hub about a version that is not in force");
  HUECRY_TRY(Progress progress, fetch_progress(transaction, *first, item.ver));
  silences_of(head, progress, facts.kind).push_back({{record.position, record.received}, facts.silent});
  if (facts.kind != EvidenceKind::not_purged)
    transaction.put(Family::status, progress_key(*first, item.ver), encode(progress));
  schedule_silence(head, current, progress, transaction);
  transaction.put(Family::notice, head_key(*first), encode(head, current));
  return ok();
}

}

Result<> forget(journal::Position first, std::uint32_t ver, CountrySet const& about, kv::Transaction& transaction) {
  if (about.empty()) return ok();
  HUECRY_TRY(Progress progress, fetch_progress(transaction, first, ver));
  CountrySet const heard = heard_of(progress) & about;
  Progress const before = progress;
  visit_sides(progress, [&about](CountrySet& side) { side = side - about; });
  visit_silences(progress, [&about](std::vector<Told>& list) { take_out(list, about); });
  if (progress == before) return ok();
  transaction.put(Family::status, progress_key(first, ver), encode(progress));
  for (CountryCode const country : heard.members()) transaction.erase(Family::status, marks_key(first, ver, country));
  return ok();
}

Result<> apply_evidence(journal::Record const& record, EvidenceFacts const& facts, kv::Transaction& transaction) {
  if (documents::is_of_hub(facts.kind)) return apply_silence(record, facts, transaction);
  if (facts.by_entity) return apply_of_entity(record, facts, transaction);
  Statement const statement{facts.kind, facts.by, {{record.position, record.received}, facts.party, facts.code}};
  for (NoticeVersion const& item : facts.items) {
    HUECRY_TRY(auto named, sent_to(transaction, item, facts.by));
    if (!named) {  // no notice, or none of its own: a hit's report, perhaps, since no two documents have one name
      HUECRY_CHECK(deliver_hit(item.id, item.iss, facts.by, statement.mark.at, transaction));
      continue;
    }
    journal::Position const first = named->standing.head.first.position;
    note_words(first, record, facts.kind, transaction);
    HUECRY_TRY(auto const progress, put_statement(first, item.ver, statement, transaction));
    if (progress) HUECRY_CHECK(follow(*std::move(named), statement, *progress, transaction));
  }
  return ok();
}

}
