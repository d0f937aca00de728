#include "gateway/cli/inbox_audit.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "gateway/cli/command.hpp"
#include "gateway/cli/due_item.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/log_memory.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "gateway/log/sublog.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/log/hash.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using Position = std::uint64_t;

struct Words {
  std::string state, received;
};

struct Audit {
  Connection& connection;
  Output output;
  std::optional<follow::SublogState> known;
  follow::CommittedHead committed;
  bool stored;  // what came is read from a file, not from the hub
  follow::SublogChain chain{known};
  std::map<Position, DueItem> due{};           // what must have come
  std::map<Position, std::string> withheld{};  // released, and not shown now: why
  std::set<Position> came{};

  /// Neither audited before nor behind the entry that commits.
  [[nodiscard]] bool covers(Position position) const {
    return position < committed.entry && (!known || position > known->entry);
  }
};

Error caught(Position position, std::string const& what) {
  return Error(Errc::not_verified, "item " + std::to_string(position) + " " + what);
}

Result<Position> position_of(Json const& item) {
  HUECRY_TRY(std::int64_t const position, json::member_integer(item, "position"));
  if (position < 0) return Error(Errc::json_invalid, "position: is negative");
  return static_cast<Position>(position);
}

/// Where the next page begins; nullopt: there is none. It must lead on, or the reading would never end.
Result<std::optional<Position>> next_of(Json const& page, std::optional<Position> after) {
  HUECRY_TRY(bool const more, json::member_bool(page, "more"));
  if (!more || !page.contains("next") || page["next"].is_null()) return std::optional<Position>();
  HUECRY_TRY(std::int64_t const next, json::member_integer(page, "next"));
  if (next < 0 || (after && static_cast<Position>(next) <= *after))
    return Error(Errc::not_verified, "the hub's pages do not lead on from " + std::to_string(next));
  return std::optional(static_cast<Position>(next));
}

/// All items of all pages up to the entry that commits. take(item) for each.
template <class Take>
Result<> read_pages(Audit& audit, std::string const& path, std::string_view what, Take take) {
  std::optional<Position> after;
  if (audit.known) after = audit.known->entry;
  for (bool more = true; more;) {
    std::string const from = after ? "&after=" + std::to_string(*after) : "";
    std::string target = path + "?limit=" + std::to_string(limits::inbox_page_items_max);
    target += from;
    HUECRY_TRY(Json const page, get_json(audit.connection, target));
    HUECRY_TRY(Json const* const items, json::member_array(page, "items"));
    for (Json const& item : *items) HUECRY_CHECK(take(item));
    HUECRY_TRY(auto const next, next_of(page, after));
    more = next && *next + 1 < audit.committed.entry;
    after = next;
    Position const done = next ? std::min(*next, audit.committed.entry) : audit.committed.entry;
    audit.output.progress(what, done, audit.committed.entry);
  }
  return ok();
}

Result<DueItem> due_of(Json const& item, log::SublogKind kind, Digest const& leaf_hash) {
  HUECRY_TRY(std::string const text, json::member_string(item, "entry"));
  HUECRY_TRY(Bytes const bytes, base64_decode(text));
  if (log::leaf_hash(bytes) != leaf_hash) return Error(Errc::not_verified, "the hub shows another entry than it lists");
  HUECRY_TRY(log::Leaf leaf, log::parse_leaf(as_text(bytes)));
  return DueItem{kind, std::move(leaf)};
}

Result<> take_entry(Audit& audit, Json const& item) {
  HUECRY_TRY(Position const position, position_of(item));
  if (!audit.covers(position)) return ok();
  HUECRY_TRY(std::string const delivery, json::member_string(item, "delivery"));
  HUECRY_TRY(std::string const hash, json::member_string(item, "leaf"));
  HUECRY_TRY(Digest const leaf, digest_from_base64url(hash));
  HUECRY_TRY(std::int64_t const batch, json::member_integer(item, "batch"));
  HUECRY_TRY(std::string standing, json::member_string(item, "standing"));
  auto const kind = delivery == "recall" ? log::SublogKind::recall : log::SublogKind::document;
  HUECRY_CHECK(audit.chain.add({position, kind, leaf}, static_cast<Position>(batch)));
  if (standing != "shown") {
    audit.withheld.emplace(position, std::move(standing));
    return ok();
  }
  HUECRY_TRY(DueItem due, due_of(item, kind, leaf));
  audit.due.emplace(position, std::move(due));
  return ok();
}

