#include "storage/index/erasures.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "storage/index/detail/due.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/holdings.hpp"
#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index {
namespace {

using journal::Position;
using kv::Family;

Result<Erasure> erasure_of(std::string_view key, std::string_view value) {
  if (key.size() != erasure_key(0).size() || value.size() % sizeof(Position) != 0)
    return Error(Errc::corrupt, "erasure row of a wrong length");
  Erasure erasure{read_be<Position>(key.substr(1)), {}};
  for (; !value.empty(); value.remove_prefix(sizeof(Position))) erasure.entries.push_back(read_be<Position>(value));
  return erasure;
}

Result<std::optional<UnixSeconds>> due_of(kv::Reader const& state, Head const& head) {
  bool const stays = !life::is_final(head.state) || head.state == NoticeState::deleted || !head.holds.empty();
  if (stays) return std::optional<UnixSeconds>();
  HUECRY_TRY(bool const closed, recalls_closed(state, head));
  return closed ? std::optional(*head.ended + limits::retention_after_end) : std::nullopt;
}

void set_due(Head& head, std::optional<UnixSeconds> due, kv::Transaction& transaction) {
  if (head.erase_due) detail::erase_due(transaction, {*head.erase_due, DutyKind::erase, head.first.position});
  head.erase_due = due;
  if (due) detail::put_due(transaction, {*due, DutyKind::erase, head.first.position});
}

/// The entries that had some; nothing names them any more.
Result<std::string> take_contents(Position first, kv::Transaction& transaction) {
  std::string entries;
  std::vector<std::string> keys;
  auto const rows = transaction.scan(Family::notice, contents_range(first));
  for (; rows->valid(); rows->next()) keys.emplace_back(rows->key());
  HUECRY_CHECK(rows->status());
  for (std::string const& key : keys) {
    entries += key.substr(key.size() - sizeof(Position));
    transaction.erase(Family::notice, key);
  }
  return entries;
}

Result<> forget_versions(Position first, kv::Transaction& transaction) {
  std::vector<Version> versions;
  auto const rows = transaction.scan(Family::notice, versions_from(first, 0));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Version version, decode_version(rows->value(), transaction.secrets()));
    if (!version.sealed.empty()) versions.push_back(std::move(version));
  }
  HUECRY_CHECK(rows->status());
  for (Version& version : versions) {
    version.sealed.clear();
    transaction.put(Family::notice, version_key(first, version.ver), encode(version));
  }
  return ok();
}

}

Result<std::vector<Erasure>> erasures(kv::Reader const& state, Position from, std::size_t erasures_max) {
  std::vector<Erasure> found;
  auto const rows = state.scan(Family::index, erasures_from(from));
  for (; rows->valid() && found.size() < erasures_max; rows->next()) {
    HUECRY_TRY(Erasure erasure, erasure_of(rows->key(), rows->value()));
    found.push_back(std::move(erasure));
  }
  HUECRY_CHECK(rows->status());
  return found;
}

Result<bool> recalls_closed(kv::Reader const& state, Head const& head) {
  if (!head.owed.empty()) return false;
  HUECRY_TRY(auto const holdings, holdings_of(state, head.first.position));
  return std::ranges::none_of(holdings, [](Holding const& each) { return each.recalled && !each.purged; });
}

namespace detail {

void note_content(Position first, Position at, kv::Transaction& transaction) {
  transaction.put(Family::notice, content_key(first, at), {});
}

Result<> reconsider_erasure(Position first, kv::Transaction& transaction) {
  HUECRY_TRY(auto standing, fetch_standing(transaction, first));
  auto& [head, current] = standing;
  HUECRY_TRY(auto const due, due_of(transaction, head));
  if (due == head.erase_due) return ok();
  set_due(head, due, transaction);
  transaction.put(Family::notice, head_key(first), encode(head, current));
  return ok();
}

Result<> erase_content(Head& head, Version& version, Position at, kv::Transaction& transaction) {
  set_due(head, std::nullopt, transaction);
  HUECRY_CHECK(forget_versions(head.first.position, transaction));
  HUECRY_TRY(std::string const entries, take_contents(head.first.position, transaction));
  transaction.put(Family::index, erasure_key(at), entries);
  version.sealed.clear();
  head.sealed.clear();
  head.offences.clear();
  for (std::string* text : {&head.file_no, &head.title, &head.search_text}) text->clear();
  return ok();
}

}
}
