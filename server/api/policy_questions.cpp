// Questions about policy that change nothing: who would get a notice and why, what a policy would change, whether one
// widens access over another. The documents in them are not signed: nothing of them is kept.

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/compare.hpp"
#include "protocol/policy/explain.hpp"
#include "server/api/handlers.hpp"
#include "server/api/notice_json.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/rehearsal.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

constexpr std::uint64_t k_days_max = 3660;
constexpr std::uint64_t k_compared_max = 200'000;  // questions; about a second

Result<> check_own(CountryCode iss, Call const& call) {
  if (iss == call.peer.identity.country) return ok();
  return Error(Errc::payload_issuer, "iss must be your own country: nobody asks about another's documents");
}

Result<net::Answer> explain_answer(Services const& services, Call const& call) {
  bool const diffusion = call.request.parameter("channel") == "diffusion";
  HUECRY_TRY(documents::Notice const notice, diffusion ? documents::read_diffusion(services.schemas, call.request.body)
                                                       : documents::read_notice(services.schemas, call.request.body));
  HUECRY_CHECK(check_own(notice.iss, call));
  auto const policy = services.policy.get();
  auto const trust = services.trust.current();
  auto const state = services.store.snapshot();
  auto now = exchange::circumstances(*trust, services.clock.now());
  // Of a notice that is there the owner's grants count, as they will when the version comes.
  HUECRY_TRY(auto const head, index::current_head(*state, notice.iss, notice.id));
  if (head) {
    HUECRY_TRY(now, exchange::circumstances_for(*state, *trust, services.clock.now(), *head, notice.ver));
  }
  now.stage = policy::Stage::submit;
  now.screened = false;
  auto const explanation = policy::explain(policy, policy::subject_of(policy.vocabulary(), notice), now,
                                           exchange::authorised_entities(*trust, policy));
  return json_answer(200, policy::to_json(explanation));
}

Json parties_json(CountrySet const& countries, std::vector<journal::Entity> const& entities) {
  Json list = countries_json(countries);
  for (journal::Entity const& entity : entities) list.push_back(exchange::to_text(entity));
  return list;
}

Json difference_json(exchange::Rehearsed const& item) {
  auto const& [gained, lost, altered] = item.entities;
  return {{"position", item.position},
          {"id", item.id},
          {"gained", parties_json(item.difference.gained, gained)},
          {"lost", parties_json(item.difference.lost, lost)},
          {"altered", parties_json(item.difference.altered, altered)},
          {"requestable", countries_json(item.difference.requestable)}};
}

Json totals_row(std::string_view party, policy::RehearsalTotals const& totals) {
  return {{"party", party},
          {"gained", totals.gained},
          {"lost", totals.lost},
          {"altered", totals.altered},
          {"requestable", totals.requestable}};
}

Json totals_json(exchange::RehearsalPage const& page, CountrySet const& members) {
  Json list = Json::array();
  for (CountryCode const country : members.members()) {
    auto const& totals = page.totals[country.slot()];
    if (totals.gained + totals.lost + totals.altered + totals.requestable == 0) continue;
    list.push_back(totals_row(country.text(), totals));
  }
  for (auto const& [entity, totals] : page.entities) list.push_back(totals_row(exchange::to_text(entity), totals));
  return list;
}

Result<exchange::RehearsalRequest> rehearsal_request(Services const& services, Call const& call) {
  exchange::RehearsalRequest request;
  request.text = crypto::sha256(call.request.body);
  HUECRY_TRY(request.policy, documents::read_policy(services.schemas, call.request.body));
  HUECRY_CHECK(check_own(request.policy.iss, call));
  HUECRY_TRY(request.before, cursor_parameter(call.request));
  HUECRY_TRY(std::uint64_t const days, number_parameter(call.request, "days", 0, k_days_max));
  if (days != 0) request.entered_since = services.clock.now() - std::chrono::days(days);
  return request;
}

Result<net::Answer> rehearse_answer(Context const& context, Call const& call) {
  Services const& services = context.services;
  HUECRY_TRY(auto const request, rehearsal_request(services, call));
  HUECRY_TRY(auto const page, context.rehearsals.page(request));
  Json body = {{"documents", page.documents},
               {"changed", page.changed},
               {"before", to_base64url(page.before)},
               {"after", to_base64url(page.after)},
               {"recipients", totals_json(page, services.trust.current()->members())},
               {"unknown_entities", parties_json({}, page.unknown)},
               {"items", Json::array()}};
  for (auto const& item : page.items) body["items"].push_back(difference_json(item));
  add_progress(body, page.next, services.journal.end());
  return json_answer(200, json::write(body));
}

Error malformed() { return Error(Errc::request_malformed, R"(the body is {"old":POLICY,"new":POLICY})"); }

Result<policy::VersionedPolicy> document_of(Services const& services, Json const& body, std::string_view member) {
  auto const found = body.find(member);
  if (found == body.end()) return malformed();
  HUECRY_TRY(documents::Policy policy, documents::read_policy(services.schemas, json::write(*found)));
  return policy::VersionedPolicy{std::move(policy), {}};
}

/// Without the baseline a rule that names one of its groups would count as faulty, and prove what is not so.
policy::PolicySet groups_beside(policy::PolicySet const& in_force, documents::PolicyKind compared) {
  policy::PolicySet beside;
  for (policy::VersionedPolicy const& version : in_force)
    if (version.policy.kind == documents::PolicyKind::baseline && compared != documents::PolicyKind::baseline)
      beside.push_back(version);
  return beside;
}

policy::PolicySet with(policy::PolicySet set, policy::VersionedPolicy const& document) {
  set.push_back(document);
  return set;
}

Result<net::Answer> compare_answer(Services const& services, Call const& call) {
  HUECRY_TRY(Json const body, json::read(call.request.body));
  if (!body.is_object()) return malformed();
  HUECRY_TRY(auto const before, document_of(services, body, "old"));
  HUECRY_TRY(auto const after, document_of(services, body, "new"));
  HUECRY_CHECK(check_own(before.policy.iss, call));
  HUECRY_CHECK(check_own(after.policy.iss, call));
  auto const words = std::make_shared<policy::Vocabulary const>(services.schemas.codes());
  auto const beside = groups_beside(services.policy.get().set(), before.policy.kind);
  policy::CompiledPolicy const old_set(with(beside, before), words), new_set(with(beside, after), words);
  if (auto const faults = policy::faults_of(old_set, new_set); !faults.empty())
    return json_answer(200, json::write({{"v", 1}, {"widening", "not-proven"}, {"decided", 0}, {"faults", faults}}));
  auto const now = exchange::circumstances(*services.trust.current(), services.clock.now());
  auto const comparison = policy::compare(old_set, new_set, now.members.all, now.at, {k_compared_max});
  return json_answer(200, policy::to_json(new_set, comparison));
}

}

asio::awaitable<net::Answer> post_explain(Context const& context, Call& call) {
  auto job = [&context, &call] { return explain_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> post_rehearse(Context const& context, Call& call) {
  auto job = [&context, &call] { return rehearse_answer(context, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> post_compare(Context const& context, Call& call) {
  auto job = [&context, &call] { return compare_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
