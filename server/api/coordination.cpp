// Status of delivery: of one notice for those concerned, and for a region as a whole. Never content.

#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/notice_json.hpp"
#include "server/api/visible.hpp"

namespace huecry::api {
namespace {

using exchange::Services;

constexpr std::uint64_t k_overdue_hours_default = 24;
constexpr std::uint64_t k_overdue_hours_max = 24 * 366;

Result<index::Overdue> overdue_of(net::Request const& request, Clock const& clock) {
  HUECRY_TRY(std::uint64_t const hours,
             number_parameter(request, "overdue", k_overdue_hours_default, k_overdue_hours_max));
  return index::Overdue{clock.now(), std::chrono::hours(hours)};
}

/// All slots for the issuer and the secretariat, the region for its coordinator, itself for a recipient.
CountrySet shown_recipients(index::Head const& head, certs::Identity const& identity) {
  if (sees_every_recipient(head, identity)) return CountrySet::everyone();
  if (identity.role == certs::Role::coordinator) return members_of(identity.region);
  return CountrySet{identity.country};
}

Result<net::Answer> status_answer(Services const& services, Call const& call) {
  HUECRY_TRY(index::Overdue const overdue, overdue_of(call.request, services.clock));
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  HUECRY_TRY(index::Status const status, index::status_of(*state, head.iss, head.id, overdue));
  // Who works for whom inside a country is no matter of the region.
  std::vector<index::Holding> holdings;
  bool const coordinator = call.peer.identity.role == certs::Role::coordinator;
  if (!coordinator) {
    HUECRY_TRY(holdings, index::holdings_of(*state, head.first.position));
  }
  return json_answer(200, status_json(status, holdings, shown_recipients(head, call.peer.identity), !coordinator));
}

struct Tally {
  std::size_t released = 0, retrieved = 0, acknowledged = 0, overdue = 0;
};
using Tallies = std::vector<Tally>;  // by slot

Result<> add(kv::Reader const& state, index::Head const& head, index::Overdue const& overdue, Tallies& tallies) {
  HUECRY_TRY(index::Progress const progress, index::progress_of(state, head));
  HUECRY_TRY(CountrySet const late, index::overdue_recipients(state, head, overdue));
  for (CountryCode country : head.released.members()) {
    Tally& tally = tallies[country.slot()];
    ++tally.released;
    tally.retrieved += progress.taken().contains(country) ? 1U : 0U;
    tally.acknowledged += progress.seen().contains(country) ? 1U : 0U;
    tally.overdue += late.contains(country) ? 1U : 0U;
  }
  return ok();
}

Result<Tallies> tallies_of(kv::Reader const& state, index::Visibility const& visibility,
                           index::Overdue const& overdue) {
  Tallies tallies(CountrySet::k_slots);
  std::string cursor;
  do {
    HUECRY_TRY(index::Page page, index::list(state, {}, visibility, cursor, index::PageSize{}));
    for (index::Head const& head : page.heads)
      if (life::is_live(head.state)) HUECRY_CHECK(add(state, head, overdue, tallies));
    cursor = std::move(page.next);
  } while (!cursor.empty());
  return tallies;
}

json::Json tally_json(CountryCode country, Tally const& tally) {
  return {{"country", country.text()},          {"name", country.name()},
          {"released", tally.released},         {"retrieved", tally.retrieved},
          {"acknowledged", tally.acknowledged}, {"overdue", tally.overdue}};
}

Result<net::Answer> summary_answer(Services const& services, Call const& call) {
  HUECRY_TRY(index::Overdue const overdue, overdue_of(call.request, services.clock));
  auto const& identity = call.peer.identity;
  auto const state = services.store.snapshot();
  HUECRY_TRY(Tallies const tallies, tallies_of(*state, visibility_of(identity), overdue));
  CountrySet const members = services.trust.current()->members();
  bool const coordinator = identity.role == certs::Role::coordinator;
  json::Json countries = json::Json::array();
  for (CountryCode country : (coordinator ? members & members_of(identity.region) : members).members())
    countries.push_back(tally_json(country, tallies[country.slot()]));
  json::Json const body = {{"region", coordinator ? to_text(identity.region) : "all"},
                           {"overdue_hours", std::chrono::duration_cast<std::chrono::hours>(overdue.after).count()},
                           {"countries", std::move(countries)}};
  return json_answer(200, json::write(body));
}

}

asio::awaitable<net::Answer> get_status(Context const& context, Call& call) {
  auto job = [&context, &call] { return status_answer(context.services, call); };
  net::Answer answer = co_await answer_about_notice(context, call, job);
  co_return answer;
}

asio::awaitable<net::Answer> get_summary(Context const& context, Call& call) {
  auto job = [&context, &call] { return summary_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
