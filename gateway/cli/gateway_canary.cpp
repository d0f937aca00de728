#include "gateway/cli/gateway_canary.hpp"

#include <algorithm>

#include "gateway/cli/canary_mail.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using documents::MessageAct;
using json::Json;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto k_patience_least = 60s;
constexpr std::size_t k_sent_most = 32;  // probes whose echoes still count

std::string nonce_of(OpenedMail const& mail) {
  auto const payload = read_json(mail.opened->payload);
  return payload ? payload->value("nonce", "") : std::string();
}

}

Result<std::chrono::milliseconds> GatewayCanary::round() {
  auto const done = act();
  if (!done) desk_.drop();
  look();
  if (!done) return done.error();
  return std::min<std::chrono::milliseconds>(1s, service_.options().canary_every);
}

/// Whatever becomes of echoes, which others cause, our own probe goes out.
Result<> GatewayCanary::act() {
  HUECRY_TRY(Desk* const desk, desk_.get());
  auto echoed = send_echoes(*desk);
  bool const is_due = !probed_ || Steady::now() >= *probed_ + service_.options().canary_every;
  if (is_due) {
    HUECRY_CHECK(probe(*desk));
    probed_ = Steady::now();
  }
  return echoed;
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

/// What the hub, or sealing, refuses for good is owed no more: a newer one was echoed, the probe has ended, policy is
/// closed that way, there is no certificate to seal to. Who has probed misses it: that is what a probe is for.
Result<> GatewayCanary::send_echoes(Desk& desk) {
  std::map<CountryCode, Echo> owed;
  {
    std::lock_guard const lock(mutex_);
    owed.swap(owed_);
  }
  Result<> last = ok();
  for (auto const& [to, echo] : owed) {
    Json message = canary_message("echo", echo.nonce, {to});
    message.update({{"of", echo.probe}, {"conv", echo.conversation}});
    auto const sent = send_canary(desk, std::move(message));
    if (sent) continue;
    if (!is_for_later(sent.error().code)) {
      bool const is_usual = sent.error().code == Errc::state_conflict || sent.error().code == Errc::not_found;
      if (!is_usual)
        service_.say("not-echoed",
                     {{"to", to.text()}, {"code", token_of(sent.error().code)}, {"why", sent.error().detail}},
                     Tone::warning);
      continue;
    }
    last = sent;
    std::lock_guard const lock(mutex_);
    owed_.try_emplace(to, echo);
  }
  return last;
}

/// To all whom it can reach, in one message.
Result<> GatewayCanary::probe(Desk& desk) {
  HUECRY_TRY(Json const known, get_json(desk.connection, "/v1/probes"));
  HUECRY_TRY(Participants const participants, participants_in(known));
  HUECRY_TRY(CountrySet const to, reachable(desk, participants));
  std::string const nonce = drawn_nonce();
  Json message = canary_message("probe", nonce, to);
  HUECRY_TRY(std::string const id, new_document_id(desk.connection.profile, 'M', desk.session.clock.now()));
  message["id"] = id;
  note_out(id, nonce, participants.all, to);
  auto const sent = send_canary(desk, std::move(message));
  // A call of huecry ping has just sent one: the hub takes no second one within seconds.
  return sent || sent.error().code == Errc::state_conflict ? ok() : sent;
}

/// Who takes part, and is not reached, is no good pair; who takes part no more is none.
void GatewayCanary::note_out(std::string const& id, std::string const& nonce, CountrySet const& all,
                             CountrySet const& to) {
  std::lock_guard const lock(mutex_);
  if (sent_.size() >= k_sent_most)
    sent_.erase(std::ranges::min_element(sent_, {}, [](auto const& one) { return one.second.at; }));
  sent_[id] = {nonce, Steady::now()};
  std::erase_if(pairs_, [&](auto const& one) { return !all.contains(one.first) && !to.contains(one.first); });
  for (CountryCode const country : (all | to).members()) {
    Pair& pair = pairs_[country];
    pair.is_closed = !to.contains(country);
    if (pair.is_closed) pair.waiting_since.reset();
    if (!pair.is_closed && !pair.waiting_since) pair.waiting_since = Steady::now();
  }
}

GatewayCanary::Standing GatewayCanary::standing_of(CountryCode country, Pair const& pair, Moment now) const {
  if (pair.is_closed) return service_.options().canary_closed.contains(country) ? Standing::meant : Standing::closed;
  auto const patience = std::max<std::chrono::seconds>(3 * service_.options().canary_every, k_patience_least);
  return pair.waiting_since && now - *pair.waiting_since > patience ? Standing::stalled : Standing::good;
}

/// "Every signal reads fine while nothing is delivered": here nothing is fine but what came back.
void GatewayCanary::look() {
  auto const now = Steady::now();
  Json list = Json::array();
  std::vector<std::pair<std::string, Standing>> told;
  {
    std::lock_guard const lock(mutex_);
    for (auto& [country, pair] : pairs_) {
      Standing const standing = standing_of(country, pair, now);
      if (standing != pair.told) told.emplace_back(country.text(), standing);
      pair.told = standing;
      Json item = {{"to", country.text()},
                   {"stalled", standing == Standing::stalled},
                   {"closed", pair.is_closed},
                   {"well", standing == Standing::good || standing == Standing::meant}};
      if (pair.newest) item.update({{"good", iso_time(pair.good)}, {"good_ms", pair.newest->count()}});
      if (pair.waiting_since)
        item["waiting_s"] = std::chrono::duration_cast<std::chrono::seconds>(now - *pair.waiting_since).count();
      list.push_back(std::move(item));
    }
  }
  for (auto const& [country, standing] : told) {
    bool const good = standing == Standing::good;
    char const* const event = good ? "canary-good" : standing == Standing::stalled ? "canary-stalled" : "canary-closed";
    service_.say(event, {{"to", country}}, good ? Tone::good : standing == Standing::meant ? Tone::plain : Tone::bad);
  }
  service_.note_canary(std::move(list));
}

}
