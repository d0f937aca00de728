#pragma once
// What this machine remembers of a log between two audits, and what is said when the log shows something else.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "gateway/cli/session.hpp"
#include "gateway/log/audit.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::cli {

/// What is known, and the right to change it: held until the end of the command.
struct LogMemory {
  std::filesystem::path file;
  FileLock lock;
  std::optional<follow::State> known;
};

/// Where this machine keeps what the command must not forget, by the rules of XDG.
[[nodiscard]] std::filesystem::path state_folder();
/// The same of logs.
[[nodiscard]] std::filesystem::path log_memory_folder();

/// One file for each log and key, whoever reads it: a hub that shows two bureaus on one machine two histories is
/// caught, too. Audits with entries have one of their own.
[[nodiscard]] std::filesystem::path log_memory_file(std::string const& origin, std::uint32_t key_id, bool entries);

/// `file`: empty for the log's own. Errors: config_invalid, also for a file of the other kind of audits; io.
[[nodiscard]] Result<LogMemory> open_memory(std::filesystem::path file, follow::SignedHead const& shown,
                                            std::span<log::NoteKey const> keys, bool entries);

/// Keeps both checkpoints where they are worth it, and says what to do. REQUIRES: something was known.
[[nodiscard]] Error objected(LogMemory const& memory, follow::SignedHead const& shown, follow::Objection why);

/// From the hub; to be verified. Errors: those of the hub; log_text_invalid.
[[nodiscard]] Result<log::Proof> fetch_consistency(Connection& connection, std::uint64_t from, std::uint64_t to);

/// That a tree is of the log that was audited on this machine. Empty: none was, of this origin. Errors: not_verified
/// when it is of another; those of the hub.
[[nodiscard]] Result<std::string> check_audited(Connection& connection, log::Checkpoint const& checkpoint,
                                                std::span<log::NoteKey const> keys);

/// The same of a checkpoint that claims to be the newest: it may not be older than what was audited here.
[[nodiscard]] Result<std::string> check_newest(Connection& connection, log::Checkpoint const& checkpoint,
                                               std::span<log::NoteKey const> keys);

}
