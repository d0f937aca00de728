#pragma once
// The stored form of a decision: what was asked, what was answered and why, so that it can be read years later and made
// again. Pure; any thread. The form: docs/policy.md, "What is stored".

#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"
#include "protocol/policy/compiled_policy.hpp"

namespace huecry::policy {

struct Question {
  Subject subject;
  Circumstances now;
  friend bool operator==(Question const&, Question const&) = default;
};

/// The id of the rule or delegation that a reason names, in `policy`; empty where it names none.
[[nodiscard]] std::string_view rule_id(documents::Policy const& policy, Reason const& reason);

/// One line of JSON, the same for the same arguments. Codes are words; sets of countries are the base64url of
/// CountrySet::pack(); countries with one reason stand together, those that refuse by their own intake one by one.
[[nodiscard]] std::string to_json(CompiledPolicy const& policy, Subject const& subject, Circumstances const& now,
                                  Decision const& decision);

/// The question of a stored decision. Errors: corrupt.
[[nodiscard]] Result<Question> question_from_json(Vocabulary const& vocabulary, std::string_view record);
/// The digest of the policy set that decided. Errors: corrupt.
[[nodiscard]] Result<Digest> policy_of_record(std::string_view record);

struct Replay {
  bool same = false;
  std::string now;  // the record as it would be written today
};
/// Makes a stored decision again. Errors: corrupt; state_conflict when `policy` is not the set that decided.
[[nodiscard]] Result<Replay> replay(CompiledPolicy const& policy, std::string_view record);

}
