#include "server/exchange/read_ledger.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/exchange/commit.hpp"

namespace huecry::exchange {
namespace {

using json::Json;

/// signing.md §2.5; what the reader says of itself where it says it.
std::string statement(Reading const& reading, UnixSeconds now) {
  Json items = Json::array();
  for (auto const& [id, item] : reading.items) items.push_back({{"id", id}, {"ver", item.ver}});
  Json payload = {{"v", 1},
                  {"act", "read"},
                  {"by", reading.by.country.text()},
                  {"party", reading.by.organisation},
                  {"shown", index::to_text(reading.shown)},
                  {"items", std::move(items)},
                  {"pol", to_base64url(reading.policy)},
                  {"from", now.time_since_epoch().count()}};
  std::pair<char const*, std::string const*> const texts[] = {
      {"user", &reading.by.user}, {"purpose", &reading.by.purpose}, {"case", &reading.by.case_no}};
  for (auto const& [name, text] : texts)
    if (!text->empty()) payload[name] = *text;
  return json::write(payload);
}

index::ReadFacts facts_of(Reading const& reading) {
  index::ReadFacts facts{reading.by, reading.shown, {}};
  facts.items.reserve(reading.items.size());
  for (auto const& [id, item] : reading.items) facts.items.push_back(item);
  return facts;
}

}

Result<journal::Proposal> ReadLedger::propose(Reading const& reading) const {
  auto const now = to_seconds(services_.clock.now());
  HUECRY_TRY(journal::Record record,
             hub_record(signer_(), envelope::DocumentType::publication, statement(reading, now), now));
  std::array<std::uint8_t, 16> name{};
  random_.fill(name);
  record.kind = log::LeafKind::delivery;
  record.id = "read-" + hex_encode(name);
  record.policy = reading.policy;
  record.crls = services_.trust.current()->crl_set_digest();
  record.facts = index::encode(facts_of(reading));
  return journal::Proposal{std::move(record), {}};
}

asio::awaitable<Result<>> ReadLedger::note(Reading reading) {
  if (reading.items.empty()) co_return ok();
  auto proposal = propose(reading);
  if (!proposal) co_return std::move(proposal).error();
  std::vector<journal::Proposal> proposals;
  proposals.push_back(*std::move(proposal));
  Receipts receipts = co_await commit(services_.journal, std::move(proposals));
  if (!receipts.front()) co_return std::move(receipts.front()).error();
  co_return ok();
}

}
