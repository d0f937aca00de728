#include "gateway/cli/inbox_audit.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>

#include "gateway/cli/command.hpp"
#include "gateway/cli/files.hpp"
#include "gateway/cli/log_memory.hpp"
#include "gateway/cli/tables.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "gateway/log/sublog.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using Position = std::uint64_t;

struct Words {
  std::string state, received;
};

struct Withheld {
  Position position = 0;
  std::string standing;
};

/// What came through the inbox: the object where the item must be about that very entry, else nothing.
using Received = std::map<Position, std::string>;

struct Audit {
  Connection& connection;
  Output output;
  std::optional<follow::SublogState> known;
  follow::CommittedHead committed;
  follow::SublogChain chain{known};
  std::map<Position, std::string> shown{};  // what the inbox must have: position → object
  std::vector<Withheld> withheld{};

  [[nodiscard]] bool is_due(Position position) const {
    return position < committed.entry && (!known || position > known->entry);
  }
};

Error caught(std::string const& what) { return Error(Errc::not_verified, what); }

std::string first_target(std::string const& path, Audit const& audit) {
  std::string target = path + "?limit=" + std::to_string(limits::inbox_page_items_max);
  if (audit.known) target += "&after=" + std::to_string(audit.known->entry);
  return target;
}

/// All items of all pages up to the entry that commits. take(item) for each.
template <class Take>
Result<> read_pages(Audit& audit, std::string const& path, std::string_view what, Take take) {
  std::string target = first_target(path, audit);
  for (bool more = true; more;) {
    HUECRY_TRY(Json const page, get_json(audit.connection, target));
    HUECRY_TRY(Json const* const items, json::member_array(page, "items"));
    for (Json const& item : *items) HUECRY_CHECK(take(item));
    HUECRY_TRY(more, json::member_bool(page, "more"));
    HUECRY_TRY(auto const next, json::optional_integer(page, "next"));
    if (!next || *next < 0) break;
    target = path + "?limit=" + std::to_string(limits::inbox_page_items_max) + "&after=" + std::to_string(*next);
    more = more && audit.is_due(static_cast<Position>(*next) + 1);
    audit.output.progress(what, std::min<Position>(static_cast<Position>(*next), audit.committed.entry),
                          audit.committed.entry);
  }
  return ok();
}

Result<Position> position_of(Json const& item) {
  HUECRY_TRY(std::int64_t const position, json::member_integer(item, "position"));
  if (position < 0) return Error(Errc::json_invalid, "position: is negative");
  return static_cast<Position>(position);
}

Result<> take_entry(Audit& audit, Json const& item) {
  HUECRY_TRY(Position const position, position_of(item));
  if (!audit.is_due(position)) return ok();
  HUECRY_TRY(std::string const delivery, json::member_string(item, "delivery"));
  HUECRY_TRY(std::string const object, json::member_string(item, "object"));
  HUECRY_TRY(Digest const digest, digest_from_base64url(object));
  HUECRY_TRY(std::int64_t const batch, json::member_integer(item, "batch"));
  HUECRY_TRY(std::string standing, json::member_string(item, "standing"));
  auto const kind = delivery == "recall" ? log::SublogKind::recall : log::SublogKind::document;
  HUECRY_CHECK(audit.chain.add({position, kind, digest}, static_cast<Position>(batch)));
  if (standing == "shown")
    audit.shown.emplace(position, object);
  else
    audit.withheld.push_back({position, std::move(standing)});
  return ok();
}

/// A version that a publication brought, a recall and what the hub says by itself carry the object of another entry, or
/// none.
bool is_of_its_entry(Json const& item, std::string const& kind) {
  bool const first_hand = kind == "notice" || kind == "update" || kind == "diffusion" || kind == "consent" ||
                          kind == "decision" || kind == "hit" || kind == "evidence" || kind == "renew" ||
                          kind == "remark";
  return first_hand && !item.contains("entered");
}

Result<> take_received(Audit const& audit, Received& received, Json const& item) {
  HUECRY_TRY(Position const position, position_of(item));
  if (!audit.is_due(position)) return ok();
  HUECRY_TRY(std::string const kind, json::member_string(item, "kind"));
  HUECRY_TRY(auto const object, json::optional_string(item, "object"));
  received[position] = object && is_of_its_entry(item, kind) ? *object : std::string();
  return ok();
}

Result<Received> received_items(Audit& audit, std::string const& file) {
  Received received;
  if (file.empty()) {
    HUECRY_CHECK(read_pages(audit, "/v1/inbox", "inbox",
                            [&](Json const& item) { return take_received(audit, received, item); }));
    return received;
  }
  HUECRY_TRY(std::string const text, read_file(file, k_input_bytes_max));
  HUECRY_TRY(auto const lines, lines_of(text));
  for (std::string const& line : lines) {
    auto const item = read_json(line);
    Result<> const taken = item ? take_received(audit, received, *item) : Result<>(item.error());
    if (!taken)
      return Error(Errc::config_invalid, file + " holds no lines of huecry inbox --json: " + taken.error().detail);
  }
  return received;
}

