// huecry ack, delivered, reject, purge, dispute, outcome: what we say of one document that was sent to us, or of its
// recall (docs/notices.md, "Evidence").

#include <CLI/CLI.hpp>

#include "gateway/cli/choices.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/evidence.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::string id;
  std::uint32_t ver = 0;
  std::string desk, reason, outcome, text;
};

bool is_recall_of(Json const& item, Words const& words) {
  return item.value("kind", "") == "recall" && item.contains("object") && item.value("id", "") == words.id &&
         (words.ver == 0 || item.value("ver", 0U) == words.ver);
}

/// Of a withdrawn notice the hub shows nothing any more; its recall, the issuer's withdrawal, stays in the inbox.
Result<EvidenceItem> recall_of(Session const& session, Connection& connection, Words const& words) {
  HUECRY_TRY(Trust const trust, fetch_trust(connection, session.clock.now()));
  std::string const target = "/v1/inbox?limit=" + std::to_string(limits::inbox_page_items_max);
  std::optional<EvidenceItem> found;
  std::string after;
  for (bool more = true; more;) {
    HUECRY_TRY(Json const page, get_json(connection, target + after));
    HUECRY_TRY(Json const* const items, json::member_array(page, "items"));
    for (Json const& item : *items) {
      if (!is_recall_of(item, words)) continue;
      if (item.contains("document")) HUECRY_CHECK(trust.check(item, session.clock.now()));
      found = EvidenceItem{words.id, item.value("ver", 0U), item.value("object", "")};
    }
    if (auto const* const next = json::find(page, "next"); next != nullptr && !next->is_null())
      after = "&after=" + next->dump();
    more = page.value("more", false);
  }
  if (found) return *std::move(found);
  return Error(
      Errc::not_found,
      "no recall of " + words.id + " is in your inbox; what is in force is not purged: huecry notice show " + words.id);
}

/// The object digest is taken from the document as the hub shows it now, from a message of that name, or from a recall.
Result<EvidenceItem> item_of(Session const& session, Connection& connection, Words const& words) {
  auto item = evidence_item(connection, words.id, words.ver);
  if (item || item.error().code != Errc::not_found) return item;
  auto const message = get_json(connection, "/v1/messages/" + encoded(words.id));
  if (message) return EvidenceItem{words.id, 1, message->value("object", "")};
  auto recall = recall_of(session, connection, words);
  return recall ? recall : item;
}

/// Of what was sent to us, or of its recall.
enum class About : std::uint8_t { either, recall };

/// `line`: what follows the name of the document on the screen.
Result<> say(Session const& session, Words const& words, About about, EvidenceWords said, std::string const& line) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item,
             about == About::recall ? recall_of(session, connection, words) : item_of(session, connection, words));
  said.desk = words.desk;
  HUECRY_CHECK(send_evidence(session, connection, said, {item}));
  session.output().value({{"id", item.id}, {"ver", item.ver}, {"object", item.object}, {"kind", said.kind}});
  session.output().line(item.id + " version " + std::to_string(item.ver) + line, Tone::good);
  return ok();
}

Result<> acknowledge(Session const& session, Words const& words) {
  return say(session, words, About::either, {.kind = "acknowledged"}, " is acknowledged");
}

Result<> in_system(Session const& session, Words const& words) {
  return say(session, words, About::either, {.kind = "delivered"}, " is in your national system");
}

Result<> reject(Session const& session, Words const& words) {
  EvidenceWords said{.kind = "rejected", .reason = words.reason, .text = words.text};
  return say(session, words, About::either, std::move(said), " is rejected; its source is told");
}

Result<> say_outcome(Session const& session, Words const& words) {
  EvidenceWords said{.kind = "outcome", .outcome = words.outcome, .text = words.text};
  return say(session, words, About::either, std::move(said), ": its source is told, " + words.outcome);
}

/// Of what is in force it cannot be said; the hub refuses it, too.
Result<> purge(Session const& session, Words const& words) {
  return say(session, words, About::recall, {.kind = "purged"}, " is purged here");
}

Result<> dispute(Session const& session, Words const& words) {
  return say(
      session, words, About::recall, {.kind = "disputed", .text = words.text},
      ": its source is told; you owe the purge all the same, until it is done or the notice is given to you again");
}

}

void add_evidence(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  auto const add = [&](std::string const& name, std::string const& help, Work<Words, Result<>> work) {
    CLI::App* const made = command(&program, session, words, name, help, work);
    made->add_option("ID", words->id, "identifier of the notice")->required();
    made->add_option("--desk", words->desk, "the desk's reference");
    return made;
  };
  auto const of_version = [&](CLI::App* made) {
    made->add_option("--ver", words->ver, "version; the newest without it");
    return made;
  };
  of_version(add("delivered", "say that a notice is in your national system", in_system));
  of_version(add("ack", "acknowledge one notice, or its recall, for the desk", acknowledge));
  CLI::App* const rejecting = of_version(add("reject", "say that your gateway did not take a notice in", reject));
  rejecting->add_option("--reason", words->reason, "why")
      ->required()
      ->transform(one_of("reason", code_names("rejection_reason")));
  rejecting->add_option("--text", words->text, "in words, for the source");
  CLI::App* const ending = of_version(add("outcome", "say what came of a notice, without a hit", say_outcome));
  ending->add_option("CODE", words->outcome, "what came of it")
      ->required()
      ->transform(one_of("outcome", code_names("outcome")));
  ending->add_option("--text", words->text, "in words, for the source; needed of NOT_PURSUED");
  add("purge", "say that what was recalled is gone from every system of the country, those of its entities too", purge);
  add("dispute", "say why you do not purge what was recalled; you owe it all the same", dispute)
      ->add_option("--text", words->text, "why, for the source")
      ->required();
}

}