/// One that came. What is damaged is told by its position alone, and is no item.
Result<> take_received(Audit& audit, Json const& item) {
  HUECRY_TRY(Position const position, position_of(item));
  if (audit.stored && position > audit.committed.entry)
    return caught(position, "had come before the log's newest checkpoint, which does not commit to it");
  if (!audit.covers(position)) return ok();
  auto const due = audit.due.find(position);
  bool const withheld = audit.withheld.contains(position);
  if (due == audit.due.end() && !withheld) return caught(position, "has come, but was never committed to");
  HUECRY_TRY(std::string const kind, json::member_string(item, "kind"));
  if (kind == "damaged") return ok();
  audit.came.insert(position);
  std::string const fault = due == audit.due.end() ? std::string() : fault_of(due->second, item);
  return fault.empty() ? ok() : Result<>(caught(position, fault));
}

Result<> read_received(Audit& audit, std::string const& file) {
  if (file.empty())
    return read_pages(audit, "/v1/inbox", "inbox", [&](Json const& item) { return take_received(audit, item); });
  HUECRY_TRY(std::string const text, read_file(file, k_input_bytes_max));
  std::vector<std::string> lines;
  if (!text.empty()) {
    HUECRY_TRY(lines, lines_of(text));
  }
  for (std::string const& line : lines) {
    auto const item = read_json(line);
    if (!item || !item->contains("position"))
      return Error(Errc::config_invalid, file + " holds something else than lines of huecry inbox --json");
    HUECRY_CHECK(take_received(audit, *item));
  }
  return ok();
}

/// What the hub says of it now. Errors: json_invalid.
Result<std::string> standing_now(Audit& audit, Position position) {
  std::string target = "/v1/inbox/entries?limit=1";
  if (position != 0) target += "&after=" + std::to_string(position - 1);
  HUECRY_TRY(Json const page, get_json(audit.connection, target));
  HUECRY_TRY(Json const* const items, json::member_array(page, "items"));
  if (items->empty()) return std::string("shown");
  HUECRY_TRY(Position const at, position_of(items->front()));
  if (at != position) return std::string("shown");
  return json::member_string(items->front(), "standing");
}

/// The inbox waits for the recall of an item that policy has closed; then nothing behind it has come.
std::optional<Position> waits_at(Audit const& audit, Position position) {
  if (audit.stored) return std::nullopt;
  for (auto const& [at, standing] : audit.withheld)
    if (at < position && standing == "barred" && audit.came.upper_bound(at) == audit.came.end()) return at;
  return std::nullopt;
}

/// It was shown when the list was read, and did not come: perhaps it was recalled in between.
Result<> check_missing(Audit& audit, Position position) {
  if (auto const at = waits_at(audit, position))
    return Error(Errc::busy, "the inbox waits at item " + std::to_string(*at) +
                                 ", which policy has closed, until its recall is made; audit again in a minute");
  HUECRY_TRY(std::string standing, standing_now(audit, position));
  if (standing == "shown") return caught(position, "was released to you, and has not come");
  audit.withheld.emplace(position, std::move(standing));
  return ok();
}

Result<> check_all_came(Audit& audit) {
  for (auto const& [position, due] : audit.due)
    if (!audit.came.contains(position)) HUECRY_CHECK(check_missing(audit, position));
  return ok();
}

Result<> check_head(Audit& audit) {
  log::SublogHead const computed = audit.chain.finish();
  log::SublogHead const& committed = audit.committed.head;
  if (computed == committed) return ok();
  std::string const since = audit.known ? "since entry " + std::to_string(audit.known->entry) : "from the beginning";
  if (computed.items != committed.items)
    return Error(Errc::not_verified, "the log commits to " + std::to_string(committed.items) +
                                         " items for you, the hub lists " + std::to_string(computed.items) + " (read " +
                                         since + ")");
  return Error(Errc::not_verified, "the hub's list does not give the head that its log commits to (read " + since +
                                       "): an item is another, or in another place");
}

std::string reason_of(std::string const& standing) {
  if (standing == "barred") return "barred: policy or a suspension closes it now";
  if (standing == "damaged") return "damaged: the hub cannot read it any more; ask its source to send it again";
  return "over: recalled, replaced or settled since";
}

