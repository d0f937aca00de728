#include "gateway/cli/tables.hpp"

#include <algorithm>

#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;

std::string text(Json const& object, char const* name) {
  if (!object.contains(name) || object[name].is_null()) return "";
  Json const& value = object[name];
  if (value.is_string()) return value.get<std::string>();
  return value.dump();
}

std::string joined(Json const& list) {
  std::string out;
  for (auto const& item : list) out += (out.empty() ? "" : " ") + item.get<std::string>();
  return out;
}

std::string moment(Json const& object, char const* name) {
  return object.contains(name) ? shown_time(text(object[name], "time")) : "";
}

/// "document", or of an edition what it lacks.
std::string sent_text(Json const& one) {
  std::string const sent = text(one, "sent");
  bool const edition = sent == "document" && one.contains("missing") && !one["missing"].empty();
  return edition ? "without " + joined(one["missing"]) : sent;
}

std::string stage_of(Json const& entity) {
  if (entity.contains("purged")) return "purged";
  if (entity.contains("acknowledged")) return "acknowledged";
  if (entity.contains("delivered")) return "delivered";
  return entity.contains("retrieved") ? "retrieved" : "pending";
}

Tone tone_of(std::string const& stage) {
  if (stage == "acknowledged" || stage == "purged") return Tone::good;
  return stage == "pending" || stage == "rejected" || stage == "disputed" ? Tone::warning : Tone::plain;
}

/// What the hub said was not so in time: "not retrieved, not delivered".
std::string missed_of(Json const& one) {
  std::string missed;
  for (char const* const stage : {"retrieved", "delivered", "acknowledged"})
    if (one.contains("not_" + std::string(stage))) missed += (missed.empty() ? "not " : ", not ") + std::string(stage);
  return missed;
}

std::string outcome_of(Json const& one) {
  for (char const* const name : {"outcome", "rejected"})
    if (one.contains(name)) return text(one[name], "code");
  return {};
}

std::vector<std::string> status_row(Output const& output, Json const& one, char const* party,
                                    std::string const& stage) {
  return {text(one, party),         sent_text(one),           output.coloured(stage, tone_of(stage)),
          moment(one, "retrieved"), moment(one, "delivered"), moment(one, "acknowledged"),
          moment(one, "purged"),    outcome_of(one),          missed_of(one)};
}

/// Columns in which nobody has anything are left out, but these first.
void show_filled(Output const& output, std::vector<std::string> headings, std::vector<std::vector<std::string>> rows,
                 std::size_t always) {
  for (std::size_t column = headings.size(); column-- > always;) {
    bool const empty = std::ranges::all_of(rows, [column](auto const& row) { return row[column].empty(); });
    if (!empty) continue;
    headings.erase(headings.begin() + static_cast<std::ptrdiff_t>(column));
    for (auto& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
  }
  output.table(headings, rows);
}

void show_owed(Output const& output, Json const& owed) {
  std::vector<std::vector<std::string>> rows;
  for (auto const& one : owed)
    rows.push_back({text(one, "country"), moment(one, "recalled"), moment(one, "not_purged"), moment(one, "disputed")});
  if (rows.empty()) return;
  output.line("these owe the purge of what was recalled:");
  show_filled(output, {"PARTY", "RECALLED", "REMINDED", "DISPUTED"}, std::move(rows), 2);
}

}

std::string shown_time(std::string const& iso) {
  std::string time = iso.substr(0, 19);
  if (time.size() < 19) return time;
  time[10] = ' ';
  return time + 'Z';
}

/// "published, public": whoever acts upon it may not be the only one who knows of it.
std::string state_of(Json const& item) {
  bool const is_public = item.value("extract", "") == "published";
  return text(item, "state") + (is_public ? ", public" : "");
}

