#include "storage/index/status.hpp"

#include <array>

#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/head.hpp"
#include "storage/index/keys.hpp"

namespace huecry::index {
namespace {

using detail::told_at;
using journal::DeliveryKind;

/// Of these members those that were told longer ago than that.
CountrySet late(std::vector<Told> const& later, Version const& version, CountrySet const& members,
                Overdue const& overdue) {
  CountrySet found;
  for (CountryCode const member : members.members())
    if (overdue.now - told_at(later, version, member).time > overdue.after) found.add(member);
  return found;
}

CountrySet late_to_acknowledge(Head const& head, Version const& version, Progress const& progress,
                               Overdue const& overdue) {
  if (!life::is_live(head.state) || version.ver != head.ver) return {};
  return late(version.later_given, version, version.released - progress.seen() - progress.rejected, overdue);
}

CountrySet late_to_purge(Head const& head, Overdue const& overdue) {
  CountrySet found;
  for (Told const& told : head.owed)
    if (overdue.now - told.at.time > overdue.after) found = found | told.to;
  return found;
}

Counts count(Head const& head, Version const& version, Progress const& progress, Overdue const& overdue) {
  Counts counts;
  counts.released = version.released.size();
  counts.retrieved = (version.released & progress.taken()).size();
  counts.delivered = (version.released & progress.in_system()).size();
  counts.acknowledged = (version.released & progress.seen()).size();
  counts.rejected = (version.released & progress.rejected).size();
  for (Told const& told : head.disputed) counts.disputed += told.to.size();
  counts.overdue = late_to_acknowledge(head, version, progress, overdue).size();
  counts.recalled = version.recalled.size();
  counts.recalls_acknowledged = (version.recalled & (progress.seen() | progress.disputed | progress.purged)).size();
  counts.purged = (version.recalled & progress.purged).size();
  counts.purges_overdue = late_to_purge(head, overdue).size();
  return counts;
}

Result<Version> require_version(kv::Reader const& state, Head const& head, std::uint32_t ver) {
  HUECRY_TRY(auto version, detail::fetch_version(state, head.first.position, ver));
  if (version) return *std::move(version);
  return ver == head.ver ? Error(Errc::corrupt, "a head without its version")
                         : Error(Errc::not_found, "no such version");
}

Moment recalled_at(Version const& version, CountryCode member) {
  return told_at(version.later_recalls, version, member);
}

/// All recipients of the version, as if nothing was heard; the place of each by slot.
using Slots = std::array<RecipientStatus*, CountrySet::k_slots>;
std::vector<RecipientStatus> recipients_of(Version const& version) {
  std::vector<RecipientStatus> rows;
  for (CountryCode member : (version.released | version.recalled).members()) {
    bool const recall = version.recalled.contains(member);
    rows.push_back({member, recall ? DeliveryKind::recall : DeliveryKind::document, {}, {}});
    if (recall) rows.back().recalled = recalled_at(version, member);
  }
  return rows;
}

Slots slots_of(std::vector<RecipientStatus>& rows) {
  Slots slots{};
  for (RecipientStatus& row : rows) slots[row.recipient.slot()] = &row;
  return slots;
}

Result<> add_marks(kv::Reader const& state, Head const& head, std::uint32_t ver, Slots const& slots) {
  auto const rows = state.scan(kv::Family::status, marks_range(head.first.position, ver));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(CountryCode const recipient, recipient_of(rows->key()));
    RecipientStatus* const row = slots[recipient.slot()];
    if (row == nullptr) return Error(Errc::corrupt, "evidence by a country that was sent nothing");
    HUECRY_TRY(row->marks, decode_marks(rows->value()));
  }
  return rows->status();
}

void add_silences(Progress const& progress, Slots const& slots) {
  auto const add = [&slots](std::vector<Told> const& list, auto member) {
    for (Told const& told : list)
      for (CountryCode const country : told.to.members())
        if (auto* const row = slots[country.slot()]; row != nullptr) row->*member = told.at;
  };
  add(progress.not_retrieved, &RecipientStatus::not_retrieved);
  add(progress.not_delivered, &RecipientStatus::not_delivered);
  add(progress.not_acknowledged, &RecipientStatus::not_acknowledged);
}

void add_recall(Version const& later, Slots const& slots) {
  for (CountryCode member : later.recalled.members())
    if (auto* row = slots[member.slot()]; row != nullptr && !row->recalled) row->recalled = recalled_at(later, member);
}

/// Later versions tell who was sent a recall, and when first.
Result<> add_recalls(kv::Reader const& state, Head const& head, Version const& version, Slots const& slots) {
  if (version.ver == head.ver) return ok();
  auto const rows = state.scan(kv::Family::notice, versions_from(head.first.position, version.ver + 1));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Version const later, decode_version(rows->value(), state.secrets()));
    add_recall(later, slots);
  }
  HUECRY_CHECK(rows->status());
  HUECRY_TRY(auto const current, detail::fetch_version(state, head.first.position, head.ver));
  if (current) add_recall(*current, slots);
  return ok();
}

}