void report(Audit const& audit, std::string const& audited) {
  log::SublogHead const& head = audit.committed.head;
  std::uint64_t const fresh = head.items - (audit.known ? audit.known->head.items : 0);
  std::string const at = iso_time(audit.committed.received);
  Json withheld = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (auto const& [position, standing] : audit.withheld) {
    withheld.push_back({{"position", position}, {"standing", standing}});
    rows.push_back({std::to_string(position), reason_of(standing)});
  }
  audit.output.value({{"items", head.items},
                      {"new", fresh},
                      {"head", to_base64url(head.digest)},
                      {"entry", audit.committed.entry},
                      {"at", at},
                      {"withheld", std::move(withheld)}});
  if (!rows.empty()) audit.output.table({"POSITION", "RELEASED TO YOU, NOT SHOWN NOW"}, rows);
  audit.output.line(std::to_string(head.items) + " items were released to you until " + shown_time(at) + ", " +
                        std::to_string(fresh) + " of them since the last audit; entry " +
                        std::to_string(audit.committed.entry) + " of " + audit.committed.checkpoint.origin +
                        " accounts for all",
                    Tone::good);
  if (audited.empty()) audit.output.line("that this log is the one that others see: huecry log audit", Tone::dim);
}

Result<> check_goes_on(Audit const& audit, std::filesystem::path const& file) {
  if (!audit.known) return ok();
  if (audit.known->stored != audit.stored)
    return Error(Errc::config_invalid, file.string() + " is of audits " + (audit.known->stored ? "with" : "without") +
                                           " --received; name another file with --state");
  bool const shorter =
      audit.committed.entry < audit.known->entry || audit.committed.head.items < audit.known->head.items;
  if (!shorter) return ok();
  return Error(Errc::not_verified, "the hub shows a sub-log of " + std::to_string(audit.committed.head.items) +
                                       " items, and of " + std::to_string(audit.known->head.items) +
                                       " it was seen before (" + file.string() +
                                       "): its store was put back, or it shows you another log");
}

std::filesystem::path memory_of(std::string const& origin, CountryCode bureau, Words const& words) {
  if (!words.state.empty()) return words.state;
  std::string const kind = words.received.empty() ? ".inbox.json" : ".received.json";
  return log_memory_folder() / (encoded(origin) + "." + std::string(bureau.text()) + kind);
}

Result<> audit_inbox(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(CountryCode const bureau, country_of(connection.profile));
  HUECRY_TRY(Trust const trust, fetch_trust(connection, session.clock.now()));
  HUECRY_TRY(auto const keys, trust.log_keys());
  HUECRY_TRY(std::string const proof, get_text(connection, "/v1/inbox/head"));
  HUECRY_TRY(auto committed, follow::committed_head(proof, bureau, keys));
  std::filesystem::path const file = memory_of(committed.checkpoint.origin, bureau, words);
  HUECRY_TRY(FileLock const lock, FileLock::take(file.string() + ".lock"));
  HUECRY_TRY(auto known, follow::load_sublog(file, bureau));
  Audit audit{connection, session.output(), known, std::move(committed), !words.received.empty()};
  HUECRY_CHECK(check_goes_on(audit, file));
  HUECRY_TRY(std::string const audited, check_newest(connection, audit.committed.checkpoint, keys));
  HUECRY_CHECK(
      read_pages(audit, "/v1/inbox/entries", "items", [&](Json const& item) { return take_entry(audit, item); }));
  HUECRY_CHECK(check_head(audit));
  HUECRY_CHECK(read_received(audit, words.received));
  HUECRY_CHECK(check_all_came(audit));
  HUECRY_CHECK(follow::save_sublog(file, bureau, {audit.committed.head, audit.committed.entry, audit.stored}));
  report(audit, audited);
  return ok();
}

}

void add_inbox_audit(CLI::App& inbox, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const audit =
      command(&inbox, session, words, "audit",
              "see that nothing that was released to you is missing, and nothing was put in later", audit_inbox);
  audit->add_option("--received", words->received,
                    "what your system has stored, lines of huecry inbox --json; without it the inbox is read again");
  audit->add_option("--state", words->state, "where to remember what was seen; one file for each bureau without it");
}

}
