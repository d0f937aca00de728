#include "server/exchange/request_clock.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "storage/messages/facts.hpp"

namespace huecry::exchange {
namespace {

/// signing.md §2.5, of a request.
std::string statement(messages::Row const& request, messages::Asked const& asked, UnixSeconds now) {
  return json::write({{"v", 1},
                      {"id", request.envelope.id},
                      {"ver", 1},
                      {"obj", to_base64url(request.object)},
                      {"act", "overdue"},
                      {"by", asked.by.text()},
                      {"undelivered", asked.is_delivery_awaited()},
                      {"from", now.time_since_epoch().count()}});
}

journal::Settle settle_overdue(messages::Row request, messages::Asked asked) {
  return [request = std::move(request), asked = std::move(asked)](kv::Reader const& state,
                                                                  journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(auto const now, messages::asked(state, asked.request, asked.by));
    auto const due = now ? now->due() : std::nullopt;
    bool const same = due == asked.due() && due && *due + limits::duty_delay <= to_seconds(record.received);
    if (!same) return Error(Errc::version_conflict, "something has come meanwhile");
    record.facts = messages::encode(messages::OverdueFacts{asked.request, asked.by, now->is_delivery_awaited()});
    record.deliveries.push_back({journal::DeliveryKind::document, CountrySet{request.envelope.from, asked.by}, {}});
    return journal::Settled::proceed();
  };
}

}

Result<journal::Proposal> propose_overdue_answer(Services const& services, kv::Reader const& state,
                                                 messages::OverdueName const& name, HubSigner const& signer) {
  HUECRY_TRY(auto const found, messages::asked(state, name.request, name.by));
  if (!found) return Error(Errc::corrupt, "a time for an answer, and no request");
  messages::Asked const& asked = *found;
  auto const now = to_seconds(services.clock.now());
  HUECRY_TRY(messages::Row request, messages::message_at(state, asked.request));
  HUECRY_TRY(journal::Record record,
             hub_record(signer, envelope::DocumentType::publication, statement(request, asked, now), now));
  record.id = "overdue-" + std::to_string(asked.request) + "-" + std::string(asked.by.text()) +
              (asked.is_delivery_awaited() ? "-delivery" : "-answer");
  record.policy = services.policy.get().digest();
  record.crls = services.trust.current()->crl_set_digest();
  return journal::Proposal{std::move(record), settle_overdue(std::move(request), asked)};
}

}
