// huecry log: the hub's log as anybody can check it, from the hub or from a mirror of it.

#include <CLI/CLI.hpp>

#include "gateway/cli/command.hpp"
#include "gateway/cli/log_key.hpp"
#include "gateway/cli/log_memory.hpp"
#include "gateway/cli/target.hpp"
#include "gateway/cli/trust.hpp"
#include "gateway/log/audit.hpp"
#include "gateway/log/entries.hpp"
#include "gateway/log/folder.hpp"
#include "gateway/log/mirror.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using follow::Fetch;
using json::Json;

struct Words {
  std::string from, vkey, state, folder;
  bool entries = false;
};

/// A log, and the keys that count for it. The connection is empty for one that is read from a folder.
struct Log {
  std::shared_ptr<Connection> connection;
  Fetch fetch;
  std::vector<log::NoteKey> keys;
};

Fetch fetch_from(std::shared_ptr<Connection> connection) {
  return [connection = std::move(connection)](std::string const& path) {
    return get_text(*connection, "/v1/log/" + path);
  };
}

Result<Log> open(Session const& session, Words const& words) {
  Log log;
  if (!words.vkey.empty()) {
    HUECRY_TRY(log::NoteKey key, log_key_of(words.vkey));
    log.keys.push_back(std::move(key));
  }
  if (!words.from.empty()) {
    if (log.keys.empty())
      return Error(Errc::config_invalid, "name the log's key with --vkey: nobody vouches for a folder");
    if (!std::filesystem::exists(std::filesystem::path(words.from) / "checkpoint"))
      return Error(Errc::config_invalid, words.from + " is no mirror of a log: there is no checkpoint in it");
    log.fetch = follow::fetch_from(words.from);
    return log;
  }
  HUECRY_TRY(Connection connection, connect(session));
  log.connection = std::make_shared<Connection>(std::move(connection));
  log.fetch = fetch_from(log.connection);
  if (!log.keys.empty()) return log;
  HUECRY_TRY(Trust const trust, fetch_trust(*log.connection, session.clock.now()));
  HUECRY_TRY(log.keys, trust.log_keys());
  return log;
}

/// The log that is there now, by a key that counts.
Result<follow::SignedHead> head_of(Log const& log) {
  HUECRY_TRY(std::string note, log.fetch("checkpoint"));
  return follow::open_head(std::move(note), log.keys);
}

Json counts_of(follow::Entries const& entries) {
  Json counts = Json::object();
  for (std::size_t i = 0; i < log::k_leaf_kinds; ++i) {
    auto const kind = static_cast<log::LeafKind>(i);
    if (entries.of(kind) != 0) counts[std::string(to_text(kind))] = entries.of(kind);
  }
  return counts;
}

void report(Output const& output, LogMemory const& memory, follow::State const& now, follow::Entries const* entries) {
  log::Checkpoint const& checkpoint = now.head->checkpoint;
  bool const continues = memory.known && memory.known->head;
  std::uint64_t const before = continues ? memory.known->range.size() : 0;
  std::string const size = std::to_string(checkpoint.head.size);
  Json value{{"origin", checkpoint.origin},
             {"size", checkpoint.head.size},
             {"root", base64_encode(checkpoint.head.root.view())},
             {"known", before},
             {"new", checkpoint.head.size - before},
             {"state", memory.file.string()}};
  if (entries != nullptr) value["entries"] = counts_of(*entries);
  output.value(value);
  output.line(checkpoint.origin + " holds: the hashes of its entries give the root that is signed for " + size,
              Tone::good);
  output.line(continues
                  ? "it continues the log as it was on " + memory.known->at + ", with " + std::to_string(before) +
                        " entries: nothing of that was changed or taken out"
                  : "nothing was known of this log before; from now on it is remembered in " + memory.file.string());
  if (entries == nullptr || entries->all() == 0) return;
  std::vector<std::vector<std::string>> rows;
  Json const counts = counts_of(*entries);
  for (auto const& [kind, count] : counts.items()) rows.push_back({kind, count.dump()});
  output.table({"KIND", "NEW ENTRIES"}, rows);
}

