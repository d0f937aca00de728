// huecry inbox and huecry ack: what has come, verified against the trust list, and what we say about it.

#include <CLI/CLI.hpp>

#include "gateway/cli/evidence.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::int64_t after = -1;
  std::size_t limit = 100;
  std::size_t wait_seconds = 0;
  bool follow = false;
  bool acknowledge = false;
  bool unverified = false;
  std::string id;
  std::uint32_t ver = 0;
  std::string desk;
};

/// What follows an item's name: who signed, and of an edition what is missing.
std::string words_about(Json const& item, std::string const& signer) {
  std::string const edition = edition_text(item.value("missing", std::vector<std::string>()));
  return (signer.empty() ? "" : "  signed by " + signer) + (edition.empty() ? "" : "  " + edition);
}

/// "DE asks for FR-1, purpose WANTED", "FR grants FR-1 to DE until 2027-03-01T00:00:00Z".
std::string consent_text(Json const& item) {
  auto const document = envelope::parse_container(json::write(item.at("document")), envelope::DocumentType::consent,
                                                  limits::document_bytes_max);
  auto const payload = document ? read_json(document->payload()) : Result<Json>(document.error());
  if (!payload) return "unreadable: " + payload.error().detail;
  auto const text = [&](char const* before, char const* name) {
    return payload->contains(name) ? before + payload->value(name, "") : std::string();
  };
  std::string const act = payload->value("act", "");
  std::string const verb = act == "request"  ? "asks for"
                           : act == "grant"  ? "grants"
                           : act == "refuse" ? "refuses"
                                             : "revokes";
  return text("", "iss") + " " + verb + " " + text("", "notice") + text(" to ", "to") + text(" until ", "until") +
         text(", purpose ", "purpose") + text(", code ", "code") + text(": ", "reason");
}

/// One item as a line for a person; the whole item with --json.
void show_item(Output const& output, Json const& item, std::string const& signer) {
  output.value(item);
  std::string const kind = item.value("kind", "");
  std::string time = item.value("received", "").substr(0, 19);
  if (time.size() > 10) time[10] = ' ';
  std::string const what = kind == "consent"
                               ? consent_text(item)
                               : item.value("id", "") + " version " + std::to_string(item.value("ver", 0));
  output.line(
      std::to_string(item.value("position", 0)) + "  " + time + "  " + kind + "  " + what + words_about(item, signer),
      kind == "recall" || kind == "consent" ? Tone::warning : Tone::plain);
}

/// What one reading of the inbox needs.
struct Reading {
  Session const& session;
  Words const& words;
  Connection& connection;
  std::optional<Trust> trust;  // none with --unverified
  std::size_t seen = 0;
  std::size_t refused = 0;  // did not verify
};

/// The issuer's signature over the document, so that nothing rests on the hub's word; over an edition the hub's. A
/// recall by exclusion has no document.
Result<std::string> check_item(Reading const& reading, Json const& item) {
  if (!reading.trust || !item.contains("document")) return std::string();
  return reading.trust->check(item, reading.session.clock.now());
}

/// One bad item must not hide those behind it. It is neither shown nor acknowledged.
void refuse(Reading& reading, Json const& item, Error const& why) {
  ++reading.refused;
  reading.session.output().line(std::to_string(item.value("position", 0)) + "  does not verify, do not act on it: " +
                                    std::string(token_of(why.code)) + ": " + why.detail,
                                Tone::bad);
}

Result<> take_page(Reading& reading, Json const& items) {
  EvidenceItems received;
  for (Json const& item : items) {
    auto const signer = check_item(reading, item);
    if (!signer) {
      refuse(reading, item, signer.error());
      continue;
    }
    show_item(reading.session.output(), item, *signer);
    ++reading.seen;
    if (item.contains("object") && item.value("kind", "") != "consent")
      add_item(received, {item.value("id", ""), item.value("ver", 0U), item.value("object", "")});
  }
  // Evidence must not run ahead: what nobody could print, nobody has retrieved.
  HUECRY_CHECK(Output::flush());
  if (received.empty()) return ok();
  HUECRY_CHECK(send_evidence(reading.session, reading.connection, "retrieved", received, ""));
  if (reading.words.acknowledge)
    HUECRY_CHECK(send_evidence(reading.session, reading.connection, "acknowledged", received, reading.words.desk));
  return ok();
}

std::string page_target(Words const& words, std::optional<std::int64_t> after) {
  std::string target = "/v1/inbox?limit=" + std::to_string(words.limit);
  if (after) target += "&after=" + std::to_string(*after);
  std::size_t const wait = words.follow ? std::max<std::size_t>(words.wait_seconds, 30) : words.wait_seconds;
  if (wait > 0) target += "&wait=" + std::to_string(wait);
  return target;
}

Result<> read_inbox(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  Reading reading{session, words, connection, {}};
  if (!words.unverified) {
    HUECRY_TRY(reading.trust, fetch_trust(connection, session.clock.now()));
  }
  std::optional<std::int64_t> after = words.after < 0 ? std::nullopt : std::optional(words.after);
  for (bool more = true; more || words.follow;) {
    HUECRY_TRY(auto const response, expect_success(connection.hub->get(page_target(words, after))));
    HUECRY_TRY(Json const page, json::read(response.body, {}));
    HUECRY_CHECK(take_page(reading, page["items"]));
    if (!page["next"].is_null()) after = page["next"].get<std::int64_t>();
    more = page.value("more", false);
  }
  if (reading.seen + reading.refused == 0) session.output().line("nothing new");
  if (after) session.output().line("next time: huecry inbox --after " + std::to_string(*after), Tone::dim);
  if (reading.refused == 0) return ok();
  return Error(Errc::signature_invalid, std::to_string(reading.refused) + " of " +
                                            std::to_string(reading.seen + reading.refused) +
                                            " items did not verify; tell the hub's operator their positions");
}

/// The object digest is taken from the document as the hub shows it now, after its signature was checked.
Result<> acknowledge(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(EvidenceItem const item, evidence_item(connection, words.id, words.ver));
  HUECRY_CHECK(send_evidence(session, connection, "acknowledged", {item}, words.desk));
  session.output().line(words.id + " version " + std::to_string(item.ver) + " is acknowledged", Tone::good);
  return ok();
}

}

void add_inbox(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const inbox =
      program.add_subcommand("inbox", "read what was released to you; each document's signature is checked");
  inbox->add_option("--after", words->after, "position after which to begin; from the beginning without it");
  inbox->add_option("--limit", words->limit, "items of a page")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, limits::inbox_page_items_max));
  inbox->add_option("--wait", words->wait_seconds, "seconds to wait for the first item");
  inbox->add_flag("-f,--follow", words->follow, "stay and print what comes");
  inbox->add_flag("--ack", words->acknowledge, "acknowledge for the desk what was read");
  inbox->add_option("--desk", words->desk, "the desk's reference, with --ack");
  inbox->add_flag("--unverified", words->unverified, "do not check signatures (diagnosis only)");
  inbox->callback([&session, words] { run(session, [&] { return read_inbox(session, *words); }); });

  CLI::App* const ack = program.add_subcommand("ack", "acknowledge one notice for the desk");
  ack->add_option("ID", words->id)->required();
  ack->add_option("--ver", words->ver, "version; the newest without it");
  ack->add_option("--desk", words->desk, "the desk's reference");
  ack->callback([&session, words] { run(session, [&] { return acknowledge(session, *words); }); });
}

}
