// An explanation as JSON and as a table.
#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/explain.hpp"

namespace huecry::policy {
namespace {

using json::Json;

Json row_json(RecipientExplanation const& row) {
  Json failing = Json::array();
  for (Clause const& clause : row.failing) failing.push_back(clause_json(clause));
  return {{"country", row.country.text()}, {"verdict", to_text(row.verdict)}, {"deciding", clause_json(row.deciding())},
          {"failing", std::move(failing)}, {"redactions", row.redactions},    {"obligations", row.obligations}};
}

Json row_json(EntityExplanation const& row) {
  return {{"entity", row.entity},
          {"verdict", to_text(row.verdict)},
          {"deciding", clause_json(row.deciding)},
          {"redactions", row.redactions},
          {"obligations", row.obligations}};
}

std::string joined(std::vector<std::string_view> const& words) {
  std::string text;
  for (std::string_view const word : words) text.append(text.empty() ? "" : ",").append(word);
  return text;
}

std::string because(Clause const& clause) {
  std::string text(to_text(clause.reason.layer));
  if (!clause.author.empty()) text += " " + clause.author;
  if (!clause.rule.empty()) return text + "/" + clause.rule;
  return text + " " + std::string(to_text(clause.reason.cause));
}

/// Everything of a row but whose it is.
template <class Row>
std::string answer_of(Row const& row, Clause const& deciding) {
  std::string text(to_text(row.verdict));
  text.resize(std::max<std::size_t>(text.size(), 12), ' ');
  text += because(deciding);
  if (!row.redactions.empty()) text += "  without " + joined(row.redactions);
  if (!row.obligations.empty()) text += "  duties " + joined(row.obligations);
  if (!deciding.remedy.empty()) text += "  (" + deciding.remedy + ")";
  return text;
}

}

Json clause_json(Clause const& clause) {
  Json out = {{"by", to_text(clause.reason.layer)}, {"cause", to_text(clause.reason.cause)}};
  if (!clause.author.empty()) {
    out["author"] = clause.author;
    out["seq"] = clause.seq;
  }
  if (!clause.rule.empty()) out["rule"] = clause.rule;
  if (!clause.remedy.empty()) out["remedy"] = clause.remedy;
  return out;
}

std::string to_json(Explanation const& explanation) {
  Json recipients = Json::array();
  for (RecipientExplanation const& row : explanation.recipients) recipients.push_back(row_json(row));
  Json out = {{"v", 1}, {"policy", to_base64url(explanation.policy)}, {"recipients", std::move(recipients)}};
  for (EntityExplanation const& row : explanation.entities) out["entities"].push_back(row_json(row));
  return json::write(out);
}

std::string to_table(Explanation const& explanation) {
  struct Line {
    std::string answer, who;
  };
  std::vector<Line> lines;
  auto const add = [&lines](std::string answer, std::string_view who) {
    auto at = std::ranges::find(lines, answer, &Line::answer);
    if (at == lines.end()) at = lines.insert(lines.end(), {std::move(answer), {}});
    at->who.append(" ").append(who);
  };
  for (RecipientExplanation const& row : explanation.recipients)
    add(answer_of(row, row.deciding()), row.country.text());
  for (EntityExplanation const& row : explanation.entities) add(answer_of(row, row.deciding), row.entity);
  std::string text;
  for (Line const& line : lines) text += line.answer + "\n   " + line.who + "\n";
  return text;
}

}
