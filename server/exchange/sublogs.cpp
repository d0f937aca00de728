#include "server/exchange/sublogs.hpp"

#include <future>

#include "protocol/base/limits.hpp"
#include "protocol/log/hash.hpp"
#include "server/exchange/inbox_item.hpp"
#include "storage/journal/reading.hpp"
#include "storage/mailbox/mailbox.hpp"
#include "storage/sublog/heads_view.hpp"

namespace huecry::exchange {
namespace {

std::string_view standing_of(Release release) {
  switch (release) {
    case Release::now: return "shown";
    case Release::barred: return "barred";
    default: return "over";
  }
}

log::SublogKind kind_of(journal::DeliveryKind kind) {
  return kind == journal::DeliveryKind::document ? log::SublogKind::document : log::SublogKind::recall;
}

struct Listed {
  SublogEntry entry;
  std::size_t bytes = 0;  // that were read for it
};

/// Of the entry the leaf alone is needed, so that a record that is damaged does not keep the sub-log from being proved.
Result<Listed> entry_of(Reading const& reading, mailbox::Item const& item, Log& log) {
  HUECRY_TRY(std::string leaf, journal::leaf_of(reading.state, item.position));
  HUECRY_TRY(journal::Position const batch, sublog::end_of_batch(reading.state, item.position));
  HUECRY_TRY(Rendered const rendered, render_or_name(reading, item, log));
  bool const damaged = rendered.item.kind == k_damaged;
  SublogEntry entry{{item.position, kind_of(item.kind), log::leaf_hash(leaf)},
                    {},
                    batch,
                    damaged ? k_damaged : standing_of(rendered.release)};
  if (rendered.release == Release::now && !damaged) entry.leaf = std::move(leaf);
  return Listed{std::move(entry), rendered.item.json.size()};
}

/// The entries that a snapshot has are a batch before their checkpoint, perhaps; whatever is done after it comes later.
Result<> wait_for_checkpoint(journal::Journal& journal) {
  std::promise<Result<>> promise;
  auto future = promise.get_future();
  journal.probe([&promise](Result<> result) { promise.set_value(std::move(result)); });
  return future.get();
}

}

Result<SublogPage> read_sublog(Services const& services, Reader const& reader, std::optional<journal::Position> after,
                               std::size_t items_max) {
  auto const trust = services.trust.current();
  if (!trust->active().contains(reader.country)) return Error(Errc::peer_suspended);
  auto const state = services.store.snapshot();
  HUECRY_TRY(mailbox::Page const found, mailbox::read(*state, reader.country, after, items_max));
  auto const policy = services.policy.get();
  Reading const reading{*state, policy, *trust, services.clock.now(), reader};
  SublogPage page{{}, found.reached ? found.reached : after, found.more};
  std::size_t bytes = 0;
  for (mailbox::Item const& item : found.items) {
    if (bytes > limits::inbox_page_bytes_max) {
      page.next = page.entries.back().item.position;
      page.more = true;
      break;
    }
    HUECRY_TRY(Listed listed, entry_of(reading, item, services.log));
    bytes += listed.bytes;
    page.entries.push_back(std::move(listed.entry));
  }
  return page;
}

Result<ProvenHead> prove_head(Services const& services, CountryCode bureau) {
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const heads, sublog::newest_heads(*state));
  if (!heads) return Error(Errc::not_found, "nothing has entered yet");
  if (heads->entry >= services.journal.end()) HUECRY_CHECK(wait_for_checkpoint(services.journal));
  log::HeadsTree const tree(heads->of, heads->seed);
  HUECRY_TRY(log::Receipt receipt, journal::proof_of(services.store, heads->entry));
  return ProvenHead{heads->of[bureau.slot()], log::blind_of(heads->seed, bureau), tree.path(bureau),
                    std::move(receipt)};
}

}
