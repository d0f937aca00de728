#include "gateway/cli/log_memory.hpp"

#include <cstdlib>

#include "gateway/cli/target.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/log/proof_lines.hpp"

namespace huecry::cli {
namespace {

/// Both notes beside the state, so that they can be shown; proof is never overwritten.
Result<std::filesystem::path> keep_both(LogMemory const& memory, follow::SignedHead const& shown,
                                        follow::Objection why) {
  std::filesystem::path file = memory.file;
  file += why == follow::Objection::two_roots ? ".two-roots" : ".denied";
  bool const kept = why == follow::Objection::two_roots && std::filesystem::exists(file);
  std::string const before = memory.known->head ? memory.known->head->note + '\n' : "";
  if (!kept) {
    HUECRY_CHECK(write_durably(file, before + shown.note));
  }
  return file;
}

}

std::filesystem::path state_folder() {
  char const* const state = std::getenv("XDG_STATE_HOME");  // NOLINT(concurrency-mt-unsafe): one thread
  char const* const home = std::getenv("HOME");             // NOLINT(concurrency-mt-unsafe): one thread
  bool const named = state != nullptr && *state != '\0';
  std::filesystem::path const base = named             ? std::filesystem::path(state)
                                     : home != nullptr ? std::filesystem::path(home) / ".local" / "state"
                                                       : std::filesystem::path(".");
  return base / "huecry";
}

std::filesystem::path log_memory_folder() { return state_folder() / "log"; }

std::filesystem::path log_memory_file(std::string const& origin, std::uint32_t key_id, bool entries) {
  Bytes id;
  for (int shift = 24; shift >= 0; shift -= 8) id.push_back(static_cast<std::uint8_t>(key_id >> shift));
  std::string const name = encoded(origin) + '+' + hex_encode(id);  // as the key's text begins
  return log_memory_folder() / (name + (entries ? ".entries.json" : ".json"));
}

namespace {

/// What is remembered of it under any of its keys; an audit of no entry tells nothing.
Result<std::optional<follow::State>> audited_log(std::string const& origin, std::span<log::NoteKey const> keys) {
  for (log::NoteKey const& key : keys) {
    if (key.name != origin) continue;
    HUECRY_TRY(auto known, follow::load_state(log_memory_file(origin, key.id, false), keys));
    if (known && known->head && known->range.size() != 0) return known;
  }
  return std::optional<follow::State>();
}

}

Result<LogMemory> open_memory(std::filesystem::path file, follow::SignedHead const& shown,
                              std::span<log::NoteKey const> keys, bool entries) {
  if (file.empty()) file = log_memory_file(shown.checkpoint.origin, shown.key_id, entries);
  std::filesystem::path lock_file = file;
  lock_file += ".lock";
  HUECRY_TRY(FileLock lock, FileLock::take(lock_file));
  HUECRY_TRY(auto known, follow::load_state(file, keys));
  if (known && known->entries.has_value() != entries)
    return Error(Errc::config_invalid,
                 file.string() +
                     (entries ? " is of audits without --entries, so that earlier entries were never read"
                              : " is of audits with --entries") +
                     "; name another file with --state");
  return LogMemory{std::move(file), std::move(lock), std::move(known)};
}

Error objected(LogMemory const& memory, follow::SignedHead const& shown, follow::Objection why) {
  std::string const size = std::to_string(shown.head().size);
  if (why == follow::Objection::older)
    return Error(Errc::not_verified,
                 "this is the log with " + size + " entries, and with " + std::to_string(memory.known->range.size()) +
                     " it was seen on " + memory.known->at +
                     ": a mirror that lags, or a hub whose store was put back; if it stays so, ask the hub's operator, "
                     "and compare with what other bureaus have seen");
  auto const kept = keep_both(memory, shown, why);
  std::string const where = kept ? kept->string() : "no file: " + kept.error().detail;
  if (why == follow::Objection::two_roots)
    return Error(
        Errc::not_verified,
        "the log has signed two histories with " + size + " entries. Both checkpoints stand in " + where +
            ": they prove it to anybody. Show them to the other bureaus, and believe nothing more of this log");
  return Error(Errc::not_verified,
               "the hashes that are handed out do not lead from what is known to the checkpoint of " + size +
                   " entries: a tile is damaged, or the log was changed. The checkpoints stand in " + where +
                   "; read it from elsewhere, and compare with what other bureaus have seen");
}

Result<log::Proof> fetch_consistency(Connection& connection, std::uint64_t from, std::uint64_t to) {
  std::string const target = "/v1/log/consistency?from=" + std::to_string(from) + "&to=" + std::to_string(to);
  HUECRY_TRY(std::string const lines, get_text(connection, target));
  return log::parse_proof_lines(lines);
}

Result<std::string> check_audited(Connection& connection, log::Checkpoint const& checkpoint,
                                  std::span<log::NoteKey const> keys) {
  HUECRY_TRY(auto const known, audited_log(checkpoint.origin, keys));
  if (!known) return std::string();
  log::TreeHead const audited = known->head->head(), shown = checkpoint.head;
  bool const later = shown.size >= audited.size;
  log::TreeHead const older = later ? audited : shown, newer = later ? shown : audited;
  log::Proof proof;
  if (older.size != newer.size) {
    HUECRY_TRY(proof, fetch_consistency(connection, older.size, newer.size));
  }
  if (!log::verify_consistency(older, newer, proof))
    return Error(Errc::not_verified,
                 "the receipt is of another tree than the log that was audited on " + known->at +
                     ": keep it (--save cannot be trusted with it), and compare with other bureaus");
  return "the log that was audited here, with " + std::to_string(audited.size) + " entries on " + known->at;
}

Result<std::string> check_newest(Connection& connection, log::Checkpoint const& checkpoint,
                                 std::span<log::NoteKey const> keys) {
  HUECRY_TRY(auto const known, audited_log(checkpoint.origin, keys));
  if (known && checkpoint.head.size < known->range.size())
    return Error(Errc::not_verified, "the hub shows the log with " + std::to_string(checkpoint.head.size) +
                                         " entries, and it was audited here on " + known->at + " with " +
                                         std::to_string(known->range.size()) + ": something is kept back");
  return check_audited(connection, checkpoint, keys);
}

}
