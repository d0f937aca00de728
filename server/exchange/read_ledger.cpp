#include "server/exchange/read_ledger.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/exchange/commit.hpp"

namespace huecry::exchange {
namespace {

using json::Json;

/// signing.md §2.5; what the reader says of itself where it says it.
std::string statement(LedgerEntry const& entry, UnixSeconds now) {
  Json items = Json::array();
  for (auto const& [id, item] : entry.items) items.push_back({{"id", id}, {"ver", item.ver}});
  Json payload = {{"v", 1},
                  {"act", "read"},
                  {"by", entry.country.text()},
                  {"party", entry.organisation},
                  {"shown", index::to_text(entry.shown)},
                  {"items", std::move(items)},
                  {"pol", to_base64url(entry.policy)},
                  {"from", now.time_since_epoch().count()}};
  std::pair<char const*, std::string const*> const texts[] = {
      {"user", &entry.words.user}, {"purpose", &entry.words.purpose}, {"case", &entry.words.case_no}};
  for (auto const& [name, text] : texts)
    if (!text->empty()) payload[name] = *text;
  return json::write(payload);
}

index::ReadFacts facts_of(LedgerEntry const& entry) {
  index::ReadFacts facts{entry.country, entry.organisation, entry.shown, {}};
  facts.items.reserve(entry.items.size());
  for (auto const& [id, item] : entry.items) facts.items.push_back(item);
  return facts;
}

}

Result<journal::Proposal> ReadLedger::propose(LedgerEntry const& entry) const {
  auto const now = to_seconds(services_.clock.now());
  HUECRY_TRY(journal::Record record,
             hub_record(signer_(), envelope::DocumentType::publication, statement(entry, now), now));
  std::array<std::uint8_t, 16> name{};
  random_.fill(name);
  record.kind = log::LeafKind::delivery;
  record.id = "read-" + hex_encode(name);
  record.policy = entry.policy;
  record.crls = services_.trust.current()->crl_set_digest();
  record.facts = index::encode(facts_of(entry));
  record.content = index::encode(entry.words);
  // The hub issues it, but a reader of many must not stand in the way of others, nor of what the hub itself has to do.
  return journal::Proposal{std::move(record), {}, journal::Lane::urgent, entry.country};
}

asio::awaitable<Result<>> ReadLedger::write(journal::Proposal proposal) {
  std::vector<journal::Proposal> proposals;
  proposals.push_back(std::move(proposal));
  Receipts receipts = co_await commit(services_.journal, std::move(proposals));
  if (!receipts.front()) co_return std::move(receipts.front()).error();
  co_return ok();
}

}
