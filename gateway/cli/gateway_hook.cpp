#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>
#include <thread>

#include "gateway/cli/gateway_chores.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using spool::State;
using namespace std::chrono_literals;

constexpr std::size_t k_told_at_once = 100;  // then the state says so: after a crash as many may be told again

enum class End { exited, killed, not_started, too_long, stopped };
struct Ended {
  End how = End::exited;
  int code = 0;  // of exited: its exit code; of killed: the signal
};

/// Its signals are its own: the gateway blocks those by which it is ended. In a group of its own, so that what it
/// starts ends with it. What it prints goes where complaints go: standard output is the gateway's log.
class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_init(&files_);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    ::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files_, STDERR_FILENO, STDOUT_FILENO);
  }
  Attributes(Attributes const&) = delete;
  Attributes& operator=(Attributes const&) = delete;
  ~Attributes() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  [[nodiscard]] int spawn(pid_t& child, std::string program, std::string file) const {
    char* const arguments[] = {program.data(), file.data(), nullptr};
    return ::posix_spawn(&child, program.c_str(), &files_, &attributes_, arguments, environ);
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t files_{};
};

/// With all that it has started.
Ended end_group(pid_t child, End how) {
  int status = 0;
  ::kill(-child, SIGKILL);
  ::waitpid(child, &status, 0);
  return {how, 0};
}

Ended run_hook(GatewayService const& service, std::string const& file) {
  pid_t child = 0;
  if (int const failed = Attributes().spawn(child, service.options().hook, file); failed != 0)
    return {End::not_started, failed};
  auto const end = std::chrono::steady_clock::now() + service.options().hook_time_max;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (service.stopping()) return end_group(child, End::stopped);
    if (std::chrono::steady_clock::now() > end) return end_group(child, End::too_long);
    std::this_thread::sleep_for(10ms);
  }
  if (WIFEXITED(status)) return {End::exited, WEXITSTATUS(status)};
  return {End::killed, WTERMSIG(status)};
}

std::string said_of(Ended const& ended) {
  switch (ended.how) {
    case End::exited: return "exit code " + std::to_string(ended.code);
    case End::killed: return "ended by signal " + std::to_string(ended.code);
    case End::not_started: return "did not start: " + std::generic_category().message(ended.code);
    case End::too_long: return "took too long, and was ended";
    case End::stopped: return "was ended with the gateway";
  }
  return "";
}

}

/// One that is ended with the gateway is called again at the next start.
Result<std::chrono::milliseconds> GatewayHook::round() {
  auto const names = service_.files().state().unhooked;
  HUECRY_CHECK(service_.files().finish());  // nobody is told of what does not lie there
  std::set<std::string> told;
  for (std::string const& name : names) {
    if (service_.stopping() || told.size() == k_told_at_once) break;
    Ended const ended = run_hook(service_, service_.files().at(spool::Folder::inbox, name).string());
    if (ended.how == End::stopped) break;
    told.insert(name);
    if (ended.how != End::exited || ended.code != 0)
      service_.say("hook-failed", {{"file", name}, {"why", said_of(ended)}}, Tone::warning);
  }
  if (told.empty()) return 60'000ms;
  HUECRY_CHECK(service_.files().change(
      [&](State& state) { std::erase_if(state.unhooked, [&](auto const& name) { return told.contains(name); }); }));
  return 0ms;
}

}
