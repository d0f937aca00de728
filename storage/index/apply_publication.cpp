#include <algorithm>

#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/due.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/head.hpp"
#include "storage/index/detail/holdings.hpp"
#include "storage/index/keys.hpp"
#include "storage/index/rows.hpp"

namespace huecry::index::detail {
namespace {

constexpr std::ptrdiff_t k_empty_editions_max = 16;

using journal::DeliveryKind;
using journal::Record;

/// What nobody has any more says nothing that the journal does not say; the newest such editions are kept, because
/// evidence about them may be on its way.
void drop_empty(Version& version) {
  for (auto* const list : {&version.later_recalls, &version.later_given})
    std::erase_if(*list, [](Told const& told) { return told.to.empty(); });
  auto const is_empty = [](Edition const& edition) { return edition.to.empty(); };
  auto empty = std::ranges::count_if(version.editions, is_empty);
  std::erase_if(version.editions,
                [&](Edition const& edition) { return is_empty(edition) && empty-- > k_empty_editions_max; });
}

/// Whatever edition they had before: the new one takes its place. One that went to entities alone is kept, too.
void add(Version& version, CountrySet const& to, Record const& record, std::uint8_t missing) {
  version.released = version.released | to;
  version.recalled = version.recalled - to;
  for (auto* const list : {&version.later_recalls, &version.later_given})
    for (Told& told : *list) told.to = told.to - to;
  if (!to.empty()) version.later_given.push_back({{record.position, record.received}, to});
  for (Edition& edition : version.editions) edition.to = edition.to - to;
  if (missing != 0) version.editions.push_back({missing, record.object, record.position, to});
}

}

Result<> apply_publication(Record const& record, PublicationFacts const& facts, kv::Transaction& transaction) {
  HUECRY_TRY(auto const first, fetch_first(transaction, facts.notice.iss, facts.notice.id));
  if (!first) return Error(Errc::internal, "a publication of no notice");
  HUECRY_TRY(auto standing, fetch_standing(transaction, *first));
  auto& [head, version] = standing;
  if (version.ver != facts.notice.ver) return Error(Errc::internal, "a publication of a version that is not in force");
  CountrySet const gained = journal::recipients(record.deliveries, DeliveryKind::document);
  CountrySet const lost = journal::recipients(record.deliveries, DeliveryKind::recall) - gained;
  add(version, gained, record, facts.missing);
  head.released = version.released;
  head.holders = head.holders | gained;
  head.sent = head.sent | gained;
  settle_owed(head, gained);
  note_content(*first, record.position, transaction);  // its decision says what policy was asked about the person
  take_back(head, version, record);
  drop_empty(version);
  HUECRY_CHECK(forget(*first, version.ver, gained | lost, transaction));
  HUECRY_CHECK(schedule_silence(head, version, transaction));
  transaction.put(kv::Family::notice, head_key(*first), encode(head, version));
  return give(transaction, *first, {version.ver, facts.missing, facts.missing == 0 ? version.object : record.object},
              record);
}

}
