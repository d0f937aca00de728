// The stored decision about a version, and the same decision made again: why something was or was not delivered.

#include "protocol/base/iso_time.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/record.hpp"
#include "server/api/reading.hpp"
#include "server/exchange/activation.hpp"
#include "storage/policy/policy_view.hpp"

namespace huecry::api {
namespace {

using exchange::Services;
using json::Json;

/// The set that decided, from the documents that the journal has.
Result<policy::CompiledPolicy> set_that_decided(Services const& services, kv::Reader const& state,
                                                Digest const& digest) {
  auto const words = std::make_shared<policy::Vocabulary const>(services.schemas.codes());
  policy::CompiledPolicy none(words);
  if (none.digest() == digest) return none;
  HUECRY_TRY(auto const rows, policy_rows::documents_of(state));
  std::vector<policy::VersionedPolicy> documents;
  for (policy_rows::DocumentRow const& row : rows) {
    HUECRY_TRY(auto document, exchange::stored_policy(state, services.schemas, row.position));
    documents.push_back(std::move(document));
  }
  HUECRY_TRY(auto set, exchange::restored_set(state, digest, documents));
  return policy::CompiledPolicy(std::move(set), words);
}

Result<> add_replay(Services const& services, kv::Reader const& state, std::string const& decision, Json& body) {
  HUECRY_TRY(Digest const digest, policy::policy_of_record(decision));
  HUECRY_TRY(auto const policy, set_that_decided(services, state, digest));
  HUECRY_TRY(auto const replay, policy::replay(policy, decision));
  body["same"] = replay.same;
  body["again"] = Json::parse(replay.now);
  return ok();
}

Result<AnswerWithContent> decision_answer(Services const& services, Call const& call) {
  HUECRY_TRY(AnswerWithContent shown, begin_reading(services, call, index::Shown::decision));
  HUECRY_TRY(std::uint64_t const ver, number_parameter(call.request, "ver", 0, 0xffffffffU));
  auto const state = services.store.snapshot();
  HUECRY_TRY(index::Head const head, visible_head(*state, services, call));
  // It names everyone: for those who see everyone.
  if (!sees_every_recipient(head, call.peer.identity)) return Error(Errc::not_found);
  std::uint32_t const wanted = ver == 0 ? head.ver : static_cast<std::uint32_t>(ver);
  HUECRY_TRY(auto const version, index::version_of(*state, head.iss, head.id, wanted));
  if (!version) return Error(Errc::not_found);
  HUECRY_TRY(journal::Record const record, journal::read(*state, version->entered.position));
  if (record.erased) return Error(Errc::erased);
  Json body = {{"id", head.id},
               {"ver", version->ver},
               {"position", record.position},
               {"received", iso_time(record.received)},
               {"decision", Json::parse(record.decision)}};
  if (call.request.parameter("replay") == "true") HUECRY_CHECK(add_replay(services, *state, record.decision, body));
  note_read(shown, call, head, version->ver);  // it says what policy was asked about a person
  shown.answer = json_answer(200, json::write(body));
  return shown;
}

}

asio::awaitable<net::Answer> get_decision(Context const& context, Call& call) {
  auto job = [&context, &call] { return decision_answer(context.services, call); };
  net::Answer answer = co_await answer_with_content(context, call, job);
  co_return answer;
}

}