/// It was shown when the list was read, and did not come: it may have been recalled in between, or the inbox waits for
/// a recall before it.
Result<> missing(Audit& audit, Position position) {
  for (Withheld const& item : audit.withheld)
    if (item.standing == "barred" && item.position < position)
      return Error(Errc::busy, "the inbox waits at item " + std::to_string(item.position) +
                                   ", which policy has closed, until its recall is made; audit again in a minute");
  std::string target = "/v1/inbox/entries?limit=1";
  if (position != 0) target += "&after=" + std::to_string(position - 1);
  HUECRY_TRY(Json const page, get_json(audit.connection, target));
  HUECRY_TRY(Json const* const items, json::member_array(page, "items"));
  std::string const standing = items->empty() ? "shown" : items->front().value("standing", "shown");
  if (standing == "shown") return caught("item " + std::to_string(position) + " was released to you, and has not come");
  audit.withheld.push_back({position, standing});
  return ok();
}

/// What was committed to, against what has come.
Result<> compare(Audit& audit, Received const& received) {
  for (auto const& [position, object] : audit.shown) {
    auto const came = received.find(position);
    if (came == received.end()) {
      HUECRY_CHECK(missing(audit, position));
      continue;
    }
    if (!came->second.empty() && came->second != object)
      return caught("item " + std::to_string(position) + " is not the document that the log has committed to");
  }
  for (auto const& [position, object] : received) {
    bool const was_withheld = std::ranges::any_of(
        audit.withheld, [at = position](Withheld const& withheld) { return withheld.position == at; });
    if (!audit.shown.contains(position) && !was_withheld)
      return caught("item " + std::to_string(position) + " has come, but was never committed to");
  }
  return ok();
}

Result<> check_head(Audit& audit) {
  log::SublogHead const computed = audit.chain.finish();
  log::SublogHead const& committed = audit.committed.head;
  if (computed == committed) return ok();
  std::string const since = audit.known ? "since entry " + std::to_string(audit.known->entry) : "from the beginning";
  if (computed.items != committed.items)
    return caught("the log commits to " + std::to_string(committed.items) + " items for you, the hub lists " +
                  std::to_string(computed.items) + " (read " + since + ")");
  return caught("the hub's list does not give the head that its log commits to (read " + since +
                "): an item is another, or in another place");
}

std::string reason_of(std::string const& standing) {
  if (standing == "barred") return "barred: policy or a suspension closes it now";
  if (standing == "damaged") return "damaged: the hub cannot read it any more; ask its source to send it again";
  return "over: recalled, replaced or settled since";
}

void report(Audit const& audit, std::string const& audited) {
  log::SublogHead const& head = audit.committed.head;
  std::uint64_t const before = audit.known ? audit.known->head.items : 0;
  Json withheld = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (Withheld const& item : audit.withheld) {
    withheld.push_back({{"position", item.position}, {"standing", item.standing}});
    rows.push_back({std::to_string(item.position), reason_of(item.standing)});
  }
  audit.output.value({{"items", head.items},
                      {"new", head.items - before},
                      {"head", to_base64url(head.digest)},
                      {"entry", audit.committed.entry},
                      {"withheld", std::move(withheld)}});
  if (!rows.empty()) audit.output.table({"POSITION", "RELEASED TO YOU, NOT SHOWN NOW"}, rows);
  audit.output.line(std::to_string(head.items) + " items were released to you, " + std::to_string(head.items - before) +
                        " of them since the last audit; all are accounted for by "
                        "entry " +
                        std::to_string(audit.committed.entry) + " of " + audit.committed.checkpoint.origin,
                    Tone::good);
  if (audited.empty()) audit.output.line("that this log is the one that others see: huecry log audit", Tone::dim);
}

Result<> check_goes_on(Audit const& audit, std::filesystem::path const& file) {
  if (!audit.known) return ok();
  bool const shorter =
      audit.committed.entry < audit.known->entry || audit.committed.head.items < audit.known->head.items;
  if (!shorter) return ok();
  return caught("the hub shows a sub-log of " + std::to_string(audit.committed.head.items) + " items, and of " +
                std::to_string(audit.known->head.items) + " it was seen before (" + file.string() +
                "): its store was put back, or it shows you another log");
}

Result<> audit_inbox(Session const& session, Words const& words) {
  HUECRY_TRY(Connection connection, connect(session));
  HUECRY_TRY(CountryCode const bureau, country_of(connection.profile));
  HUECRY_TRY(Trust const trust, fetch_trust(connection, session.clock.now()));
  HUECRY_TRY(auto const keys, trust.log_keys());
  HUECRY_TRY(std::string const proof, get_text(connection, "/v1/inbox/head"));
  HUECRY_TRY(auto committed, follow::committed_head(proof, bureau, keys));
  std::filesystem::path const file = words.state.empty()
                                         ? log_memory_folder() / (encoded(committed.checkpoint.origin) + "." +
                                                                  std::string(bureau.text()) + ".inbox.json")
                                         : std::filesystem::path(words.state);
  HUECRY_TRY(FileLock const lock, FileLock::take(file.string() + ".lock"));
  HUECRY_TRY(auto known, follow::load_sublog(file, bureau));
  Audit audit{connection, session.output(), known, std::move(committed)};
  HUECRY_CHECK(check_goes_on(audit, file));
  HUECRY_CHECK(
      read_pages(audit, "/v1/inbox/entries", "items", [&](Json const& item) { return take_entry(audit, item); }));
  HUECRY_CHECK(check_head(audit));
  HUECRY_TRY(Received const received, received_items(audit, words.received));
  HUECRY_CHECK(compare(audit, received));
  HUECRY_TRY(std::string const audited, check_audited(connection, audit.committed.checkpoint, keys));
  HUECRY_CHECK(follow::save_sublog(file, bureau, {audit.committed.head, audit.committed.entry}));
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
