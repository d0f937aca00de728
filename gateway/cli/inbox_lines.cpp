#include "gateway/cli/inbox_lines.hpp"

#include <algorithm>

#include "gateway/cli/hit_tables.hpp"
#include "gateway/cli/received.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;

std::string text_after(char const* before, Json const& payload, char const* name) {
  return payload.contains(name) ? before + payload.value(name, "") : std::string();
}

std::string consent_of(Json const& item) {
  auto const document = envelope::parse_container(json::write(item.at("document")), envelope::DocumentType::consent,
                                                  limits::document_bytes_max);
  auto const payload = document ? read_json(document->payload()) : Result<Json>(document.error());
  return payload ? consent_line(*payload) : "unreadable: " + payload.error().detail;
}

std::string decision_of(Json const& item) {
  auto const decision = read_decision(item);
  return decision ? decision_line(decision->payload) : "unreadable: " + decision.error().detail;
}

std::string evidence_of(Json const& item) {
  auto const evidence = read_evidence(item);
  return evidence ? evidence_line(*evidence) : "unreadable: " + evidence.error().detail;
}

/// The hub's word about a message: who never said that it has it, or who owes an answer.
std::string word_of(Json const& item) {
  auto const document = read_any(json::write(item.at("document")));
  auto const payload = document ? read_json(document->payload()) : Result<Json>(document.error());
  if (!payload) return "unreadable: " + payload.error().detail;
  if (item.value("kind", "") == "overdue")
    return payload->value("by", "") +
           (payload->value("undelivered", false) ? " does not say that it has it" : " has not answered in time");
  std::string line = "has expired; never said to have it:";
  for (std::string const& country : payload->value("silent", std::vector<std::string>())) line += ' ' + country;
  return line;
}

/// "  RED urgent  Leo MARTIN": what the desk sorts by. The name comes from the reader that the hub's lists use.
std::string content_of(documents::Schemas const& schemas, Json const& item) {
  if (!item.contains("document")) return {};
  auto const received = read_received(json::write(item["document"]));
  if (!received) return {};
  Json const& notice = received->notice();
  std::string out = "  " + notice.value("colour", "");
  if (notice.value("urgent", false)) out += " urgent";
  auto const whole = documents::read_notice(schemas, json::write(notice));
  if (whole && !whole->title.empty()) out += "  " + whole->title;
  return out;
}

std::string notice_of(documents::Schemas const& schemas, Json const& item) {
  return item.value("id", "") + " version " + std::to_string(item.value("ver", 0)) + content_of(schemas, item);
}

}

std::string item_line(documents::Schemas const& schemas, Json const& item, std::string const& signer,
                      std::string const& inside) {
  std::string const kind = item.value("kind", "");
  if (kind == "damaged")
    return std::to_string(item.value("position", 0)) +
           "  damaged: the hub has an item for you here and cannot read it; its operator knows";
  std::string const review = item.value("review", "");
  std::string const edition = edition_text(item.value("missing", std::vector<std::string>()));
  std::string line =
      std::to_string(item.value("position", 0)) + "  " + shown_time(item.value("received", "")) + "  " + kind + "  ";
  if (kind == "consent") {
    line += consent_of(item);
  } else if (kind == "hit") {
    line += hit_line(item);
  } else if (kind == "message") {
    line += item.value("id", "") + "  " + (inside.empty() ? "sealed" : inside);
  } else if (kind == "expired" || kind == "overdue") {
    line += item.value("id", "") + "  " + word_of(item);
  } else if (kind == "hit_elsewhere") {
    line += item.value("id", "") + "  " + item.value("reporter", "") + " has a hit, " + item.value("hit", "") + ": " +
            item.value("state", "") + text_after(", ", item, "code");
  } else if (kind == "decision" || kind == "renew" || kind == "remark") {
    line += item.value("id", "") + " version " + std::to_string(item.value("ver", 0)) + "  " + decision_of(item);
  } else if (kind == "evidence") {
    line += item.value("id", "") + " version " + std::to_string(item.value("ver", 0)) + "  " + evidence_of(item);
  } else if (kind == "reminder") {
    std::string const id = item.value("id", "");
    line += id + "  you owe its purge, and are late: huecry purge " + id + ", or huecry dispute " + id + " --text WHY";
  } else {
    line += notice_of(schemas, item);
  }
  if (!review.empty()) line += review == "ok" ? "  reviewed, in order" : "  review pending";
  if (item.contains("remarks")) line += "  with remarks of the secretariat";
  if (!signer.empty()) line += "  signed by " + signer;
  if (!edition.empty()) line += "  " + edition;
  return line;
}

