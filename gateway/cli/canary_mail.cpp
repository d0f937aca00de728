#include "gateway/cli/canary_mail.hpp"

#include <array>

#include "gateway/cli/message_writing.hpp"
#include "gateway/messages/compose.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/random.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using namespace std::chrono_literals;

constexpr auto k_keep = 26h;  // the least that the hub keeps a message for, and a margin

}

Result<Participants> participants_in(Json const& probes) {
  HUECRY_TRY(Json const* const list, json::member_array(probes, "participants"));
  Participants participants;
  for (Json const& one : *list) {
    HUECRY_TRY(std::string const code, json::member_string(one, "code"));
    HUECRY_TRY(bool const open, json::member_bool(one, "open"));
    HUECRY_TRY(CountryCode const country, CountryCode::parse(code));
    participants.all.add(country);
    if (!open) participants.closed.add(country);
  }
  return participants;
}

Result<CountrySet> reachable(Desk& desk, Participants const& participants) {
  auto const now = to_seconds(desk.session.clock.now());
  CountrySet to{desk.own};
  HUECRY_CHECK(mail::recipients(desk.trust.snapshot(), desk.own, to, now));
  for (CountryCode const country : participants.all.members())
    if (!participants.closed.contains(country) && mail::recipients(desk.trust.snapshot(), desk.own, {country}, now))
      to.add(country);
  return to;
}

std::string drawn_nonce() {
  std::array<std::uint8_t, 32> random{};
  crypto::SystemRandom().fill(random);
  return base64url_encode(random);
}

Json canary_message(std::string_view act, std::string const& nonce, CountrySet const& to) {
  Json message = {{"act", act}, {"nonce", nonce}, {"subject", "Canary"}, {"body", "Whether messages come through."}};
  message["to"] = Json::array();
  for (CountryCode const country : to.members()) message["to"].push_back(country.text());
  return message;
}

Result<> send_canary(Desk& desk, Json message) {
  HUECRY_TRY(Prepared const prepared, complete(desk, {std::move(message), k_keep, {}}));
  HUECRY_CHECK(submit_message(desk, prepared));
  return ok();
}

}
