// An explanation from its JSON: what a client does with the hub's answer.
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/policy/explain.hpp"

namespace huecry::policy {
namespace {

using json::Json;

template <class Word>
Result<Word> member_word(Json const& object, std::string_view name, Word last) {
  HUECRY_TRY(std::string const text, json::member_string(object, name));
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i)
    if (to_text(static_cast<Word>(i)) == text) return static_cast<Word>(i);
  return Error(Errc::json_invalid, std::string(name) + ": unknown word " + text);
}

Result<Clause> clause_from(Json const& value) {
  Clause clause;
  HUECRY_TRY(clause.reason.layer, member_word(value, "by", Layer::delegation));
  HUECRY_TRY(clause.reason.cause, member_word(value, "cause", Cause::permitted));
  HUECRY_TRY(auto const author, json::optional_string(value, "author"));
  HUECRY_TRY(auto const seq, json::optional_integer(value, "seq"));
  HUECRY_TRY(auto const rule, json::optional_string(value, "rule"));
  HUECRY_TRY(auto const remedy, json::optional_string(value, "remedy"));
  clause.author = author.value_or("");
  clause.seq = static_cast<std::uint32_t>(seq.value_or(0));
  clause.rule = rule.value_or("");
  clause.remedy = remedy.value_or("");
  return clause;
}

/// The words of this program's list, which outlive the text.
template <std::size_t N>
Result<std::vector<std::string_view>> words_from(Json const& object, std::string_view name,
                                                 std::array<std::string_view, N> const& words) {
  HUECRY_TRY(Json const* const list, json::member_array(object, name));
  std::vector<std::string_view> found;
  for (Json const& entry : *list) {
    auto const number = entry.is_string() ? index_of(words, entry.get_ref<std::string const&>()) : std::nullopt;
    if (!number) return Error(Errc::json_invalid, std::string(name) + ": unknown word " + entry.dump());
    found.push_back(words[*number]);
  }
  return found;
}

Result<RecipientExplanation> row_from(Json const& value) {
  RecipientExplanation row;
  HUECRY_TRY(std::string const country, json::member_string(value, "country"));
  HUECRY_TRY(row.country, CountryCode::parse(country));
  HUECRY_TRY(row.verdict, member_word(value, "verdict", Verdict::allow));
  HUECRY_TRY(Json const* const deciding, json::member_object(value, "deciding"));
  HUECRY_TRY(row.permit, clause_from(*deciding));
  HUECRY_TRY(Json const* const failing, json::member_array(value, "failing"));
  for (Json const& entry : *failing) {
    HUECRY_TRY(Clause clause, clause_from(entry));
    row.failing.push_back(std::move(clause));
  }
  HUECRY_TRY(row.redactions, words_from(value, "redactions", k_blocks));
  HUECRY_TRY(row.obligations, words_from(value, "obligations", k_obligations));
  return row;
}

Result<EntityExplanation> entity_row_from(Json const& value) {
  EntityExplanation row;
  HUECRY_TRY(row.entity, json::member_string(value, "entity"));
  HUECRY_TRY(row.verdict, member_word(value, "verdict", Verdict::allow));
  HUECRY_TRY(Json const* const deciding, json::member_object(value, "deciding"));
  HUECRY_TRY(row.deciding, clause_from(*deciding));
  HUECRY_TRY(row.redactions, words_from(value, "redactions", k_blocks));
  HUECRY_TRY(row.obligations, words_from(value, "obligations", k_obligations));
  return row;
}

}

Result<Explanation> explanation_from_json(std::string_view text) {
  HUECRY_TRY(Json const value, json::read(text));
  Explanation explanation;
  HUECRY_TRY(std::string const policy, json::member_string(value, "policy"));
  HUECRY_TRY(explanation.policy, digest_from_base64url(policy));
  HUECRY_TRY(Json const* const recipients, json::member_array(value, "recipients"));
  for (Json const& entry : *recipients) {
    HUECRY_TRY(RecipientExplanation row, row_from(entry));
    explanation.recipients.push_back(std::move(row));
  }
  if (!value.contains("entities")) return explanation;
  HUECRY_TRY(Json const* const entities, json::member_array(value, "entities"));
  for (Json const& entry : *entities) {
    HUECRY_TRY(EntityExplanation row, entity_row_from(entry));
    explanation.entities.push_back(std::move(row));
  }
  return explanation;
}

}
