// huecry inbox: what has come, verified against the trust list.

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include "gateway/cli/evidence.hpp"
#include "gateway/cli/inbox_audit.hpp"
#include "gateway/cli/inbox_check.hpp"
#include "gateway/cli/inbox_lines.hpp"
#include "gateway/cli/message_tables.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using spool::Cursor;

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
  Trust const* trust;  // none with --unverified
  documents::Schemas const& schemas;
  ItemChecker checker;
  std::size_t seen = 0;
  std::size_t refused = 0;  // did not verify
  std::size_t acknowledged = 0;
  std::set<std::int64_t> ahead;  // taken out of their turn: they come again, and are not taken twice
};

/// One item as a line for a person; the whole item with --json.
void show_item(Reading const& reading, Json const& item, Checked const& checked) {
  auto const output = reading.session.output();
  if (output.as_json()) return output.value(with_inside(item, checked));
  if (checked.is_canary()) return;  // no officer's words, and answered by the gateway
  std::string const kind = item.value("kind", "");
  bool const wants_answer = kind == "recall" || kind == "consent" || kind == "decision" || kind == "hit" ||
                            kind == "evidence" || kind == "reminder" || kind == "damaged" || kind == "expired" ||
                            kind == "overdue";
  std::string const inside = checked.mail ? mail_line(*checked.mail) : std::string();
  output.line(item_line(reading.schemas, item, checked.signer, inside), wants_answer ? Tone::warning : Tone::plain);
  for (Json const& similar : item.value("similar", Json::array())) output.line(similar_text(similar), Tone::warning);
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

/// Whoever was sent another text must learn of it, and who has sent it, too. A complaint that does not come through
/// must not hide what comes after it.
void complain_of(Reading& reading, Json const& item, Error const& why) {
  auto const told = complain(reading.session, reading.connection, item, why.detail);
  reading.session.output().note(complaint_note(told));
}

Result<> take_page(Reading& reading, Json const& items) {
  EvidenceItems received;
  reading.checker.forget_keys();
  for (Json const& item : items) {
    if (reading.ahead.erase(item.value("position", std::int64_t{-1})) != 0) continue;
    auto const checked = reading.checker.check(item);
    if (!checked && is_ours(checked.error().code)) return checked.error();
    if (!checked) {
      refuse(reading, item, checked.error());
      if (mail::deserves_complaint(checked.error().code)) complain_of(reading, item, checked.error());
      continue;
    }
    show_item(reading, item, *checked);
    ++reading.seen;
    if (auto told = evidence_item(item, *checked)) add_item(received, *std::move(told));
  }
  // Evidence must not run ahead: what nobody could print, nobody has retrieved.
  HUECRY_CHECK(Output::flush());
  // Nor does anybody say that he has what he did not check.
  if (received.empty() || reading.trust == nullptr) return ok();
  HUECRY_CHECK(send_evidence(reading.session, reading.connection, {"retrieved"}, received));
  if (!reading.words.acknowledge) return ok();
  HUECRY_CHECK(send_evidence(reading.session, reading.connection, {"acknowledged", reading.words.desk}, received));
  reading.acknowledged += received.size();
  return ok();
}

std::string page_target(Words const& words, Cursor after) {
  std::string target = "/v1/inbox?limit=" + std::to_string(words.page);
  if (after) target += "&after=" + std::to_string(*after);
  return target;
}

std::string waiting_target(Words const& words, Cursor after) {
  std::size_t const wait = words.follow ? std::max<std::size_t>(words.wait_seconds, 30) : words.wait_seconds;
  return page_target(words, after) + (wait > 0 ? "&wait=" + std::to_string(wait) : "");
}

/// Flash and urgent messages that wait behind more than a page: first.
class Lane {
 public:
  explicit Lane(std::string urgency) : urgency_(std::move(urgency)) {}

  /// `after`: what was taken in its turn lies behind.
  Result<> take(Reading& reading, Cursor after) {
    after_ = std::max(after_, after);
    for (bool more = true; more;) {
      HUECRY_TRY(Json const page,
                 get_json(reading.connection, page_target(reading.words, after_) + "&prio=" + urgency_));
      HUECRY_CHECK(take_page(reading, items_of(page)));
      for (Json const& item : items_of(page)) reading.ahead.insert(item.value("position", std::int64_t{-1}));
      HUECRY_TRY(after_, next_of(page, after_));
      more = page.value("more", false);
    }
    return ok();
  }

 private:
  std::string urgency_;
  Cursor after_;
};

/// How a reading ended, and where the next begins.
Result<> conclude(Reading const& reading, Cursor after) {
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
  std::optional<Trust> trust;
  if (!words.unverified) {
    HUECRY_TRY(trust, fetch_trust(connection, session.clock.now()));
  }
  documents::Schemas const schemas;
  Trust const* const checks = trust ? &*trust : nullptr;
  Reading reading{session, words, connection, checks, schemas, {connection.profile, checks, schemas, session.clock},
                  0,       0,     0,          {}};
  Cursor after = words.after < 0 ? std::nullopt : Cursor(words.after);
  std::array<Lane, 2> lanes{Lane("flash"), Lane("urgent")};
  for (bool more = true; more || words.follow;) {
    // After the last page nothing waits, and each comes as soon as it is there.
    for (Lane& lane : lanes)
      if (more) HUECRY_CHECK(lane.take(reading, after));
    HUECRY_TRY(Json const page, get_json(connection, waiting_target(words, after)));
    HUECRY_CHECK(take_page(reading, items_of(page)));
    HUECRY_TRY(after, next_of(page, after));
    // What policy has closed since does not come again.
    if (after) reading.ahead.erase(reading.ahead.begin(), reading.ahead.upper_bound(*after));
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
