#include "protocol/policy/record.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/detail/question_json.hpp"

namespace huecry::policy {
namespace {

using json::Json;

/// Countries that share a reason.
struct Clause {
  Reason reason;
  VersionedPolicy const* document;
  CountrySet to;
};

/// Whose document a reason names depends on the country only where recipients have documents of their own.
std::vector<Clause> clauses_of(CompiledPolicy const& policy, CountryCode origin, CountrySet const& members,
                               Decision const& decision) {
  std::vector<Clause> clauses;
  members.for_each_slot([&](std::uint8_t slot) {
    CountryCode const country = *CountryCode::from_slot(slot);
    Reason const reason = decision.reason(country);
    auto const* document = policy.document(reason.layer, origin, country);
    auto const same = [&](Clause const& clause) { return clause.reason == reason && clause.document == document; };
    auto at = std::ranges::find_if(clauses, same);
    if (at == clauses.end()) at = clauses.insert(clauses.end(), {reason, document, {}});
    at->to.add(country);
  });
  return clauses;
}

Json to_json(Clause const& clause) {
  Json out = {{"by", to_text(clause.reason.layer)},
              {"cause", to_text(clause.reason.cause)},
              {"to", detail::set_json(clause.to)}};
  if (clause.document == nullptr) return out;
  documents::Policy const& policy = clause.document->policy;
  out["author"] = policy.iss.text();
  out["seq"] = policy.seq;
  std::string const rule = rule_id(policy, clause.reason);
  if (!rule.empty()) out["rule"] = rule;
  return out;
}

template <std::size_t N>
Json named_sets(std::array<std::string_view, N> const& names, std::array<CountrySet, N> const& sets) {
  Json out = Json::object();
  for (std::size_t i = 0; i < N; ++i)
    if (!sets[i].empty()) out[std::string(names[i])] = detail::set_json(sets[i]);
  return out;
}

Result<Json> read_record(std::string_view record) {
  auto parsed = json::read(record);
  if (!parsed || !parsed->is_object()) return Error(Errc::corrupt, "the decision is no JSON object");
  return parsed;
}

}

std::string rule_id(documents::Policy const& policy, Reason const& reason) {
  if (reason.rule == Reason::k_no_rule) return {};
  if (reason.layer == Layer::delegation)
    return reason.rule < policy.delegations.size() ? policy.delegations[reason.rule].id : std::string();
  bool const known = policy.rules && reason.rule < policy.rules->size();
  return known ? (*policy.rules)[reason.rule].id : std::string();
}

std::string to_json(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now,
                    Decision const& decision) {
  Json reasons = Json::array();
  for (Clause const& clause : clauses_of(policy, subject.origin, now.members.all, decision))
    reasons.push_back(to_json(clause));
  Json out = {{"v", 2},
              {"policy", to_base64url(decision.policy)},
              {"subject", detail::subject_to_json(policy.vocabulary(), subject)},
              {"now", detail::circumstances_to_json(policy.vocabulary(), now)},
              {"allowed", detail::set_json(decision.allowed)},
              {"reasons", std::move(reasons)}};
  if (!decision.requestable.empty()) out["requestable"] = detail::set_json(decision.requestable);
  if (Json redacted = named_sets(k_blocks, decision.redacted); !redacted.empty()) out["redacted"] = std::move(redacted);
  if (Json obliged = named_sets(k_obligations, decision.obliged); !obliged.empty()) out["obliged"] = std::move(obliged);
  return json::write(out);
}

std::string subject_json(Vocabulary const& vocabulary, Subject const& subject) {
  return json::write(detail::subject_to_json(vocabulary, subject));
}

Result<Subject> subject_from_json(Vocabulary const& vocabulary, std::string_view text) {
  HUECRY_TRY(Json const parsed, read_record(text));
  return detail::subject_from(vocabulary, parsed);
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
