#include "server/exchange/message_expiry.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "storage/messages/facts.hpp"

namespace huecry::exchange {
namespace {

/// Who never said that it has it. Whoever rejected it has had it; of a probe the echo says so.
Result<CountrySet> silent_about(kv::Reader const& state, messages::Row const& message) {
  if (documents::is_canary(message.envelope.act)) return CountrySet();
  HUECRY_TRY(auto const heard, messages::heard_of(state, message.entered.position));
  CountrySet silent = message.envelope.to;
  for (messages::Heard const& one : heard) silent.remove(one.recipient);
  return silent;
}

/// signing.md §2.5, of a message.
std::string statement(messages::Row const& message, CountrySet const& silent, UnixSeconds now) {
  json::Json countries = json::Json::array();
  for (CountryCode const country : silent.members()) countries.push_back(country.text());
  return json::write({{"v", 1},
                      {"id", message.envelope.id},
                      {"ver", 1},
                      {"obj", to_base64url(message.object)},
                      {"act", "expire"},
                      {"silent", std::move(countries)},
                      {"from", now.time_since_epoch().count()}});
}

journal::Settle settle_expiry(messages::Row message, CountrySet silent) {
  return [message = std::move(message), silent](kv::Reader const& state,
                                                journal::Record& record) -> Result<journal::Settled> {
    HUECRY_TRY(bool const due, messages::is_due(state, message));
    HUECRY_TRY(CountrySet const now_silent, silent_about(state, message));
    if (!due || now_silent != silent) return Error(Errc::version_conflict, "something came in between");
    record.facts = messages::encode(messages::ExpiryFacts{message.entered.position, silent});
    if (!silent.empty())
      record.deliveries.push_back({journal::DeliveryKind::document, CountrySet{message.envelope.from}, {}});
    return journal::Settled::proceed();
  };
}

}

Result<journal::Proposal> propose_expiry(Services const& services, kv::Reader const& state, journal::Position of,
                                         HubSigner const& signer) {
  HUECRY_TRY(messages::Row const message, messages::message_at(state, of));
  auto const now = to_seconds(services.clock.now());
  HUECRY_TRY(CountrySet const silent, silent_about(state, message));
  HUECRY_TRY(journal::Record record,
             hub_record(signer, envelope::DocumentType::publication, statement(message, silent, now), now));
  record.kind = log::LeafKind::erasure;  // signing.md §4.4
  record.id = "expired-" + std::to_string(message.entered.position);
  record.policy = services.policy.get().digest();
  record.crls = services.trust.current()->crl_set_digest();
  return journal::Proposal{std::move(record), settle_expiry(message, silent)};
}

}