Result<> audit(Session const& session, Words const& words) {
  HUECRY_TRY(Log const log, open(session, words));
  HUECRY_TRY(follow::SignedHead const shown, head_of(log));
  HUECRY_TRY(LogMemory const memory, open_memory(words.state, shown, log.keys, words.entries));
  Output const output = session.output();
  follow::Entries entries(log.fetch, memory.known ? memory.known->entries.value_or(UnixMillis()) : UnixMillis());
  follow::Auditor auditor{.fetch = log.fetch, .clock = session.clock, .on_leaves = {}, .keep = {}};
  auditor.on_leaves = [&](follow::Leaves const& leaves) -> Result<> {
    output.progress("entries", leaves.end(), shown.head().size);
    return words.entries ? entries.check(leaves) : ok();
  };
  // Entries are checked in one go: what an unproved walk has read of them says nothing.
  if (!words.entries) auditor.keep = [&](follow::State const& state) { return follow::save_state(memory.file, state); };
  HUECRY_TRY(auto audited, follow::audit(auditor, shown, memory.known));
  if (audited.objection && memory.known) return objected(memory, shown, *audited.objection);
  if (audited.objection)
    return Error(Errc::not_verified, "the hashes that are handed out do not give the root that is signed for " +
                                         std::to_string(shown.head().size) + " entries; read the log from elsewhere");
  if (words.entries) audited.state.entries = entries.last();
  HUECRY_CHECK(follow::save_state(memory.file, audited.state));
  report(output, memory, audited.state, words.entries ? &entries : nullptr);
  return ok();
}

Result<> mirror(Session const& session, Words const& words) {
  HUECRY_TRY(Log const log, open(session, words));
  Output const output = session.output();
  HUECRY_TRY(auto const head, follow::mirror(words.folder, log.fetch, log.keys,
                                             [&](auto done, auto all) { output.progress("entries", done, all); }));
  output.value({{"origin", head.checkpoint.origin}, {"size", head.head().size}, {"folder", words.folder}});
  output.line(words.folder + " mirrors " + head.checkpoint.origin + ", " + std::to_string(head.head().size) +
                  " entries; anybody with the log's key can check it: huecry log audit --from " + words.folder +
                  " --vkey KEY",
              Tone::good);
  return ok();
}

Result<> checkpoint(Session const& session, Words const& words) {
  HUECRY_TRY(Log const log, open(session, words));
  HUECRY_TRY(auto const head, head_of(log));
  session.output().value({{"checkpoint", head.note}});
  if (!session.as_json) Output::raw(head.note);
  return ok();
}

}

void add_log(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group = program.add_subcommand("log", "the hub's log: that nothing in it was changed or taken out");
  group->require_subcommand(1);
  CLI::App* const audit_command =
      command(group, session, words, "audit",
              "read each entry's hash since the last audit, and see that they give the root that is signed", audit);
  CLI::App* const mirror_command =
      command(group, session, words, "mirror", "copy the log's hashes into a folder, which anybody can check", mirror);
  CLI::App* const checkpoint_command =
      command(group, session, words, "checkpoint", "the newest checkpoint, a signed note", checkpoint);
  for (CLI::App* const each : {audit_command, mirror_command, checkpoint_command})
    each->add_option("--vkey", words->vkey, "the log's key, or a file with it; the trust list's without it");
  for (CLI::App* const each : {audit_command, checkpoint_command})
    each->add_option("--from", words->from, "a folder with a mirror of the log; no hub is asked");
  audit_command->add_option("--state", words->state,
                            "where to remember what was seen; one file for each log without it");
  audit_command->add_flag("--entries", words->entries, "for auditors: read the entries too, and check each");
  mirror_command->add_option("FOLDER", words->folder, "where to; what is there already is brought up to date")
      ->required();
}

}
