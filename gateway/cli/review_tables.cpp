#include "gateway/cli/review_tables.hpp"

#include "gateway/cli/inbox_lines.hpp"
#include "gateway/cli/received.hpp"
#include "gateway/cli/tables.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;

std::string time_of(Json const& moment) {
  std::string time = moment.value("time", "").substr(0, 16);
  if (time.size() > 10) time[10] = ' ';
  return time;
}

std::string taken_by(Json const& item) {
  if (!item.contains("taken")) return {};
  return item["taken"].value("party", "") + (item["taken"].value("over", false) ? " (time is over)" : "");
}

/// "one of two has agreed" where that is what is missing.
std::string words_about(Json const& item) {
  bool const diffusion = item.value("channel", "") == "diffusion";
  std::string words = diffusion ? "diffusion" : item.value("update", false) ? "update" : "new";
  if (item.value("urgent", false)) words = "urgent " + words;
  if (!item.value("two_signers", false)) return words;
  return words + (item.contains("agreed") ? ", one of two has agreed" : ", two must agree");
}

void show_request(Output const& output, Json const& request) {
  output.line(request.value("state", "") + ": version " + std::to_string(request.value("ver", 0)) + ", " +
              words_about(request) + ", since " + time_of(request["entered"]) + " UTC");
  if (std::string const by = taken_by(request); !by.empty())
    output.line("taken by " + by + " until " + request["taken"].value("until", ""));
  if (request.contains("answer_until")) output.line("an answer is awaited until " + request.value("answer_until", ""));
}

void show_checks(Output const& output, Json const& checks) {
  std::vector<std::vector<std::string>> rows;
  for (Json const& check : checks) {
    bool const holds = check.value("holds", false);
    std::string fault;
    if (!holds) fault = check["faults"][0].value("pointer", "") + " " + check["faults"][0].value("detail", "");
    std::string const word = holds ? "holds" : check.value("binds", true) ? "fails" : "not met by an import";
    rows.push_back({check.value("rule", ""), output.coloured(word, holds ? Tone::good : Tone::warning), fault});
  }
  output.table({"CONDITION", "", ""}, rows);
}

void show_decision(Output const& output, Json const& standing) {
  if (!standing.contains("decision")) return;
  auto const decision = read_decision({{"document", standing["decision"]}});
  if (!decision) return output.line("the last decision does not read: " + decision.error().detail, Tone::bad);
  output.line("last decision: " + decision_line(decision->payload));
}

/// Whether, and when, its content will be gone.
void show_retention(Output const& output, Json const& standing) {
  std::string bodies;
  for (std::string const& body : standing.value("holds", std::vector<std::string>()))
    bodies += (bodies.empty() ? "" : ", ") + body;
  if (!bodies.empty()) output.line("held by " + bodies + ": its content is not erased meanwhile", Tone::warning);
  auto const state = life::notice_state(standing.value("state", ""));
  bool const ended = state && life::is_final(*state) && *state != life::NoticeState::deleted;
  if (ended && bodies.empty() && !standing.contains("erased_from"))
    output.line(
        "its content stays until every holder has purged it: huecry notice status " + standing.value("notice", ""),
        Tone::warning);
  if (standing.contains("erased_from"))
    output.line("its content is erased from " + shown_time(standing.value("erased_from", "")) + " UTC on");
}

void show_steps(Output const& output, Json const& steps) {
  std::vector<std::vector<std::string>> rows;
  for (Json const& step : steps) {
    std::string const who = step.value("party", "");
    rows.push_back({time_of(step["entered"]), step.value("act", ""), std::to_string(step.value("ver", 0)),
                    who.empty() ? "the hub" : who, step.value("after", "")});
  }
  output.table({"UTC", "ACT", "VERSION", "BY", "THEN"}, rows);
}

}

void show_queue(Output const& output, std::vector<Json> const& items) {
  if (items.empty()) return output.line("nothing waits");
  std::vector<std::vector<std::string>> rows;
  rows.reserve(items.size());
  for (Json const& item : items)
    rows.push_back({item.value("notice", ""), item.value("colour", ""), time_of(item["entered"]),
                    item.value("state", ""), words_about(item), taken_by(item), item.value("title", "")});
  output.table({"NOTICE", "COLOUR", "SINCE (UTC)", "STATE", "", "TAKEN BY", "TITLE"}, rows);
}

void show_matter(Output const& output, Json const& standing, Json const& history) {
  std::string const number = standing.contains("number") ? ", number " + standing.value("number", "") : "";
  output.line(standing.value("notice", "") + " is " + standing.value("state", "") + number);
  if (standing.contains("request")) {
    show_request(output, standing["request"]);
    show_checks(output, standing["checks"]);
  } else {
    output.line("nothing of it waits");
  }
  show_decision(output, standing);
  if (standing.contains("extract")) output.line("its public extract is " + standing.value("extract", ""));
  show_retention(output, standing);
  if (history.contains("steps") && !history["steps"].empty()) show_steps(output, history["steps"]);
}

void show_outcome(Output const& output, Json const& standing) {
  std::string line = standing.value("notice", "") + " is " + standing.value("state", "");
  if (standing.contains("number")) line += ", number " + standing.value("number", "");
  if (standing.contains("extract")) line += ", its public extract is " + standing.value("extract", "");
  bool const waits =
      standing.contains("request") && standing["request"].value("state", "") != standing.value("state", "");
  if (waits) line += "; what waits is " + standing["request"].value("state", "");
  output.line(line, Tone::good);
}

}
