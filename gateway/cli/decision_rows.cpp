#include "gateway/cli/decision_rows.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using NamedSets = std::map<std::string, CountrySet>;

/// The sets of a record; an absent one is empty.
struct Sets {
  CountrySet allowed, requestable;
  NamedSets redacted, obliged;
};

Result<CountrySet> set_or_empty(Json const& record, std::string_view name) {
  if (json::find(record, name) == nullptr) return CountrySet{};
  return country_set(record, name);
}

Result<NamedSets> named_sets(Json const& record, std::string_view name) {
  NamedSets sets;
  if (json::find(record, name) == nullptr) return sets;
  HUECRY_TRY(Json const* const object, json::member_object(record, name));
  for (auto const& [word, value] : object->items()) {
    HUECRY_TRY(sets[word], country_set(*object, word));
  }
  return sets;
}

Result<Sets> sets_of(Json const& record) {
  Sets sets;
  HUECRY_TRY(sets.allowed, country_set(record, "allowed"));
  HUECRY_TRY(sets.requestable, set_or_empty(record, "requestable"));
  HUECRY_TRY(sets.redacted, named_sets(record, "redacted"));
  HUECRY_TRY(sets.obliged, named_sets(record, "obliged"));
  return sets;
}

std::vector<std::string> words_for(NamedSets const& sets, CountryCode country) {
  std::vector<std::string> words;
  for (auto const& [word, countries] : sets)
    if (countries.contains(country)) words.push_back(word);
  return words;
}

/// `cited` has the rule: the clause itself, or a recipient's part of it.
Result<DecisionRow> reason_of(Json const& clause, Json const& cited, std::optional<std::string> const& author) {
  DecisionRow row;
  HUECRY_TRY(row.by, json::member_string(clause, "by"));
  HUECRY_TRY(row.cause, json::member_string(clause, "cause"));
  HUECRY_TRY(auto const seq, json::optional_integer(cited, "seq"));
  HUECRY_TRY(auto const rule, json::optional_string(cited, "rule"));
  if (author) row.by += ' ' + *author + ' ' + std::to_string(seq.value_or(0));
  row.rule = rule.value_or("");
  return row;
}

std::string verdict_of(Sets const& sets, CountryCode country, bool whole) {
  if (sets.allowed.contains(country)) return whole ? "allow" : "redacted";
  return sets.requestable.contains(country) ? "requestable" : "deny";
}

/// Countries of one clause may differ in their strings.
void add_countries(DecisionRow const& reason, CountrySet const& to, Sets const& sets, std::vector<DecisionRow>& rows) {
  auto const first = static_cast<std::ptrdiff_t>(rows.size());
  for (CountryCode const country : to.members()) {
    DecisionRow row = reason;
    row.without = words_for(sets.redacted, country);
    row.duties = words_for(sets.obliged, country);
    row.verdict = verdict_of(sets, country, row.without.empty());
    auto const same = [&row](DecisionRow const& each) {
      return each.verdict == row.verdict && each.without == row.without && each.duties == row.duties;
    };
    auto at = std::find_if(rows.begin() + first, rows.end(), same);
    if (at == rows.end()) at = rows.insert(rows.end(), std::move(row));
    at->countries.add(country);
  }
}

/// Recipients that each refuse it by a document of their own.
Result<> add_own(Json const& clause, Json const& own, Sets const& sets, std::vector<DecisionRow>& rows) {
  for (auto const& [code, cited] : own.items()) {
    HUECRY_TRY(CountryCode const country, CountryCode::parse(code));
    HUECRY_TRY(DecisionRow const reason, reason_of(clause, cited, code));
    add_countries(reason, CountrySet{country}, sets, rows);
  }
  return ok();
}

Result<> add_clause(Json const& clause, Sets const& sets, std::vector<DecisionRow>& rows) {
  if (json::find(clause, "own") != nullptr) {
    HUECRY_TRY(Json const* const own, json::member_object(clause, "own"));
    return add_own(clause, *own, sets, rows);
  }
  HUECRY_TRY(auto const author, json::optional_string(clause, "author"));
  HUECRY_TRY(DecisionRow const reason, reason_of(clause, clause, author));
  HUECRY_TRY(CountrySet const to, country_set(clause, "to"));
  add_countries(reason, to, sets, rows);
  return ok();
}

std::string joined(std::vector<std::string> const& words) {
  std::string out;
  for (std::string const& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

Tone tone_of(std::string const& verdict) {
  if (verdict == "allow") return Tone::good;
  return verdict == "deny" ? Tone::plain : Tone::warning;
}

}

Result<CountrySet> country_set(Json const& object, std::string_view name) {
  HUECRY_TRY(std::string const text, json::member_string(object, name));
  auto const bytes = base64url_decode(text);
  CountrySet::Packed packed{};
  if (!bytes || bytes->size() != packed.size())
    return Error(Errc::json_invalid, std::string(name) + ": must be a set of countries");
  std::ranges::copy(*bytes, packed.begin());
  return CountrySet::unpack(packed);
}

Result<std::vector<DecisionRow>> decision_rows(Json const& record) {
  HUECRY_TRY(Sets const sets, sets_of(record));
  HUECRY_TRY(Json const* const reasons, json::member_array(record, "reasons"));
  std::vector<DecisionRow> rows;
  for (Json const& clause : *reasons) HUECRY_CHECK(add_clause(clause, sets, rows));
  auto const gives = [](DecisionRow const& row) { return row.verdict == "allow" || row.verdict == "redacted"; };
  std::ranges::stable_partition(rows, gives);
  return rows;
}

void show_decision(Output const& output, std::vector<DecisionRow> const& rows) {
  std::vector<std::vector<std::string>> cells;
  for (DecisionRow const& row : rows) {
    std::string countries;
    for (CountryCode const country : row.countries.members())
      countries.append(countries.empty() ? "" : " ").append(country.text());
    cells.push_back({output.coloured(row.verdict, tone_of(row.verdict)), row.by, row.rule, row.cause,
                     joined(row.without), joined(row.duties), countries});
  }
  output.table({"VERDICT", "DECIDED BY", "RULE", "CAUSE", "WITHOUT", "DUTIES", "COUNTRIES"}, cells);
}

}
