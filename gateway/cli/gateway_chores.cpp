#include "gateway/cli/gateway_chores.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <thread>

#include "gateway/cli/target.hpp"
#include "protocol/json/json.hpp"

extern char** environ;

namespace huecry::cli {
namespace {

namespace fs = std::filesystem;
using json::Json;
using spool::Folder;
using spool::State;
using namespace std::chrono_literals;

/// Its exit code; nullopt: it did not start, or took too long and was ended.
std::optional<int> run_hook(std::string const& program, std::string const& file, std::chrono::seconds most) {
  std::string first = program, second = file;
  char* const arguments[] = {first.data(), second.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0) return std::nullopt;
  auto const end = std::chrono::steady_clock::now() + most;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return std::nullopt;
    }
    std::this_thread::sleep_for(10ms);
  }
  return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
}

}

Result<std::chrono::milliseconds> GatewayFetching::round() {
  auto const names = service_.files().state().unfetched;
  for (std::string const& name : names) {
    if (service_.stopping()) break;
    if (auto const done = fetch_for(name); !done) {
      desk_.drop();
      return done.error();
    }
    HUECRY_CHECK(service_.files().change([&](State& state) { std::erase(state.unfetched, name); }));
  }
  return 60'000ms;
}

/// Into a folder that is there when it is whole. What has ended, or is another file, will not be had by trying again.
Result<> GatewayFetching::fetch_for(std::string const& name) {
  HUECRY_TRY(Desk* const desk, desk_.get());
  std::string const begin = "-message-";
  std::string const id =
      name.substr(name.find(begin) + begin.size(), name.size() - name.find(begin) - begin.size() - 5);
  auto const known = fetch_message(*desk, id);
  if (!known) {
    bool const gone = known.error().code == Errc::erased || known.error().code == Errc::not_found;
    if (!gone) return known.error();
    service_.say("not-fetched", {{"file", name}, {"why", known.error().detail}}, Tone::bad);
    return ok();
  }
  HUECRY_TRY(mail::Opened const* const message, opened_message(*known, id));
  fs::path const folder = service_.files().root() / "fetching" / (name + ".d");
  fs::path const place = service_.files().at(Folder::inbox, name + ".d");
  if (fs::exists(place)) return ok();  // a crash came just after
  std::error_code why;
  fs::create_directories(folder, why);
  std::size_t number = 0;
  for (documents::Attachment const& attachment : message->message.attachments) {
    std::string const file = std::to_string(++number) + "-" + spool::file_name(attachment.name);
    auto const fetched = fetch_attachment(desk->connection, service_.session().output(), id, attachment, folder / file);
    if (!fetched && fetched.error().code != Errc::seal_mismatch) return fetched.error();
    if (!fetched) service_.say("not-fetched", {{"file", file}, {"why", fetched.error().detail}}, Tone::bad);
  }
  HUECRY_CHECK(sync_all(folder));
  fs::rename(folder, place, why);
  if (why) return Error(Errc::io, place.string() + ": " + why.message());
  service_.say("attached", {{"folder", place.filename().string()}, {"files", number}});
  return ok();
}

Result<std::chrono::milliseconds> GatewayHook::round() {
  auto const names = service_.files().state().unhooked;
  for (std::string const& name : names) {
    if (service_.stopping()) break;
    auto const code = run_hook(service_.options().hook, service_.files().at(Folder::inbox, name).string(),
                               service_.options().hook_time_max);
    if (code != 0)
      service_.say("hook-failed", {{"file", name}, {"code", code ? Json(*code) : Json("did not run, or not in time")}},
                   Tone::warning);
    HUECRY_CHECK(service_.files().change([&](State& state) { std::erase(state.unhooked, name); }));
  }
  return 60'000ms;
}

}
