// huecry inbox: what has come, verified against the trust list.

#include <CLI/CLI.hpp>

#include <chrono>

#include "gateway/cli/evidence.hpp"
#include "gateway/cli/inbox_audit.hpp"
#include "gateway/cli/inbox_lines.hpp"
#include "gateway/cli/mailbox.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::cli {
namespace {

using json::Json;

struct Words {
  std::int64_t after = -1;
  std::size_t page = 100;
  std::size_t wait_seconds = 0;
  bool follow = false;
  bool acknowledge = false;
  bool unverified = false;
  std::string desk;
};

/// What one reading of the inbox needs.
struct Reading {
  Session const& session;
  Words const& words;
  Connection& connection;
  std::optional<Trust> trust;  // none with --unverified
  documents::Schemas schemas;
  std::optional<Mailbox> mailbox;  // opened with the first message
  std::size_t seen = 0;
  std::size_t refused = 0;  // did not verify
  std::size_t acknowledged = 0;
};

/// Who signed an item, and what is inside it if it is sealed.
struct Checked {
  std::string signer;
  std::optional<OpenedMail> mail;
};

Result<Checked> check_message(Reading& reading, Json const& item) {
  if (!reading.mailbox) {
    HUECRY_TRY(Mailbox mailbox, Mailbox::of(reading.connection.profile, *reading.trust, reading.schemas));
    reading.mailbox.emplace(std::move(mailbox));
  }
  HUECRY_TRY(OpenedMail mail, reading.mailbox->open(item, reading.session.clock.now()));
  std::string signer = mail.received.signer;
  return Checked{std::move(signer), std::move(mail)};
}

/// The issuer's signature over the document, so that nothing rests on the hub's word; over an edition the hub's. A
/// recall by exclusion has no document.
Result<Checked> check_strictly(Reading& reading, Json const& item) {
  std::string const kind = item.value("kind", "");
  bool const must_have =
      kind == "hit" || kind == "evidence" || kind == "message" || kind == "expired" || kind == "overdue";
  if (!reading.trust || (!must_have && !item.contains("document"))) return Checked();
  if (kind == "message") return check_message(reading, item);
  HUECRY_TRY(std::string signer, reading.trust->check(item, reading.session.clock.now()));
  return Checked{std::move(signer), {}};
}

/// A member of another type than it should have is the hub's fault, and must not end the reading of what comes after
/// it.
Result<Checked> check_item(Reading& reading, Json const& item) {
  try {
    return check_strictly(reading, item);
  } catch (Json::exception const& error) {
    return Error(Errc::not_verified, error.what());
  }
}

/// With what was sealed, for whoever reads on.
Json with_inside(Json item, Checked const& checked) {
  if (!checked.mail || !checked.mail->opened) return item;
  if (auto const payload = json::read(checked.mail->opened->payload)) item["message"] = *payload;
  return item;
}

/// One item as a line for a person; the whole item with --json.
void show_item(Reading const& reading, Json const& item, Checked const& checked) {
  auto const output = reading.session.output();
  if (output.as_json()) return output.value(with_inside(item, checked));
  std::string const kind = item.value("kind", "");
  bool const wants_answer = kind == "recall" || kind == "consent" || kind == "decision" || kind == "hit" ||
                            kind == "evidence" || kind == "reminder" || kind == "damaged" || kind == "expired" ||
                            kind == "overdue";
  std::string const inside = checked.mail ? mail_line(*checked.mail) : std::string();
  output.line(item_line(reading.schemas, item, checked.signer, inside), wants_answer ? Tone::warning : Tone::plain);
}

/// One bad item must not hide those behind it. It is not acknowledged; with --json it comes as it is, and says so.
void refuse(Reading& reading, Json item, Error const& why) {
  ++reading.refused;
  item["refused"] = {{"code", token_of(why.code)}, {"detail", why.detail}};
  reading.session.output().value(item);
  reading.session.output().line(std::to_string(item.value("position", 0)) + "  does not verify, do not act on it: " +
                                    std::string(token_of(why.code)) + ": " + why.detail,
                                Tone::bad);
}

/// The fault of this side: its keys, its files. It says nothing of the item, and will be mended.
bool is_ours(Errc code) { return code == Errc::key_unusable || code == Errc::config_invalid || code == Errc::io; }

/// Whoever was sent another text must learn of it, and who has sent it, too. A complaint that does not come through
/// must not hide what comes after it.
void complain_of(Reading& reading, Json const& item, Error const& why) {
  auto const told = complain(reading.session, reading.connection, item, why.detail);
  reading.session.output().note(told ? "its sender, and all to whom it was sent, are told"
                                     : "that could not be told to its sender: " + told.error().detail);
}

/// It came, and nobody here can say more of it.
bool is_closed(Checked const& checked) { return checked.mail && !checked.mail->opened; }

/// Of a hit on a notice of ours: that we have it starts the time limit of our answer.
bool is_report(Json const& item) { return item.value("kind", "") == "hit" && item.value("act", "") == "report"; }

Result<> take_page(Reading& reading, Json const& items) {
  EvidenceItems received;
  reading.mailbox.reset();  // certificates and keys may have been renewed
  for (Json const& item : items) {
    auto const checked = check_item(reading, item);
    if (!checked && is_ours(checked.error().code)) return checked.error();
    if (!checked) {
      refuse(reading, item, checked.error());
      if (mail::deserves_complaint(checked.error().code)) complain_of(reading, item, checked.error());
      continue;
    }
    show_item(reading, item, *checked);
    ++reading.seen;
    if (is_closed(*checked)) continue;  // what was not opened nobody has retrieved
    if (is_report(item))
      add_item(received, {item.value("hit", ""), 1, item.value("object", "")});
    else if (item.contains("object") && is_delivery(item.value("kind", "")))
      add_item(received, {item.value("id", ""), item.value("ver", 0U), item.value("object", "")});
  }
  // Evidence must not run ahead: what nobody could print, nobody has retrieved.
  HUECRY_CHECK(Output::flush());
  // Nor does anybody say that he has what he did not check.
  if (received.empty() || !reading.trust) return ok();
  HUECRY_CHECK(send_evidence(reading.session, reading.connection, {"retrieved"}, received));
  if (!reading.words.acknowledge) return ok();
  HUECRY_CHECK(send_evidence(reading.session, reading.connection, {"acknowledged", reading.words.desk}, received));
  reading.acknowledged += received.size();
  return ok();
}

std::string page_target(Words const& words, std::optional<std::int64_t> after) {
  std::string target = "/v1/inbox?limit=" + std::to_string(words.page);
  if (after) target += "&after=" + std::to_string(*after);
  std::size_t const wait = words.follow ? std::max<std::size_t>(words.wait_seconds, 30) : words.wait_seconds;
  if (wait > 0) target += "&wait=" + std::to_string(wait);
  return target;
}

/// How a reading ended, and where the next begins.
Result<> conclude(Reading const& reading, std::optional<std::int64_t> after) {
  auto const output = reading.session.output();
  std::size_t const all = reading.seen + reading.refused;
  if (all == 0) output.line("nothing new");
  if (reading.words.acknowledge) output.line(std::to_string(reading.acknowledged) + " acknowledged", Tone::good);
  if (after) output.line("next time: huecry inbox --after " + std::to_string(*after), Tone::dim);
  if (reading.refused == 0) return ok();
  return Error(Errc::not_verified, std::to_string(reading.refused) + " of " + std::to_string(all) +
                                       " items did not verify; tell the hub's operator their positions");
}

Result<> read_inbox(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  Reading reading{session, words, connection, {}, documents::Schemas(), {}};
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
  return conclude(reading, after);
}

}

void add_inbox(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const inbox =
      program.add_subcommand("inbox", "read what was released to you; each document's signature is checked");
  inbox->add_option("--after", words->after, "position after which to begin; from the beginning without it");
  inbox->add_option("--page", words->page, "items to fetch and confirm at once; all are read, page by page")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, limits::inbox_page_items_max));
  inbox->add_option("--wait", words->wait_seconds, "seconds to wait for the first item")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{std::chrono::seconds(limits::long_poll_max).count()}));
  inbox->add_flag("-f,--follow", words->follow, "stay and print what comes");
  inbox->add_flag("--ack", words->acknowledge, "acknowledge for the desk what was read");
  inbox->add_option("--desk", words->desk, "the desk's reference, with --ack");
  inbox->add_flag("--unverified", words->unverified, "do not check signatures, and confirm nothing (diagnosis only)");
  add_inbox_audit(*inbox, session);
  inbox->callback([&session, words, inbox] {
    if (inbox->get_subcommands().empty()) run(session, [&] { return read_inbox(session, *words); });
  });
}

}