std::string_view to_text(Stage stage) noexcept {
  switch (stage) {
    case Stage::pending: return "pending";
    case Stage::rejected: return "rejected";
    case Stage::retrieved: return "retrieved";
    case Stage::delivered: return "delivered";
    case Stage::acknowledged: return "acknowledged";
    case Stage::disputed: return "disputed";
    case Stage::purged: return "purged";
  }
  return {};
}

Stage RecipientStatus::stage() const noexcept {
  if (marks.purged) return Stage::purged;
  if (marks.disputed) return Stage::disputed;
  if (marks.acknowledged || marks.outcome) return Stage::acknowledged;
  if (marks.delivered) return Stage::delivered;
  if (marks.retrieved) return Stage::retrieved;
  return marks.rejected ? Stage::rejected : Stage::pending;
}

Result<Status> status_of(kv::Reader const& state, CountryCode iss, std::string_view id, Overdue const& overdue,
                         std::optional<std::uint32_t> ver) {
  HUECRY_TRY(auto const first, detail::fetch_first(state, iss, id));
  if (!first) return Error(Errc::not_found, "no such notice");
  Status status;
  HUECRY_TRY(status.head, detail::fetch_head(state, *first));
  HUECRY_TRY(status.version, require_version(state, status.head, ver.value_or(status.head.ver)));
  HUECRY_TRY(Progress const progress, detail::fetch_progress(state, *first, status.version.ver));
  status.counts = count(status.head, status.version, progress, overdue);
  status.recipients = recipients_of(status.version);
  Slots const slots = slots_of(status.recipients);
  HUECRY_CHECK(add_marks(state, status.head, status.version.ver, slots));
  add_silences(progress, slots);
  HUECRY_CHECK(add_recalls(state, status.head, status.version, slots));
  return status;
}

Result<Progress> progress_of(kv::Reader const& state, Head const& head) {
  return detail::fetch_progress(state, head.first.position, head.ver);
}

Result<Marks> marks_of(kv::Reader const& state, Head const& head, std::uint32_t ver, CountryCode recipient) {
  return detail::fetch_marks(state, head.first.position, ver, recipient);
}

Result<Counts> counts_of(kv::Reader const& state, Head const& head, Overdue const& overdue) {
  HUECRY_TRY(Version const version, require_version(state, head, head.ver));
  HUECRY_TRY(Progress const progress, progress_of(state, head));
  return count(head, version, progress, overdue);
}

Result<CountrySet> overdue_recipients(kv::Reader const& state, Head const& head, Overdue const& overdue) {
  HUECRY_TRY(Version const version, require_version(state, head, head.ver));
  if (version.released.empty() && head.owed.empty()) return CountrySet();
  HUECRY_TRY(Progress const progress, progress_of(state, head));
  return late_to_acknowledge(head, version, progress, overdue) | late_to_purge(head, overdue);
}

}
