// GET /v1/probes: who takes part in the canary, and what comes back to whom (docs/messages.md, "Whether anything comes
// through").
#include "storage/messages/canary.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/handlers.hpp"
#include "server/exchange/messages.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

Json pair_json(messages::Pair const& pair) {
  Json item = {{"from", pair.from.text()}, {"to", pair.to.text()}, {"probed", iso_time(pair.probe.time)}};
  if (pair.echoed) item["echoed"] = iso_time(*pair.echoed);
  if (pair.waiting_since) item["waiting_since"] = iso_time(*pair.waiting_since);
  if (!pair.good_probe || !pair.good_echo) return item;
  item["good"] = iso_time(*pair.good_echo);
  item["good_ms"] = (*pair.good_echo - *pair.good_probe).count();
  return item;
}

/// What policy says of a message from the reader: whom it closes is not probed.
bool is_open(Services const& services, CountryCode from, CountryCode to) {
  documents::MessageEnvelope probe;
  probe.from = from;
  probe.to = {to};
  probe.act = documents::MessageAct::probe;
  probe.handling = "H0";
  return exchange::may_open(services, probe, to);
}

/// All that one probes, and all who probe it.
Result<std::vector<messages::Pair>> pairs_of(kv::Reader const& state, CountryCode one,
                                             std::vector<messages::Participant> const& others) {
  HUECRY_TRY(std::vector<messages::Pair> pairs, messages::pairs(state, one));
  for (messages::Participant const& other : others) {
    if (other.member == one) continue;
    HUECRY_TRY(auto const pair, messages::pair(state, other.member, one));
    if (pair) pairs.push_back(*pair);
  }
  return pairs;
}

/// Pairs are seen by all who take part, and by the secretariat; whoever does not sees none. All of them are tens of
/// thousands: who does not ask for those gets its own.
Result<net::Answer> probes_answer(Services const& services, Call const& call) {
  CountryCode const reader = call.peer.identity.country;
  auto const which = call.request.parameter("pairs");
  if (which && *which != "all") return Error(Errc::parameter_invalid, "pairs is \"all\", or not given: one's own");
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const all, messages::participants(*state, services.clock.now() - limits::canary_left_after));
  bool takes_part = call.peer.identity.role == certs::Role::secretariat;
  Json members = Json::array();
  for (messages::Participant const& one : all) {
    takes_part = takes_part || one.member == reader;
    members.push_back({{"code", one.member.text()},
                       {"newest", iso_time(one.newest.time)},
                       {"every_s", std::chrono::duration_cast<std::chrono::seconds>(one.every).count()},
                       {"open", one.member == reader || is_open(services, reader, one.member)}});
  }
  Json list = Json::array();
  if (takes_part) {
    bool const wants_all = which.has_value() || call.peer.identity.role == certs::Role::secretariat;
    HUECRY_TRY(auto const pairs, wants_all ? messages::pairs(*state, {}) : pairs_of(*state, reader, all));
    for (messages::Pair const& pair : pairs) list.push_back(pair_json(pair));
  }
  return json_answer(200, json::write(Json{{"now", iso_time(services.clock.now())},
                                           {"participants", std::move(members)},
                                           {"pairs", std::move(list)}}));
}

}

asio::awaitable<net::Answer> get_probes(Context const& context, Call& call) {
  auto job = [&context, &call] { return probes_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
