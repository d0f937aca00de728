#include "server/app/signals.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace huecry::app {
namespace {

constexpr int k_settle_ms = 200;  // a folder is written file by file: wait until it is quiet

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

Error failed(std::string const& what) { return Error(Errc::io, what + ": " + std::generic_category().message(errno)); }

void drain(int changes) {
  std::array<char, 4096> events{};
  while (::read(changes, events.data(), events.size()) > 0) {
  }
}

/// Files are moved in: a reader never sees half a file.
Result<> add_watches(int changes, std::vector<std::filesystem::path> const& folders) {
  for (auto const& folder : folders)
    if (::inotify_add_watch(changes, folder.c_str(), IN_MOVED_TO | IN_CLOSE_WRITE) < 0)
      return failed("cannot watch " + folder.string());
  return ok();
}

}

Result<std::unique_ptr<Signals>> Signals::watch(std::vector<std::filesystem::path> const& folders) {
  sigset_t const set = watched_signals();
  if (::pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return failed("cannot block signals");
  int const signals = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) return failed("cannot take signals");
  int const changes = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  std::unique_ptr<Signals> watching(new Signals(signals, changes));
  if (changes < 0) return failed("cannot watch files");
  HUECRY_CHECK(add_watches(changes, folders));
  return watching;
}

Signals::~Signals() {
  ::close(signals_);
  if (changes_ >= 0) ::close(changes_);
}

Wake Signals::wait() {
  std::array<pollfd, 2> files{pollfd{signals_, POLLIN, 0}, pollfd{changes_, POLLIN, 0}};
  bool changed = false;
  for (;;) {
    int const ready = ::poll(files.data(), files.size(), changed ? k_settle_ms : -1);
    if (ready == 0) return Wake::reload;
    if (ready < 0) continue;  // EINTR
    if ((files[1].revents & POLLIN) != 0) {
      drain(changes_);
      changed = true;
    }
    signalfd_siginfo info{};
    if ((files[0].revents & POLLIN) == 0 || ::read(signals_, &info, sizeof info) != sizeof info) continue;
    if (info.ssi_signo == SIGHUP) return Wake::reload;
    sigset_t const set = watched_signals();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    return Wake::stop;
  }
}

}
