// Who am I, who else is there, what does the hub speak: nothing here depends on a notice.

#include <string>

#include "protocol/base/embedded.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/handlers.hpp"

namespace huecry::api {

extern Embedded const k_openapi[];
extern Embedded const k_schemas[];

namespace {

net::Answer embedded(Embedded const* table, std::string_view name, Call const& call) {
  for (; table->name != nullptr; ++table) {
    if (name != table->name) continue;
    net::Answer answer = json_answer(200, table->text);
    answer.headers.emplace_back("Cache-Control", "max-age=3600");
    return answer;
  }
  return problem_answer(Error(Errc::not_found), call.request.correlation_id);
}

/// A country has a region; whom a coordinator watches over is another thing, and only a coordinator has it.
void add_regions(json::Json& body, CountryCode country, certs::Role role, Region region) {
  body["region"] = to_text(country.region());
  if (role == certs::Role::coordinator) body["coordinates"] = to_text(region);
}

json::Json party_json(certs::Party const& party) {
  json::Json body = {{"country", party.country.text()},
                     {"organisation", party.organisation},
                     {"role", certs::to_text(party.role)},
                     {"kind", party.kind},
                     {"name", party.name},
                     {"status", party.suspended ? "suspended" : "active"}};
  add_regions(body, party.country, party.role, party.region);
  return body;
}

}

asio::awaitable<net::Answer> get_whoami(Context const& context, Call& call) {
  auto const& identity = call.peer.identity;
  auto const trust = context.services.trust.current();
  json::Json body = {
      {"country", identity.country.text()},
      {"organisation", identity.organisation},
      {"role", certs::to_text(identity.role)},
      {"kind", identity.kind},
      {"certificate", to_base64url(identity.certificate)},
      {"certificate_until", identity.not_after.time_since_epoch().count()},
      {"trust_list",
       {{"seq", trust->seq()}, {"digest", to_base64url(trust->list_digest())}, {"generation", trust->generation()}}}};
  auto const mode = context.services.policy.get().mode(identity.country, to_seconds(context.services.clock.now()));
  body["mode"] = policy::k_modes[static_cast<std::size_t>(mode)];
  add_regions(body, identity.country, identity.role, identity.region);
  co_return json_answer(200, json::write(body));
}

asio::awaitable<net::Answer> get_members(Context const& context, Call&) {
  json::Json members = json::Json::array();
  auto const trust = context.services.trust.current();
  for (certs::Party const& party : trust->parties()) members.push_back(party_json(party));
  json::Json const body = {{"trust_list", trust->seq()}, {"members", std::move(members)}};
  co_return json_answer(200, json::write(body));
}

asio::awaitable<net::Answer> get_openapi(Context const&, Call& call) {
  co_return embedded(k_openapi, "openapi.json", call);
}

asio::awaitable<net::Answer> get_schema(Context const&, Call& call) {
  co_return embedded(k_schemas, call.params.front(), call);
}

}
