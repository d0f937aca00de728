// A new trust list, a new revocation list: checked, journaled and put in force on the pool, since the commit is awaited
// there.

#include <memory>

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/handlers.hpp"

namespace huecry::api {
namespace {

using Outcome = exchange::TrustIntake::Outcome;

constexpr std::string_view k_trust_list_type = "application/vnd.huecry.trustlist+jws";

net::Answer outcome_answer(Result<Outcome> const& outcome, Call const& call) {
  if (!outcome) return problem_answer(outcome.error(), call.request.correlation_id);
  json::Json const body = {{"changed", outcome->changed}, {"generation", outcome->generation}};
  return json_answer(200, json::write(body));
}

}

asio::awaitable<net::Answer> get_trust_list(Context const& context, Call&) {
  auto const trust = context.services.trust.current();
  co_return net::Answer(200, std::string(k_trust_list_type), trust->list_text());
}

asio::awaitable<net::Answer> get_crls(Context const& context, Call&) {
  json::Json crls = json::Json::array();
  for (auto const& status : context.services.trust.current()->crls())
    if (status.crl)
      crls.push_back({{"issuer", to_base64url(status.issuer)}, {"der", base64_encode(status.crl->der())}});
  json::Json const body = {{"crls", std::move(crls)}};
  co_return json_answer(200, json::write(body));
}

asio::awaitable<net::Answer> put_trust_list(Context const& context, Call& call) {
  auto job = [&context, &call] { return context.trust_intake.accept_list(call.request.body); };
  Result<Outcome> const outcome = co_await net::offload(context.pool, std::move(job));
  co_return outcome_answer(outcome, call);
}

asio::awaitable<net::Answer> put_crl(Context const& context, Call& call) {
  auto const issuer = CountryCode::parse(call.params.front());
  if (!issuer) co_return problem_answer(issuer.error(), call.request.correlation_id);
  bool const own = call.peer.identity.country == *issuer;
  if (!own && call.peer.identity.role != certs::Role::secretariat)
    co_return problem_answer(Error(Errc::role_required), call.request.correlation_id);
  CountryCode const country = *issuer;
  auto job = [&context, &call, country] {
    return context.trust_intake.accept_crl(as_bytes(call.request.body), country);
  };
  Result<Outcome> const outcome = co_await net::offload(context.pool, std::move(job));
  co_return outcome_answer(outcome, call);
}

}