void show_list(Output const& output, Json const& page) {
  if (page.contains("damaged"))
    output.line(text(page, "damaged") +
                    " notices cannot be read in the hub's store and may be missing here; its operator can say which",
                Tone::warning);
  std::vector<std::vector<std::string>> rows;
  for (auto const& item : page["items"])
    rows.push_back({text(item, "id"), text(item, "colour"), state_of(item), text(item, "ver"), moment(item, "current"),
                    joined(item["offences"]), text(item, "title")});
  if (rows.empty()) return output.line("no notices");
  output.table({"ID", "COLOUR", "STATE", "VER", "SINCE", "OFFENCES", "TITLE"}, rows);
  if (!page["next"].is_null()) output.line("more: --cursor " + text(page, "next"), Tone::dim);
}

std::vector<std::string> reader_row(Json const& read) {
  return {shown_time(text(read, "time")),
          text(read, "country") + "/" + text(read, "party"),
          text(read, "user"),
          text(read, "purpose"),
          text(read, "case"),
          text(read, "shown"),
          text(read, "ver")};
}

void show_status(Output const& output, Json const& status) {
  output.line(text(status, "id") + " version " + text(status, "ver") + ", " + text(status, "state") + " since " +
              moment(status, "entered"));
  std::vector<std::vector<std::string>> rows;
  for (auto const& one : status["recipients"]) rows.push_back(status_row(output, one, "country", text(one, "stage")));
  for (auto const& one : status["entities"]) rows.push_back(status_row(output, one, "entity", stage_of(one)));
  show_filled(
      output,
      {"PARTY", "SENT", "STAGE", "RETRIEVED", "DELIVERED", "ACKNOWLEDGED", "PURGED", "OUTCOME OR REASON", "IN TIME"},
      std::move(rows), 3);
  show_owed(output, status.value("owed", Json::array()));
  if (!status.contains("counts")) return;
  auto const& counts = status["counts"];
  output.line("released to " + text(counts, "released") + ", retrieved by " + text(counts, "retrieved") +
              ", in the system of " + text(counts, "delivered") + ", acknowledged by " + text(counts, "acknowledged") +
              ", rejected by " + text(counts, "rejected") + ", overdue " + text(counts, "overdue"));
  if (text(counts, "recalled") != "0")
    output.line("recalled from " + text(counts, "recalled") + ", of whom " + text(counts, "recalls_acknowledged") +
                " acknowledged the recall, " + text(counts, "purged") + " have purged it, " + text(counts, "disputed") +
                " dispute it, " + text(counts, "purges_overdue") + " are late with the purge");
}

void show_history(Output const& output, Json const& history) {
  std::vector<std::vector<std::string>> rows;
  for (auto const& one : history["versions"])
    rows.push_back({text(one, "ver"), text(one, "action"), moment(one, "entered"),
                    one.contains("released") ? joined(one["released"]) : "",
                    one.contains("recalled") ? joined(one["recalled"]) : ""});
  output.line(text(history, "id") + ", " + text(history, "state"));
  output.table({"VER", "ACTION", "ENTERED", "RELEASED", "RECALLED"}, rows);
}

void show_members(Output const& output, Json const& members) {
  std::vector<std::vector<std::string>> rows;
  for (auto const& one : members["members"])
    rows.push_back({text(one, "country"), text(one, "organisation"), text(one, "role"), text(one, "region"),
                    text(one, "status"), text(one, "name")});
  output.table({"COUNTRY", "PARTY", "ROLE", "REGION", "STATUS", "NAME"}, rows);
}

void show_summary(Output const& output, Json const& summary) {
  std::vector<std::vector<std::string>> rows;
  for (auto const& one : summary["countries"])
    rows.push_back({text(one, "country"), text(one, "released"), text(one, "retrieved"), text(one, "acknowledged"),
                    text(one, "overdue"), text(one, "name")});
  output.line("region " + text(summary, "region") + ", overdue after " + text(summary, "overdue_hours") + " h");
  output.table({"COUNTRY", "RELEASED", "RETRIEVED", "ACKNOWLEDGED", "OVERDUE", "NAME"}, rows);
}

}
