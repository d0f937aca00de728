#include "protocol/policy/record.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/policy/detail/question_json.hpp"

namespace huecry::policy {
namespace {

using json::Json;

Result<Json> read_record(std::string_view record) {
  auto parsed = json::read(record);
  if (!parsed || !parsed->is_object()) return Error(Errc::corrupt, "the decision is no JSON object");
  return parsed;
}

}

std::string_view rule_id(documents::Policy const& policy, Reason const& reason) {
  if (reason.rule == Reason::k_no_rule) return {};
  if (reason.layer == Layer::delegation)
    return reason.rule < policy.delegations.size() ? std::string_view(policy.delegations[reason.rule].id) : "";
  bool const known = policy.rules && reason.rule < policy.rules->size();
  return known ? std::string_view((*policy.rules)[reason.rule].id) : "";
}

Result<Question> question_from_json(Vocabulary const& vocabulary, std::string_view record) {
  HUECRY_TRY(Json const parsed, read_record(record));
  if (!parsed.contains("subject") || !parsed.contains("now"))
    return Error(Errc::corrupt, "the decision has no question");
  HUECRY_TRY(Subject const subject, detail::subject_from(vocabulary, parsed.at("subject")));
  HUECRY_TRY(Circumstances const now, detail::circumstances_from(vocabulary, parsed.at("now")));
  return Question{subject, now};
}

Result<Digest> policy_of_record(std::string_view record) {
  HUECRY_TRY(Json const parsed, read_record(record));
  auto const at = parsed.find("policy");
  if (at == parsed.end() || !at->is_string()) return Error(Errc::corrupt, "the decision names no policy");
  auto digest = digest_from_base64url(at->get_ref<std::string const&>());
  if (!digest) return Error(Errc::corrupt, "the decision names no policy");
  return *digest;
}

Result<Replay> replay(CompiledPolicy const& policy, std::string_view record) {
  HUECRY_TRY(Digest const digest, policy_of_record(record));
  if (digest != policy.digest()) return Error(Errc::state_conflict, "another policy set decided this");
  HUECRY_TRY(Question const question, question_from_json(policy.vocabulary(), record));
  Decision const again = policy.decide(question.subject, question.now);
  Replay result;
  result.now = to_json(policy, question.subject, question.now, again);
  result.same = result.now == record;
  return result;
}

}
