#include "gateway/spool/spool.hpp"

#include <algorithm>
#include <array>

namespace huecry::spool {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> k_folders{"inbox", "refused", "outbox", "sending", "done", "failed", "tmp"};
// In tmp/, where it says where a file is going.
constexpr std::string_view k_refused_mark = "refused+";

std::string_view text_of(Folder folder) { return k_folders[static_cast<std::size_t>(folder)]; }

Error failed(fs::path const& path, std::error_code const& why) {
  return Error(Errc::io, path.string() + ": " + why.message());
}

/// Where the national system puts and takes; what lies there is of the folder's group, whoever has written it.
bool is_shared(std::string_view folder) { return folder != "sending" && folder != "tmp"; }

Result<> make_folders(fs::path const& root) {
  std::error_code why;
  for (std::string_view const name : k_folders) {
    fs::create_directories(root / name, why);
    if (!why && is_shared(name))
      fs::permissions(root / name, fs::perms::owner_all | fs::perms::group_all | fs::perms::set_gid, why);
    if (why) return failed(root / name, why);
  }
  // Opened mail lies there.
  fs::permissions(root, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec, why);
  return why ? Result<>(failed(root, why)) : ok();
}

Result<State> load(fs::path const& root) {
  if (!fs::exists(root / "state.json")) return State();
  HUECRY_TRY(std::string const text, read_whole(root / "state.json"));
  auto state = read_state(text);
  if (!state) return std::move(state).error().with_context((root / "state.json").string());
  return state;
}

std::string waiting_name(File const& file) {
  return file.folder == Folder::refused ? std::string(k_refused_mark) + file.name : file.name;
}

bool is_whole(std::string const& name) {
  return !name.starts_with('.') && !name.ends_with(".tmp") && !name.ends_with(".part");
}

}

Result<std::unique_ptr<Spool>> Spool::open(fs::path const& root) {
  HUECRY_CHECK(make_folders(root));
  auto lock = FileLock::take(root / ".lock");
  if (!lock) return std::move(lock).error().with_context("the spool " + root.string());
  HUECRY_TRY(State state, load(root));
  std::unique_ptr<Spool> spool(new Spool(root, *std::move(lock), std::move(state)));
  HUECRY_CHECK(spool->finish_moves());
  spool->finish_attached();
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(root / text_of(Folder::tmp), none))
    fs::remove_all(entry.path(), none);
  return spool;
}

State Spool::state() const {
  std::lock_guard const lock(mutex_);
  return state_;
}

bool Spool::is_ahead(std::int64_t position) const {
  std::lock_guard const lock(mutex_);
  return state_.ahead.contains(position);
}

Result<> Spool::finish() {
  std::lock_guard const lock(mutex_);
  return finish_moves();
}

/// REQUIRES: the lock is held.
Result<> Spool::keep(State next) {
  HUECRY_CHECK(write_durably(root_ / "state.json", to_text(next)));
  state_ = std::move(next);
  return ok();
}

Result<> Spool::change(std::function<void(State&)> const& to) {
  std::lock_guard const lock(mutex_);
  State next = state_;
  to(next);
  return keep(std::move(next));
}

Result<> Spool::deliver(std::vector<File> const& files, std::function<void(State&)> const& to) {
  std::lock_guard const lock(mutex_);
  HUECRY_CHECK(finish_moves());  // nothing is forgotten that could not be moved the last time
  State next = state_;
  next.pending.clear();
  for (File const& file : files) {
    HUECRY_CHECK(write_whole(at(Folder::tmp, waiting_name(file)), file.content));
    next.pending.push_back(waiting_name(file));
  }
  if (!files.empty()) HUECRY_CHECK(sync_all(root_ / text_of(Folder::tmp)));
  to(next);
  HUECRY_CHECK(keep(std::move(next)));
  return finish_moves();
}

/// What is not in tmp/ any more was moved before. REQUIRES: the lock is held, or nobody else has it yet.
Result<> Spool::finish_moves() {
  std::error_code why;
  for (std::string const& waiting : state_.pending) {
    bool const refused = waiting.starts_with(k_refused_mark);
    std::string const name = refused ? waiting.substr(k_refused_mark.size()) : waiting;
    fs::path const from = at(Folder::tmp, waiting), to = at(refused ? Folder::refused : Folder::inbox, name);
    if (!fs::exists(from)) continue;
    fs::rename(from, to, why);
    if (why) return failed(to, why);
  }
  return state_.pending.empty() ? ok() : sync_all(root_ / text_of(Folder::inbox));
}

fs::path Spool::at(Folder folder, std::string const& name) const { return root_ / text_of(folder) / name; }

std::vector<std::string> Spool::files(Folder folder) const {
  std::vector<std::string> names;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(root_ / text_of(folder), none)) {
    std::string name = entry.path().filename().string();
    // What leads to a folder of attachments stays with its file, which is refused with it.
    bool const is_link = entry.is_symlink(none) && !name.ends_with(".d");
    if ((is_link || entry.is_regular_file(none)) && is_whole(name)) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

std::string Spool::free_name(Folder folder, std::string const& name) const {
  std::string free = name;
  std::error_code none;
  for (int number = 2; fs::exists(fs::symlink_status(at(folder, free), none)); ++number)
    free = std::to_string(number) + "-" + name;
  return free;
}

Result<> Spool::move(Folder from, std::string const& name, Folder to, std::string const& as) const {
  fs::path const source = at(from, name), target = at(to, as);
  std::error_code none, why;
  fs::path const attached = source.string() + ".d";
  bool const has_attached = fs::exists(fs::symlink_status(attached, none));
  bool const is_coming = to == Folder::sending;
  if (has_attached && is_coming) fs::rename(attached, target.string() + ".d", why);
  if (why) return failed(attached, why);
  fs::rename(source, target, why);
  if (why) return failed(source, why);
  if (has_attached && !is_coming) fs::rename(attached, target.string() + ".d", why);
  if (why) return failed(attached, why);
  return sync_all(target.parent_path());
}

/// A crash came between a file, which is done with, and its attachments.
void Spool::finish_attached() const {
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(root_ / text_of(Folder::sending), none)) {
    std::string const name = entry.path().filename().string();
    if (!name.ends_with(".d") || !entry.is_directory(none)) continue;
    std::string const file = name.substr(0, name.size() - 2);
    if (!fs::exists(fs::symlink_status(at(Folder::sending, file), none)))
      fs::rename(entry.path(), at(Folder::done, free_name(Folder::done, name)), none);
  }
}

std::string file_name(std::string_view text) {
  std::string name(text);
  for (char& c : name) {
    bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '.' && c != '-' && c != '_') c = '_';
  }
  return name;
}

}
