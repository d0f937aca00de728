#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/head.hpp"
#include "storage/index/detail/hits.hpp"
#include "storage/index/detail/holdings.hpp"
#include "storage/index/keys.hpp"
#include "storage/index/rows.hpp"

namespace huecry::index::detail {
namespace {

using documents::EvidenceKind;
using kv::Family;

struct Statement {
  EvidenceKind kind;
  CountryCode by;
  Mark mark;
};

/// The same member of Progress and of Marks.
auto& side_of(auto& heard, EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::retrieved: return heard.retrieved;
    case EvidenceKind::acknowledged: return heard.acknowledged;
    case EvidenceKind::purged: break;
  }
  return heard.purged;
}

/// nullopt: there is no such version, or it was not sent to that country.
Result<std::optional<journal::Position>> sent_to(kv::Reader const& state, NoticeVersion const& item, CountryCode by) {
  HUECRY_TRY(auto const first, fetch_first(state, item.iss, item.id));
  if (!first) return first;
  HUECRY_TRY(auto const version, fetch_version(state, *first, item.ver));
  bool const sent = version && (version->released | version->recalled).contains(by);
  return sent ? first : std::nullopt;
}

/// No row yet, if nothing was heard of that recipient before.
Result<Marks> marks_before(kv::Reader const& state, journal::Position first, std::uint32_t ver, CountryCode by,
                           Progress const& progress) {
  if (!(progress.retrieved | progress.acknowledged | progress.purged).contains(by)) return Marks();
  return fetch_marks(state, first, ver, by);
}

Result<> put_statement(journal::Position first, std::uint32_t ver, Statement const& statement,
                       kv::Transaction& transaction) {
  HUECRY_TRY(Progress progress, fetch_progress(transaction, first, ver));
  CountrySet& heard = side_of(progress, statement.kind);
  if (heard.contains(statement.by)) return ok();
  HUECRY_TRY(Marks marks, marks_before(transaction, first, ver, statement.by, progress));
  heard.add(statement.by);
  side_of(marks, statement.kind) = statement.mark;
  transaction.put(Family::status, progress_key(first, ver), encode(progress));
  transaction.put(Family::status, marks_key(first, ver, statement.by), encode(marks));
  return ok();
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

/// What it purged is what this version recalled; what another one recalled later is owed still.
Result<> purge(journal::Position first, std::uint32_t ver, CountryCode by, kv::Transaction& transaction) {
  HUECRY_TRY(auto const version, fetch_version(transaction, first, ver));
  if (!version || !version->recalled.contains(by)) return ok();

  HUECRY_TRY(auto standing, fetch_standing(transaction, first));
  auto& [head, current] = standing;
  for (Told& told : head.owed)
    if (told.at == told_at(version->later_recalls, *version, by)) told.to = told.to - CountrySet{by};
  settle_owed(head, {});
  transaction.put(Family::notice, head_key(first), encode(head, current));
  return reconsider_erasure(first, transaction);
}

}

Result<> forget(journal::Position first, std::uint32_t ver, CountrySet const& about, kv::Transaction& transaction) {
  if (about.empty()) return ok();
  HUECRY_TRY(Progress progress, fetch_progress(transaction, first, ver));
  CountrySet const heard = (progress.retrieved | progress.acknowledged | progress.purged) & about;
  if (heard.empty()) return ok();
  for (CountrySet* const side : {&progress.retrieved, &progress.acknowledged, &progress.purged}) *side = *side - about;
  transaction.put(Family::status, progress_key(first, ver), encode(progress));
  for (CountryCode const country : heard.members()) transaction.erase(Family::status, marks_key(first, ver, country));
  return ok();
}

Result<> apply_evidence(journal::Record const& record, EvidenceFacts const& facts, kv::Transaction& transaction) {
  if (facts.by_entity) return apply_of_entity(record, facts, transaction);
  Statement const statement{facts.kind, facts.by, {{record.position, record.received}, facts.party}};
  for (NoticeVersion const& item : facts.items) {
    HUECRY_TRY(auto const first, sent_to(transaction, item, facts.by));
    if (!first) {  // no notice, or none of its own: a hit's report, perhaps, since no two documents have one name
      HUECRY_CHECK(deliver_hit(item.id, item.iss, facts.by, statement.mark.at, transaction));
      continue;
    }
    HUECRY_CHECK(put_statement(*first, item.ver, statement, transaction));
    if (facts.kind == EvidenceKind::purged) HUECRY_CHECK(purge(*first, item.ver, facts.by, transaction));
  }
  return ok();
}

}
