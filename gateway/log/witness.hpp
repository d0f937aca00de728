#pragma once
// A witness (C2SP tlog-witness): cosigns a log's checkpoints, each only when it is proved to continue the one before.
// Two histories of one log never both get its signature.
//
// Folder: one folder for each log, named by the hexadecimal SHA-256 of its origin, with `checkpoint`, the newest one,
// with the lines of the log and of the witness; and, where a log has signed two roots of one size, `two-roots`, both
// notes.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/log/signed_head.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/log/add_checkpoint.hpp"
#include "protocol/log/note_signer.hpp"

namespace huecry::follow {

/// As HTTP has it: 200 with lines, 409 with the size that the witness has, or why not.
struct WitnessAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
};

/// Thread-safe. One for each folder and key: the folder is locked.
class Witness {
 public:
  /// Makes the folder. `clock` outlives the witness. Errors: io; config_invalid when another process holds the folder,
  /// or for a checkpoint in it that does not count.
  [[nodiscard]] static Result<std::unique_ptr<Witness>> open(std::filesystem::path folder, log::Cosigner cosigner,
                                                             std::vector<log::NoteKey> logs, Clock const& clock);
  ~Witness() = default;
  Witness(Witness const&) = delete;
  Witness& operator=(Witness const&) = delete;

  [[nodiscard]] log::NoteKey const& key() const noexcept { return cosigner_.key(); }

  /// add-checkpoint: the answer to its body. What is cosigned is durable before it is returned.
  [[nodiscard]] WitnessAnswer add(std::string_view body);
  /// The size that was cosigned last of the log of this origin; 0: none.
  [[nodiscard]] std::uint64_t size_of(std::string const& origin);
  /// The newest cosigned checkpoint of the log whose origin has this hexadecimal SHA-256.
  [[nodiscard]] std::optional<std::string> latest(std::string const& origin_hash);

 private:
  struct Known {
    log::TreeHead head;
    std::string note;  // with the witness's line
    std::string line;
  };

  Witness(std::filesystem::path folder, FileLock lock, log::Cosigner cosigner, std::vector<log::NoteKey> logs,
          Clock const& clock)
      : folder_(std::move(folder)),
        lock_(std::move(lock)),
        cosigner_(std::move(cosigner)),
        logs_(std::move(logs)),
        clock_(clock) {}

  Result<> load();
  WitnessAnswer judge(log::AddCheckpoint const& request, SignedHead const& shown);
  WitnessAnswer cosign(SignedHead const& shown);
  WitnessAnswer accuse(Known const& known, SignedHead const& shown);

  std::filesystem::path const folder_;
  FileLock const lock_;
  log::Cosigner const cosigner_;
  std::vector<log::NoteKey> const logs_;
  Clock const& clock_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by origin
};

}
