#pragma once
// Folders by which a national system talks with a hub, in files alone (docs/gateway.md, "The gateway as a service"):
//
//   inbox/     what came: a file each, whole when it is there; the system takes it away
//   refused/   what does not verify: for a person
//   outbox/    what is to be sent: a file each, moved in whole; NAME.d beside it holds what is attached
//   sending/   what the gateway has taken from there
//   done/, failed/     what became of it, with the answer
//   tmp/, sealed/, fetching/, state.json, status.json   the gateway's own
//
// The system is in the gateway's group: it may write where it puts and takes, and nowhere else. What it puts there it
// may still change: nothing is read there through a link.
//
// A file comes once, whatever crashes: it is written whole to tmp/, then the state says that it is on its way and that
// the inbox was read so far, then it is moved. After a crash either the state does not know of it, and it is read
// again, or it does, and the move is finished.
//
// Any thread. One process at a time has a spool.

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/spool/state.hpp"
#include "protocol/base/durable_file.hpp"
#include "protocol/base/result.hpp"

namespace huecry::spool {

enum class Folder { inbox, refused, outbox, sending, done, failed, tmp };

struct File {
  Folder folder = Folder::inbox;  // or refused
  std::string name, content;
};

class Spool {
 public:
  /// Makes the folders, and finishes what a crash has interrupted. Errors: config_invalid when another process has it,
  /// or it is of another version; io.
  [[nodiscard]] static Result<std::unique_ptr<Spool>> open(std::filesystem::path const& root);

  [[nodiscard]] State state() const;
  /// Whether it was taken in by its lane, and is to come again.
  [[nodiscard]] bool is_ahead(std::int64_t position) const;
  /// Durably. Errors: io; then nothing has changed.
  [[nodiscard]] Result<> change(std::function<void(State&)> const& to);
  /// The files, and the state that `to` makes, or neither. Errors: io; also when the state knows of them, and not all
  /// could be moved: finish() is to be called again.
  [[nodiscard]] Result<> deliver(std::vector<File> const& files, std::function<void(State&)> const& to);
  /// Every file that the state knows of is in its folder. Errors: io.
  [[nodiscard]] Result<> finish();

  [[nodiscard]] std::filesystem::path const& root() const noexcept { return root_; }
  [[nodiscard]] std::filesystem::path at(Folder folder, std::string const& name) const;
  /// Files of a folder that are whole, by name, links among them; not those that begin with a dot or end in .tmp or
  /// .part.
  [[nodiscard]] std::vector<std::string> files(Folder folder) const;
  /// A name that nothing has there: this one, or with a number before it.
  [[nodiscard]] std::string free_name(Folder folder, std::string const& name) const;
  /// With what is attached (NAME.d): it is there before the file is in sending/, and leaves after it. Errors: io.
  [[nodiscard]] Result<> move(Folder from, std::string const& name, Folder to, std::string const& as) const;

 private:
  Spool(std::filesystem::path root, FileLock lock, State state)
      : root_(std::move(root)), lock_(std::move(lock)), state_(std::move(state)) {}
  [[nodiscard]] Result<> keep(State next);
  [[nodiscard]] Result<> finish_moves();
  void finish_attached() const;

  std::filesystem::path const root_;
  FileLock lock_;
  mutable std::mutex mutex_;
  State state_;
};

/// What a file name may be made of: letters, digits, ".", "-", "_"; all else becomes "_".
[[nodiscard]] std::string file_name(std::string_view text);

}
