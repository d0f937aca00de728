#include "gateway/cli/message_tables.hpp"

#include <sstream>

#include "gateway/cli/message_forms.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using Rows = std::vector<std::vector<std::string>>;

void add(Rows& rows, char const* what, std::string text) {
  if (!text.empty()) rows.push_back({what, std::move(text)});
}

std::string heard_text(Json const& heard) {
  return heard.value("by", "") + " " + heard.value("kind", "") + " " + shown_time(heard.value("at", ""));
}

/// "request INFORMATION", "refuse SAFETY of DE-M-1"
std::string act_text(Json const& item) {
  std::string text = item.value("act", "");
  for (char const* const name : {"request", "reason"})
    if (item.contains(name)) text += " " + item.value(name, "");
  if (item.contains("of")) text += " of " + item.value("of", "");
  return text;
}

/// "DE answered 2026-…", "DE owes an answer until 2026-…"
std::string asked_text(Json const& asked) {
  std::string text = asked.value("by", "");
  if (asked.contains("answer")) {
    Json const& answer = asked.at("answer");
    text += answer.value("act", "") == "refuse" ? " refused " + answer.value("reason", "") : " answered";
    return text + " " + shown_time(answer.value("at", ""));
  }
  bool const has_it = asked.contains("delivered");
  text += (has_it ? " owes an answer until " : " should say that it has it until ") +
          shown_time(asked.value("awaited", ""));
  if (asked.contains("pauses") && !asked["pauses"].empty())
    text += ", paused: " + asked["pauses"].back().value("reason", "") + " until " +
            shown_time(asked["pauses"].back().value("until", ""));
  return text + (asked.value("overdue", false) ? ", OVERDUE" : "");
}

/// What is awaited of a request, from whom: in a list.
std::string awaited_text(Json const& item) {
  std::string text;
  for (Json const& asked : item.value("asked", Json::array())) {
    if (!asked.contains("awaited")) continue;
    text += (text.empty() ? "" : ", ") + asked.value("by", "") + " " + shown_time(asked.value("awaited", "")) +
            (asked.value("overdue", false) ? " OVERDUE" : "");
  }
  return text;
}

std::string codes_text(CountrySet const& countries) {
  std::string text;
  for (CountryCode const country : countries.members()) text += (text.empty() ? "" : " ") + std::string(country.text());
  return text;
}

/// "request INFORMATION", "refuse SAFETY of DE-M-1": as its sender has signed it.
std::string act_text(documents::MessageEnvelope const& envelope) {
  std::string text(documents::to_text(envelope.act));
  if (!envelope.kind.empty()) text += " " + envelope.kind;
  if (!envelope.reason.empty()) text += " " + envelope.reason;
  return envelope.of.empty() ? text : text + " of " + envelope.of;
}

std::string moment_of(std::optional<UnixSeconds> const& moment) {
  return moment ? shown_time(documents::moment_text(*moment)) : std::string();
}

/// What the sender has signed; only what was heard since is the hub's word.
Rows head_of(Json const& status, mail::Received const& received) {
  documents::MessageEnvelope const& envelope = received.envelope;
  Rows rows;
  add(rows, "from", std::string(envelope.from.text()));
  add(rows, "to", codes_text(envelope.to));
  add(rows, "signed by", received.signer);
  add(rows, "received", shown_time(status.value("received", "")));
  add(rows, "conversation", envelope.conversation);
  add(rows, "what", act_text(envelope));
  if (envelope.limit) add(rows, "time limit", std::string(life::k_limit_profiles[*envelope.limit].name));
  add(rows, "until", moment_of(envelope.until));
  add(rows, "urgency", std::string(documents::to_text(envelope.urgency)));
  add(rows, "handling", envelope.handling);
  add(rows, "reply to", envelope.reply_to);
  add(rows, "kept until", moment_of(envelope.expires));
  for (Json const& asked : status.value("asked", Json::array())) add(rows, "asked", asked_text(asked));
  for (Json const& heard : status.value("heard", Json::array())) add(rows, "heard", heard_text(heard));
  return rows;
}

/// Each line begins alike, so that none of its words can be taken for ours.
void show_body(Output const& output, std::string const& body) {
  std::stringstream in(body);
  for (std::string line; std::getline(in, line);) {
    std::erase(line, '\r');
    output.line("| " + line);
  }
}

