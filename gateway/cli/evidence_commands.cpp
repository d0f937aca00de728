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

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::string id;
  std::uint32_t ver = 0;
  std::string desk, code, text;
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
    for (Json const& item : page["items"]) {
      if (!is_recall_of(item, words)) continue;
      if (item.contains("document")) HUECRY_CHECK(trust.check(item, session.clock.now()));
      found = EvidenceItem{words.id, item.value("ver", 0U), item.value("object", "")};
    }
    if (!page["next"].is_null()) after = "&after=" + page["next"].dump();
    more = page.value("more", false);
  }
  if (found) return *std::move(found);
  return Error(Errc::not_found, "no recall of " + words.id + " is in your inbox");
}

/// The object digest is taken from the document as the hub shows it now, or from its recall.
Result<EvidenceItem> item_of(Session const& session, Connection& connection, Words const& words) {
  auto item = evidence_item(connection, words.id, words.ver);
  if (item || item.error().code != Errc::not_found) return item;
  auto recall = recall_of(session, connection, words);
  return recall ? recall : item;
}

void show(Session const& session, EvidenceItem const& item, std::string const& kind, std::string const& line) {
  session.output().value({{"id", item.id}, {"ver", item.ver}, {"object", item.object}, {"kind", kind}});
  session.output().line(line, Tone::good);
}

std::string name_of(EvidenceItem const& item) { return item.id + " version " + std::to_string(item.ver); }

Result<> acknowledge(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item, item_of(session, connection, words));
  HUECRY_CHECK(send_evidence(session, connection, {"acknowledged", words.desk}, {item}));
  show(session, item, "acknowledged", name_of(item) + " is acknowledged");
  return ok();
}

Result<> deliver(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item, item_of(session, connection, words));
  HUECRY_CHECK(send_evidence(session, connection, {"delivered", words.desk}, {item}));
  show(session, item, "delivered", name_of(item) + " is in your national system");
  return ok();
}

Result<> reject(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item, item_of(session, connection, words));
  HUECRY_CHECK(send_evidence(session, connection, {"rejected", words.desk, words.code, {}, words.text}, {item}));
  show(session, item, "rejected", name_of(item) + " is rejected; its source is told");
  return ok();
}

Result<> say_outcome(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item, item_of(session, connection, words));
  HUECRY_CHECK(send_evidence(session, connection, {"outcome", words.desk, {}, words.code, words.text}, {item}));
  show(session, item, "outcome", "the source of " + words.id + " is told: " + words.code);
  return ok();
}

/// Of what is in force it cannot be said; the hub refuses it, too.
Result<> purge(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item, recall_of(session, connection, words));
  HUECRY_CHECK(send_evidence(session, connection, {"purged", words.desk}, {item}));
  show(session, item, "purged", words.id + " is purged here");
  return ok();
}

Result<> dispute(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item, recall_of(session, connection, words));
  HUECRY_CHECK(send_evidence(session, connection, {"disputed", words.desk, {}, {}, words.text}, {item}));
  show(session, item, "disputed",
       "its source is told; until you purge " + words.id + ", or it is given to you again, you owe it");
  return ok();
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
  of_version(add("delivered", "say that a notice is in your national system", deliver));
  of_version(add("ack", "acknowledge one notice, or its recall, for the desk", acknowledge));
  CLI::App* const rejecting = of_version(add("reject", "say that your gateway did not take a notice in", reject));
  rejecting->add_option("--reason", words->code, "why")
      ->required()
      ->transform(one_of("reason", code_names("rejection_reason")));
  rejecting->add_option("--text", words->text, "in words, for the source");
  CLI::App* const ending = of_version(add("outcome", "say what came of a notice, without a hit", say_outcome));
  ending->add_option("CODE", words->code, "what came of it")
      ->required()
      ->transform(one_of("outcome", code_names("outcome")));
  ending->add_option("--text", words->text, "in words, for the source");
  add("purge", "say that what was recalled is gone from every system of the country, those of its entities too", purge);
  add("dispute", "say why you do not purge what was recalled; you owe it all the same", dispute)
      ->add_option("--text", words->text, "why, for the source")
      ->required();
}

}
