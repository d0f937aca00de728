#include "gateway/cli/message_tables.hpp"

#include "gateway/cli/tables.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

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
    Json const& answer = asked["answer"];
    text += answer.value("act", "") == "refuse" ? " refused " + answer.value("reason", "") : " answered";
    return text + " " + shown_time(answer.value("at", ""));
  }
  bool const has_it = asked.contains("delivered");
  text += (has_it ? " owes an answer until " : " should say that it has it until ") +
          shown_time(asked.value("awaited", ""));
  if (asked.contains("pauses"))
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

Rows head_of(Json const& status, OpenedMail const& mail) {
  Rows rows;
  add(rows, "from", status.value("from", ""));
  add(rows, "to", shown_countries(status["to"]));
  add(rows, "signed by", mail.received.signer);
  add(rows, "received", shown_time(status.value("received", "")));
  add(rows, "conversation", status.value("conv", ""));
  add(rows, "what", act_text(status));
  add(rows, "time limit", status.value("clock", ""));
  add(rows, "until", shown_time(status.value("until", "")));
  add(rows, "urgency", status.value("prio", ""));
  add(rows, "handling", status.value("handling", ""));
  add(rows, "reply to", status.value("reply_to", ""));
  add(rows, "kept until", shown_time(status.value("expires", "")));
  for (Json const& asked : status.value("asked", Json::array())) add(rows, "asked", asked_text(asked));
  for (Json const& heard : status["heard"]) add(rows, "heard", heard_text(heard));
  return rows;
}

void show_forwarded(Output const& output, Result<Mailbox::Forwarded> const& forwarded) {
  if (!forwarded) return output.line("forwarded, and does not verify: " + forwarded.error().detail, Tone::bad);
  auto const payload = json::read(forwarded->payload);
  if (!payload) return;
  output.line("forwarded: " + payload->value("id", "") + " of " + payload->value("created", "") + ", signed by " +
                  forwarded->signer,
              Tone::dim);
  output.line(payload->value("subject", ""), Tone::good);
  output.line(payload->value("body", ""));
}

}

std::string shown_countries(Json const& codes) {
  std::string text;
  for (Json const& code : codes) text += (text.empty() ? "" : " ") + code.get<std::string>();
  return text;
}

void show_message(Output const& output, Json const& status, OpenedMail const& mail, Around const& around) {
  output.line(status.value("id", ""));
  output.table({"WHAT", "VALUE"}, head_of(status, mail));
  if (!mail.opened) return output.line("sealed, and its key is not here", Tone::warning);
  documents::Message const& message = mail.opened->message;
  output.line(message.subject, Tone::good);
  output.line(message.body);
  for (documents::Attachment const& attachment : message.attachments)
    output.line("attached: " + attachment.name + ", " + std::to_string(attachment.bytes) +
                    " bytes; huecry message save " + status.value("id", ""),
                Tone::dim);
  for (auto const& forwarded : around.forwarded) show_forwarded(output, forwarded);
  for (std::string const& id : around.missing)
    output.line("missing: " + id +
                    " of this conversation was for you, and is not there; ask its sender to send it "
                    "again, and huecry inbox audit whether the hub kept it from you",
                Tone::bad);
}

void show_messages(Output const& output, std::vector<Json> const& items) {
  if (items.empty()) return output.line("no messages");
  Rows rows;
  for (Json const& item : items)
    rows.push_back({item.value("id", ""), shown_time(item.value("received", "")), item.value("from", ""),
                    shown_countries(item["to"]), item.value("prio", ""), act_text(item), item.value("conv", ""),
                    awaited_text(item)});
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
