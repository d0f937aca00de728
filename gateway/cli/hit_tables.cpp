#include "gateway/cli/hit_tables.hpp"

#include "gateway/cli/tables.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;

std::string moment_of(Json const& item, char const* name) {
  return item.contains(name) ? shown_time(item[name].value("time", "")) : std::string();
}

std::string code_of(Json const& item, char const* name) {
  return item.contains(name) ? item[name].value("code", "") : std::string();
}

std::string number_of(Json const& item, char const* name) { return std::to_string(item.value(name, 0)); }

/// "CONFIRMED 3, NOT_SAME 1"
std::string counts_of(Json const& codes) {
  std::string text;
  for (auto const& [code, number] : codes.items()) text += (text.empty() ? "" : ", ") + code + ' ' + number.dump();
  return text;
}

/// What is awaited, and whether its time has passed.
std::string awaited_of(Output const& output, Json const& hit) {
  if (!hit.contains("awaited")) return {};
  std::string const until = shown_time(hit.value("awaited", ""));
  return hit.value("overdue", false) ? output.coloured(until + " OVERDUE", Tone::bad) : until;
}

}

std::string hit_words(Json const& container) {
  using envelope::DocumentType;
  std::string const text = json::write(container);
  auto document = envelope::parse_container(text, DocumentType::hit, limits::document_bytes_max);
  bool const of_hub = !document && document.error().code == Errc::jws_type;
  if (of_hub) document = envelope::parse_container(text, DocumentType::publication, limits::document_bytes_max);
  auto const payload = document ? json::read(document->payload(), {}) : Result<Json>(document.error());
  if (!payload || !payload->is_object()) return "unreadable";
  auto const member = [&payload](char const* before, char const* name) {
    auto const found = payload->find(name);
    return found != payload->end() && found->is_string() ? before + found->get<std::string>() : std::string();
  };
  if (of_hub) return member("", "state") == "notified" ? "its source does not have it" : "no answer in time";
  return member("", "act") + member(" ", "answer") + member(" ", "outcome") + member(", reason ", "pause") +
         member(" until ", "until") + member(", clock ", "clock") + member(", at ", "place") +
         member(", file ", "case_no") + member(": ", "text");
}

std::string hit_line(Json const& item) {
  std::string const words = item.contains("document") ? hit_words(item["document"]) : "without its document";
  return item.value("id", "") + "  hit " + item.value("hit", "") + "  " + words;
}

void show_hit(Output const& output, Json const& hit) {
  output.line(hit.value("hit", "") + ": " + hit.value("reporter", "") + " on " + hit.value("notice", "") + " version " +
              number_of(hit, "ver") + ", " + hit.value("state", ""));
  std::vector<std::vector<std::string>> rows;
  auto const add = [&rows](char const* what, std::string text) {
    if (!text.empty()) rows.push_back({what, std::move(text)});
  };
  add("reported", moment_of(hit, "entered"));
  add("source has it", moment_of(hit, "delivered"));
  add("time limit", hit.value("clock", ""));
  if (hit.contains("limit")) add("ends", shown_time(hit.value("limit", "")));
  if (hit.value("paused_seconds", 0) > 0)
    add("paused", std::to_string(hit.value("paused_seconds", 0) / 3600) + " h in all");
  add("awaited", awaited_of(output, hit));
  std::string told;
  for (std::string const& country : hit.value("told", std::vector<std::string>())) told += country + ' ';
  add("others told", told);
  add("answer", code_of(hit, "answer") + (hit.contains("answer") ? "  " + moment_of(hit["answer"], "at") : ""));
  add("outcome", code_of(hit, "outcome") + (hit.contains("outcome") ? "  " + moment_of(hit["outcome"], "at") : ""));
  output.table({"", ""}, rows);
  auto const documents = hit.find("documents");
  if (documents == hit.end() || !documents->is_array()) return;
  for (Json const& document : *documents) output.line("  " + hit_words(document));
}

void show_hits(Output const& output, std::vector<Json> const& items) {
  if (items.empty()) return output.line("no hits");
  std::vector<std::vector<std::string>> rows;
  rows.reserve(items.size());
  for (Json const& item : items)
    rows.push_back({item.value("hit", ""), item.value("notice", ""), item.value("source", ""),
                    item.value("reporter", ""), item.value("state", ""), item.value("clock", ""),
                    moment_of(item, "entered"), awaited_of(output, item), code_of(item, "answer"),
                    code_of(item, "outcome")});
  output.table(
      {"HIT", "NOTICE", "SOURCE", "REPORTER", "STATE", "CLOCK", "REPORTED", "AWAITED UNTIL", "ANSWER", "OUTCOME"},
      rows);
}

void show_hit_statistics(Output const& output, Json const& counted) {
  output.line("hits of " + number_of(counted, "year"));
  std::vector<std::vector<std::string>> rows;
  for (Json const& clock : counted["clocks"])
    rows.push_back({clock.value("clock", ""), number_of(clock, "reports"), number_of(clock, "answered_in_time"),
                    number_of(clock, "answered_late"), number_of(clock, "closed_unanswered"), number_of(clock, "open"),
                    number_of(clock, "missed"), number_of(clock, "delivered_late"), number_of(clock, "paused"),
                    counts_of(clock["answers"]), counts_of(clock["outcomes"])});
  output.table({"CLOCK", "REPORTS", "IN TIME", "LATE", "UNANSWERED", "OPEN", "MISSED", "DELIVERED LATE", "PAUSED",
                "ANSWERS", "OUTCOMES"},
               rows);
}

}