bool is_delivery(std::string_view kind) noexcept {
  return kind == "notice" || kind == "diffusion" || kind == "update" || kind == "resume" || kind == "recall" ||
         kind == "message";
}

std::string decision_line(Json const& payload) {
  struct Word {
    std::string_view act, said;
  };
  constexpr Word k_words[] = {{"return", "returned"},
                              {"refuse", "refused"},
                              {"approve", "approved"},
                              {"suspend", "held back"},
                              {"resume", "in force again"},
                              {"cancel", "cancelled"},
                              {"renew", "renewed"},
                              {"send", "let out"},
                              {"clear", "reviewed, in order"},
                              {"reject", "rejected: it does not go out"},
                              {"object", "found not to comply: recalled"},
                              {"remark", "the secretariat remarks"},
                              {"lapse", "abandoned: its time is over"},
                              {"remind", "its need must be confirmed"},
                              {"expire", "ended: its need was not confirmed"},
                              {"erase", "erased: its content is destroyed"},
                              {"hold", "held: it is not erased"},
                              {"lift", "a hold is lifted"},
                              {"ask_extract", "a public extract is asked for"},
                              {"publish_extract", "its extract is public"},
                              {"remove_extract", "no extract of it is public"}};
  auto const* const found = std::ranges::find(k_words, payload.value("act", ""), &Word::act);
  std::string line(found == std::end(k_words) ? payload.value("act", "") : found->said);
  auto const add = [&](char const* before, std::string const& text) {
    if (!text.empty()) line += before + text;
  };
  add(", ground ", payload.value("ground", ""));
  for (std::string const& missing : payload.value("missing", std::vector<std::string>())) add("; missing: ", missing);
  add("; answer until ", payload.value("answer_until", ""));
  add(payload.value("act", "") == "remind" ? " until " : ", review date ", payload.value("review_on", ""));
  add(": ", payload.value("reason", ""));
  return line;
}

std::string evidence_line(ReceivedEvidence const& evidence) {
  Json const& payload = evidence.payload;
  std::string const kind(to_text(evidence.kind)), by = " by " + evidence.iss;
  if (!documents::is_of_hub(evidence.kind)) {
    bool const is_outcome = evidence.kind == documents::EvidenceKind::outcome;
    std::string const what = is_outcome ? payload.value("outcome", "") : kind;
    return what + by + text_after(", ", payload, "reason") + text_after(": ", payload, "text");
  }
  std::string line = "not " + kind.substr(4) + " in time:";
  for (std::string const& country : payload.value("silent", std::vector<std::string>())) line += ' ' + country;
  return line;
}

std::string consent_line(Json const& payload) {
  auto const text = [&payload](char const* before, char const* name) { return text_after(before, payload, name); };
  std::string const act = payload.value("act", "");
  bool const revokes = act == "revoke";
  std::string const verb = act == "request"  ? " asks for "
                           : act == "grant"  ? " grants "
                           : act == "refuse" ? " refuses "
                                             : " revokes ";
  return text("", "iss") + verb + text("", "notice") + text(revokes ? " from " : " to ", "to") +
         text(" until ", "until") + text(", purpose ", "purpose") + text(", code ", "code") +
         (payload.value("onward", false) ? ", may pass it on to its entities" : "") + text(": ", "reason");
}

}
