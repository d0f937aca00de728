#include "gateway/cli/gateway_canary.hpp"

#include <algorithm>

#include "gateway/cli/message_writing.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using documents::MessageAct;
using json::Json;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto k_keep = 26h;  // the least that the hub keeps a message for, and a margin
constexpr auto k_patience_least = 60s;
constexpr std::size_t k_sent_most = 32;  // probes whose echoes still count

std::string nonce_of(OpenedMail const& mail) {
  auto const payload = read_json(mail.opened->payload);
  return payload ? payload->value("nonce", "") : std::string();
}

Json begin(std::string_view act, std::string const& nonce) {
  return {{"act", act}, {"nonce", nonce}, {"subject", "Canary"}, {"body", "Whether messages come through."}};
}

}

Result<std::chrono::milliseconds> GatewayCanary::round() {
  auto const done = act();
  if (!done) desk_.drop();
  look();
  if (!done) return done.error();
  return std::min<std::chrono::milliseconds>(1s, service_.options().canary_every);
}

Result<> GatewayCanary::act() {
  HUECRY_TRY(Desk* const desk, desk_.get());
  HUECRY_CHECK(send_echoes(*desk));
  if (probed_ && Steady::now() < *probed_ + service_.options().canary_every) return ok();
  HUECRY_CHECK(probe(*desk));
  probed_ = Steady::now();
  return ok();
}

void GatewayCanary::take(OpenedMail const& mail) {
  if (!mail.opened) return;  // its sender will miss the echo: that is what a probe is for
  documents::MessageEnvelope const& envelope = mail.received.envelope;
  if (envelope.act == MessageAct::echo) return take_echo(envelope.of, envelope.from, nonce_of(mail));
  if (service_.options().canary_every == 0s) return;
  {
    std::lock_guard const lock(mutex_);
    owed_[envelope.from] = {envelope.id, envelope.conversation, nonce_of(mail), envelope.from};
  }
  service_.wake();
}

void GatewayCanary::take_echo(std::string const& probe, CountryCode from, std::string const& nonce) {
  std::lock_guard const lock(mutex_);
  auto const sent = sent_.find(probe);
  if (sent == sent_.end() || sent->second.nonce != nonce) return;
  Pair& pair = pairs_[from];
  pair.newest = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - sent->second.at);
  pair.good = service_.session().clock.now();
  pair.waiting_since.reset();
}

Result<> GatewayCanary::send(Desk& desk, Json message) {
  HUECRY_TRY(Prepared const prepared, complete(desk, {std::move(message), k_keep, {}}));
  HUECRY_CHECK(submit_message(desk, prepared));
  return ok();
}

/// What the hub will not have, because a newer one was echoed or the probe has ended, is owed no more.
Result<> GatewayCanary::send_echoes(Desk& desk) {
  std::map<CountryCode, Echo> owed;
  {
    std::lock_guard const lock(mutex_);
    owed.swap(owed_);
  }
  Result<> last = ok();
  for (auto const& [to, echo] : owed) {
    Json message = begin("echo", echo.nonce);
    message.update({{"of", echo.probe}, {"conv", echo.conversation}, {"to", Json::array({to.text()})}});
    auto const sent = send(desk, std::move(message));
    bool const over = !sent && (sent.error().code == Errc::state_conflict || sent.error().code == Errc::not_found);
    if (sent || over) continue;
    last = sent;
    std::lock_guard const lock(mutex_);
    owed_.try_emplace(to, echo);
  }
  return last;
}

/// To all who take part and whom policy leaves open, in one message.
Result<> GatewayCanary::probe(Desk& desk) {
  HUECRY_TRY(Json const known, get_json(desk.connection, "/v1/probes"));
  CountrySet to{desk.own};
  for (Json const& one : known.value("participants", Json::array()))
    if (auto const code = CountryCode::parse(one.value("code", "")); code && one.value("open", false)) to.add(*code);
  std::array<std::uint8_t, 32> random{};
  crypto::SystemRandom().fill(random);
  std::string const nonce = base64url_encode(random);
  Json message = begin("probe", nonce);
  HUECRY_TRY(std::string const id, new_document_id(desk.connection.profile, 'M', desk.session.clock.now()));
  message["id"] = id;
  message["to"] = Json::array();
  for (CountryCode const country : to.members()) message["to"].push_back(country.text());
  {
    std::lock_guard const lock(mutex_);
    if (sent_.size() >= k_sent_most)
      sent_.erase(std::ranges::min_element(sent_, {}, [](auto const& one) { return one.second.at; }));
    sent_[id] = {nonce, Steady::now()};
    for (CountryCode const country : to.members())
      if (Pair& pair = pairs_[country]; !pair.waiting_since) pair.waiting_since = Steady::now();
  }
  auto const sent = send(desk, std::move(message));
  // A call of huecry ping has just sent one: the hub takes no second one within seconds.
  return sent || sent.error().code == Errc::state_conflict ? ok() : sent;
}

/// "Every signal reads fine while nothing is delivered": here nothing is fine but what came back.
void GatewayCanary::look() {
  auto const now = Steady::now();
  auto const patience = std::max<std::chrono::seconds>(3 * service_.options().canary_every, k_patience_least);
  Json list = Json::array();
  std::vector<std::pair<std::string, bool>> told;
  {
    std::lock_guard const lock(mutex_);
    for (auto& [country, pair] : pairs_) {
      bool const stalled = pair.waiting_since && now - *pair.waiting_since > patience;
      if (stalled != pair.told) told.emplace_back(country.text(), stalled);
      pair.told = stalled;
      Json item = {{"to", country.text()}, {"stalled", stalled}};
      if (pair.newest) item.update({{"good", iso_time(pair.good)}, {"good_ms", pair.newest->count()}});
      if (pair.waiting_since)
        item["waiting_s"] = std::chrono::duration_cast<std::chrono::seconds>(now - *pair.waiting_since).count();
      list.push_back(std::move(item));
    }
  }
  for (auto const& [country, stalled] : told)
    service_.say(stalled ? "canary-stalled" : "canary-good", {{"to", country}}, stalled ? Tone::bad : Tone::good);
  service_.note_canary(std::move(list));
}

}