/// Of another conversation it may still be: that must be seen.
void show_forwarded(Output const& output, Result<Mailbox::Forwarded> const& forwarded,
                    std::string const& conversation) {
  if (!forwarded) return output.line("forwarded, and does not verify: " + forwarded.error().detail, Tone::bad);
  auto const payload = read_json(forwarded->payload);
  if (!payload) return;
  std::string const of = payload->value("conv", "");
  output.line("forwarded: " + payload->value("id", "") + ", " + payload->value("act", "") + " of " +
                  payload->value("from", "") + " to " + shown_countries(payload->value("to", Json::array())) + ", " +
                  payload->value("created", "") + ", signed by " + forwarded->signer,
              Tone::dim);
  if (of != conversation) output.line("it is of another conversation, " + of, Tone::warning);
  if (payload->contains("att"))
    output.line("what was attached to it, if it was sent on, is attached to this one", Tone::dim);
  output.line(payload->value("subject", ""), Tone::good);
  show_body(output, payload->value("body", ""));
}

}

std::string similar_text(Json const& similar) {
  return "a similar request is open between " + shown_countries(similar.value("between", Json::array())) + ": " +
         similar.value("id", "") + " of " + shown_time(similar.value("received", ""));
}

std::string shown_countries(Json const& codes) {
  std::string text;
  for (Json const& code : codes) text += (text.empty() ? "" : " ") + code.get<std::string>();
  return text;
}

void show_message(Output const& output, Json const& status, OpenedMail const& mail, Around const& around) {
  documents::MessageEnvelope const& envelope = mail.received.envelope;
  output.line(envelope.id);
  output.table({"WHAT", "VALUE"}, head_of(status, mail.received));
  if (!mail.opened) return output.line("sealed, and its key is not here", Tone::warning);
  documents::Message const& message = mail.opened->message;
  output.line(message.subject, Tone::good);
  show_body(output, message.body);
  if (auto const payload = read_json(mail.opened->payload)) {
    auto const rows = form_rows(*payload);
    if (!rows.empty()) output.table({"OF", "WHAT", "VALUE"}, rows);
  }
  for (Json const& similar : status.value("similar", Json::array())) output.line(similar_text(similar), Tone::warning);
  for (documents::Attachment const& attachment : message.attachments)
    output.line("attached: " + attachment.name + ", " + std::to_string(attachment.bytes) +
                    " bytes; huecry message save " + envelope.id,
                Tone::dim);
  for (auto const& forwarded : around.forwarded) show_forwarded(output, forwarded, envelope.conversation);
  for (std::string const& id : around.missing)
    output.line("missing: " + id +
                    " of this conversation was for you, and is not there; ask its sender to send it "
                    "again, and huecry inbox audit whether the hub kept it from you",
                Tone::bad);
}

void show_expired(Output const& output, Json const& status) {
  output.line(status.value("id", "") + " has expired; what was sealed is destroyed, this is the hub's word:",
              Tone::warning);
  show_messages(output, {status});
  Rows rows;
  for (Json const& asked : status.value("asked", Json::array())) add(rows, "asked", asked_text(asked));
  for (Json const& heard : status.value("heard", Json::array())) add(rows, "heard", heard_text(heard));
  if (!rows.empty()) output.table({"WHAT", "VALUE"}, rows);
}

void show_messages(Output const& output, std::vector<Json> const& items) {
  if (items.empty()) return output.line("no messages");
  Rows rows;
  for (Json const& item : items)
    rows.push_back({item.value("id", ""), shown_time(item.value("received", "")), item.value("from", ""),
                    shown_countries(item.value("to", Json::array())), item.value("prio", ""), act_text(item),
                    item.value("conv", ""), awaited_text(item)});
  output.table({"MESSAGE", "RECEIVED", "FROM", "TO", "URGENCY", "WHAT", "CONVERSATION", "AWAITED"}, rows);
}

void show_request_statistics(Output const& output, Json const& counted) {
  auto const number = [](Json const& clock, char const* name) { return std::to_string(clock.value(name, 0)); };
  auto const counts = [](Json const& codes) {
    std::string text;
    for (auto const& [code, count] : codes.items()) text += (text.empty() ? "" : ", ") + code + ' ' + count.dump();
    return text;
  };
  Rows rows;
  for (Json const& clock : counted["clocks"])
    rows.push_back({clock.value("clock", ""), number(clock, "asked"), number(clock, "answered_in_time"),
                    number(clock, "answered_late"), number(clock, "open"), number(clock, "missed"),
                    number(clock, "delivered_late"), number(clock, "paused"), counts(clock["refusals"])});
  output.line(counted["year"].dump());
  output.table({"TIME LIMIT", "ASKED", "IN TIME", "LATE", "OPEN", "MISSED", "DELIVERED LATE", "PAUSED", "REFUSED"},
               rows);
}

}
