#include "gateway/cli/policy_tables.hpp"

#include "gateway/cli/decision_rows.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using Rows = std::vector<std::vector<std::string>>;

std::string text(Json const& object, char const* name) {
  auto const found = object.find(name);
  if (found == object.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string joined(Json const& list) {
  std::string out;
  for (Json const& entry : list) out += (out.empty() ? "" : " ") + entry.get<std::string>();
  return out;
}

std::string countries_text(CountrySet const& countries) {
  std::string out;
  for (CountryCode const country : countries.members()) out.append(out.empty() ? "" : " ").append(country.text());
  return out.empty() ? "none" : out;
}

Tone tone_of(std::string const& state) {
  if (state == "in_force") return Tone::good;
  return state == "scheduled" ? Tone::warning : Tone::dim;
}

std::string date_of(Json const& days) {
  return documents::date_text(std::chrono::sys_days(std::chrono::days(days.get<int>())));
}

/// Of a person what the example needs: the rest is as unknown as to the policy.
std::string person_text(Json const& person) {
  std::string out;
  if (person.contains("born"))
    out = "born between " + date_of(person["born"][0]) + " and " + date_of(person["born"][1]);
  if (auto const nationalities = country_set(person, "nationalities"); nationalities)
    out += (out.empty() ? "" : ", ") + ("national of " + countries_text(*nationalities));
  return out.empty() ? "one of whom nothing is known" : out;
}

Rows subject_rows(Json const& subject) {
  Rows rows{{"document", text(subject, "channel") + " of " + text(subject, "origin")}};
  for (char const* const name : {"colour", "handling", "confidentiality", "purpose"})
    if (subject.contains(name)) rows.push_back({name, text(subject, name)});
  for (char const* const name : {"offences", "blocks"})
    if (subject.contains(name)) rows.push_back({name, joined(subject[name])});
  if (subject.contains("person")) rows.push_back({"person", person_text(subject["person"])});
  return rows;
}

std::string answer_text(Json const& answer) {
  std::string out = text(answer, "verdict");
  if (!answer["redactions"].empty()) out += ", without " + joined(answer["redactions"]);
  if (!answer["obligations"].empty()) out += ", duties " + joined(answer["obligations"]);
  return out;
}

void show_example(Output const& output, Json const& example) {
  Rows rows = subject_rows(example["subject"]);
  std::string const entity =
      example.contains("entity") ? ", its " + text(example, "entity") + " entity " + text(example, "organisation") : "";
  auto const at = UnixSeconds(std::chrono::seconds(example["now"].value("at", std::int64_t{0})));
  bool const submitting = text(example["now"], "stage") == "submit";
  rows.push_back({"at", documents::moment_text(at) + (submitting ? ", when submitted" : ", when delivered")});
  rows.push_back({"recipient", text(example, "recipient") + entity});
  rows.push_back({"before", answer_text(example["before"])});
  rows.push_back({"after", answer_text(example["after"])});
  rows.push_back({"changed rule", text(example, "rule")});
  output.table({"", ""}, rows);
}

}

void show_policies(Output const& output, Json const& answer) {
  Rows rows;
  for (Json const& one : answer["policies"]) {
    std::string const state = text(one, "state");
    rows.push_back({text(one, "iss"), text(one, "kind"), text(one, "seq"), output.coloured(state, tone_of(state)),
                    text(one, "effective"), text(one, "position")});
  }
  if (rows.empty()) output.line("no policies");
  if (!rows.empty()) output.table({"ISSUER", "KIND", "SEQ", "STATE", "EFFECTIVE", "POSITION"}, rows);
  output.line("set " + text(answer, "set") + ", activation number " + text(answer, "activation"), Tone::dim);
}

void show_faults(Output const& output, Json const& faults) {
  output.line("not proven: rules name what is not there", Tone::warning);
  for (Json const& fault : faults)
    output.line("  " + text(fault, "in") + ", rule " + text(fault, "rule") + ": " + text(fault, "fault"));
  output.line("groups of the secretariat come with --beside: huecry policy show XP baseline --payload > xp.json",
              Tone::dim);
}

void show_comparison(Output const& output, Json const& comparison) {
  std::string const widening = text(comparison, "widening"), decided = text(comparison, "decided");
  if (widening == "cannot-widen")
    return output.line("cannot widen access: proven; where rules alone do not show it, all " + decided +
                           " kinds of documents that matter were decided by both",
                       Tone::good);
  if (widening != "widens")
    return output.line("not proven: there are more kinds of documents than " + decided +
                           " questions go through; ask huecry policy rehearse what changes for live notices",
                       Tone::warning);
  bool const of_hits = text(comparison["example"], "of") == "hits";
  output.line(of_hits ? "more may be told of hits; the plainest example of such a notice:"
                      : "widens access; the plainest example:",
              Tone::bad);
  show_example(output, comparison["example"]);
}

void show_rehearsal(Output const& output, Json const& rehearsal) {
  output.line(text(rehearsal, "changed") + " of " + text(rehearsal, "documents") + " live notices would change");
  Rows recipients;
  for (Json const& one : rehearsal["recipients"])
    recipients.push_back(
        {text(one, "party"), text(one, "gained"), text(one, "lost"), text(one, "altered"), text(one, "requestable")});
  if (!recipients.empty()) output.table({"PARTY", "GAINS", "LOSES", "ALTERED", "MAY ASK FOR"}, recipients);
  for (Json const& entity : rehearsal["unknown_entities"])
    output.line("the delegation to " + entity.get<std::string>() +
                    " gives nothing: the trust list has no such entity of that kind",
                Tone::warning);
  Rows items;
  for (Json const& one : rehearsal["items"])
    items.push_back({text(one, "position"), text(one, "id"), joined(one["gained"]), joined(one["lost"]),
                     joined(one["altered"]), joined(one["requestable"])});
  if (!items.empty()) output.table({"POSITION", "NOTICE", "GAIN", "LOSE", "ALTERED", "MAY ASK"}, items);
  if (rehearsal.value("left_off", 0) != 0)
    output.line("and " + text(rehearsal, "left_off") + " more notices that are not listed", Tone::dim);
}

}
