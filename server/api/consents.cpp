// Asking the owner of a notice for it: requests and answers come in as documents; an owner lists what it was asked.

#include "storage/index/consents.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/acceptance.hpp"
#include "server/api/handlers.hpp"
#include "server/api/notice_json.hpp"
#include "storage/index/lookup.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

constexpr std::size_t k_page_items = 100;

/// As it is now: a grant that has ended is over without anybody's word.
std::string_view standing(index::Consent const& consent, UnixSeconds now) {
  switch (consent.act) {
    case documents::ConsentAct::request: return "open";
    case documents::ConsentAct::grant: return now < consent.until ? "granted" : "ended";
    case documents::ConsentAct::refuse: return "refused";
    case documents::ConsentAct::revoke: return "revoked";
  }
  return {};
}

Json consent_json(index::Head const& head, index::Consent const& consent, UnixSeconds now) {
  Json item = {{"notice", head.id}, {"country", consent.recipient.text()}, {"state", standing(consent, now)}};
  if (consent.asked) item["asked"] = moment_json(*consent.asked);
  if (consent.answered) item["answered"] = moment_json(*consent.answered);
  if (consent.act != documents::ConsentAct::grant) return item;
  item["until"] = documents::moment_text(consent.until);
  item["onward"] = consent.onward;
  if (consent.ver != 0) item["ver"] = consent.ver;
  return item;
}

Result<net::Answer> list_answer(Services const& services, Call const& call) {
  HUECRY_TRY(auto const before, cursor_parameter(call.request));
  auto const state = services.store.snapshot();
  auto const now = to_seconds(services.clock.now());
  HUECRY_TRY(auto const page, index::consents_of_owner(*state, call.peer.identity.country, before, k_page_items));
  Json items = Json::array();
  for (index::OwnedConsent const& owned : page.items) {
    HUECRY_TRY(index::Head const head, index::head_at(*state, owned.first));
    items.push_back(consent_json(head, owned.consent, now));
  }
  Json const body = {{"items", std::move(items)}, {"next", page.next ? Json(*page.next) : Json()}};
  return json_answer(200, json::write(body));
}

}

asio::awaitable<net::Answer> post_consent(Context const& context, Call& call) {
  std::string_view const body = call.request.body;
  auto const result = co_await context.intake.submit_consent(call.peer.identity, body);
  count_submission(context, "consent", result);
  co_return acceptance_answer(result, call);
}

asio::awaitable<net::Answer> list_consents(Context const& context, Call& call) {
  auto job = [&context, &call] { return list_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
