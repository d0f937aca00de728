// Policy documents: sending one, reading what is in force and what will be. An author reads its own, everyone the
// baseline, the secretariat and an auditor all; anything else is absent.

#include <algorithm>
#include <map>

#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "server/api/acceptance.hpp"
#include "server/api/handlers.hpp"
#include "storage/policy/policy_view.hpp"

namespace huecry::api {
namespace {

using documents::PolicyKind;
using exchange::PolicyName;
using policy_rows::DocumentRow;

Result<PolicyName> name_of(Params const& params) {
  auto const owner = CountryCode::parse(params[0]);
  auto const kind = documents::policy_kind_from_text(params[1]);
  if (!owner || !kind) return Error(Errc::not_found);
  return PolicyName{*owner, *kind};
}

bool may_read(certs::Identity const& identity, PolicyKind kind, CountryCode owner) {
  if (identity.role == certs::Role::secretariat || identity.role == certs::Role::auditor) return true;
  return kind == PolicyKind::baseline || (identity.role == certs::Role::bureau && identity.country == owner);
}

/// Of each issuer and kind the document in force, the highest seq among the effective ones.
using Chains = std::map<std::pair<PolicyKind, CountryCode>, std::uint32_t>;
Chains seq_in_force(std::vector<DocumentRow> const& rows, UnixSeconds now) {
  Chains chains;
  for (DocumentRow const& row : rows)
    if (row.effective <= now) {
      auto& seq = chains[{row.kind, row.iss}];
      seq = std::max(seq, row.seq);
    }
  return chains;
}

/// A later seq that is effective no later: it never comes into force.
bool is_replaced(DocumentRow const& row, std::vector<DocumentRow> const& rows) {
  return std::ranges::any_of(rows, [&row](DocumentRow const& other) {
    return other.kind == row.kind && other.iss == row.iss && other.seq > row.seq && other.effective <= row.effective;
  });
}

std::string_view state_of(DocumentRow const& row, std::vector<DocumentRow> const& rows, Chains const& chains,
                          UnixSeconds now) {
  auto const chain = chains.find({row.kind, row.iss});
  std::uint32_t const in_force = chain == chains.end() ? 0 : chain->second;
  if (row.seq == in_force) return "in_force";
  if (row.effective <= now) return "superseded";
  return is_replaced(row, rows) ? "replaced" : "scheduled";
}

Result<net::Answer> list_answer(exchange::Services const& services, Call const& call) {
  auto const state = services.store.snapshot();
  HUECRY_TRY(auto const rows, policy_rows::documents_of(*state));
  HUECRY_TRY(auto const in_force, policy_rows::in_force(*state));
  auto const now = to_seconds(services.clock.now());
  auto const chains = seq_in_force(rows, now);
  json::Json list = json::Json::array();
  for (DocumentRow const& row : rows) {
    auto const standing = state_of(row, rows, chains, now);
    if (standing == "superseded" || !may_read(call.peer.identity, row.kind, row.iss)) continue;
    list.push_back({{"iss", row.iss.text()},
                    {"kind", to_text(row.kind)},
                    {"seq", row.seq},
                    {"effective", documents::moment_text(row.effective)},
                    {"position", row.position},
                    {"state", standing}});
  }
  json::Json const body = {{"set", to_base64url(services.policy.get().digest())},
                           {"activation", in_force ? in_force->activation : 0},
                           {"policies", std::move(list)}};
  return json_answer(200, json::write(body));
}

/// The row asked for: of a seq, or the one in force.
Result<DocumentRow> row_of(kv::Reader const& state, PolicyName const& name, std::uint64_t seq, UnixSeconds now) {
  HUECRY_TRY(auto const rows, policy_rows::documents_of(state));
  auto const chains = seq_in_force(rows, now);
  auto const chain = chains.find({name.kind, name.owner});
  std::uint64_t const wanted = seq != 0 ? seq : chain == chains.end() ? 0 : chain->second;
  for (DocumentRow const& row : rows)
    if (row.kind == name.kind && row.iss == name.owner && row.seq == wanted) return row;
  return Error(Errc::not_found);
}

Result<net::Answer> document_answer(exchange::Services const& services, Call const& call) {
  HUECRY_TRY(std::uint64_t const seq, number_parameter(call.request, "seq", 0, 0xffffffffU));
  HUECRY_TRY(PolicyName const name, name_of(call.params));
  auto const state = services.store.snapshot();
  auto const row = row_of(*state, name, seq, to_seconds(services.clock.now()));
  if (!may_read(call.peer.identity, name.kind, name.owner)) return Error(Errc::not_found);
  if (!row) return row.error();
  HUECRY_TRY(journal::Record const record, journal::read(*state, row->position));
  net::Answer answer(200, std::string(envelope::media_type_of(envelope::DocumentType::policy)),
                     envelope::to_container(record.document));
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

}

asio::awaitable<net::Answer> put_policy(Context const& context, Call& call) {
  auto const name = name_of(call.params);
  if (!name) co_return problem_answer(name.error(), call.request.correlation_id);
  std::string_view const body = call.request.body;
  auto const result = co_await context.intake.submit_policy(call.peer.identity, *name, body);
  count_submission(context, "policy", result);
  co_return acceptance_answer(result, call);
}

asio::awaitable<net::Answer> list_policies(Context const& context, Call& call) {
  auto job = [&context, &call] { return list_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

asio::awaitable<net::Answer> get_policy(Context const& context, Call& call) {
  auto job = [&context, &call] { return document_answer(context.services, call); };
  net::Answer answer = co_await answer_on_pool(context, call, std::move(job));
  co_return answer;
}

}
