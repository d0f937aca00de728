// huecry gateway: a national system talks with the hub in files alone (docs/gateway.md, "The gateway as a service").

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cerrno>
#include <csignal>
#include <mutex>
#include <system_error>
#include <thread>

#include "gateway/cli/command.hpp"
#include "gateway/cli/gateway_canary.hpp"
#include "gateway/cli/gateway_chores.hpp"
#include "gateway/cli/gateway_intake.hpp"
#include "gateway/cli/gateway_sending.hpp"
#include "gateway/cli/gateway_status.hpp"
#include "gateway/cli/service_manager.hpp"
#include "protocol/base/message_limits.hpp"

namespace huecry::cli {
namespace {

using namespace std::chrono_literals;

struct Words {
  std::string folder, hook;
  std::vector<std::string> closed;
  std::int64_t canary_s = 0, hook_s = 60;
};

/// Of the whole process, before any thread begins: the main thread waits for them.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  [[nodiscard]] std::string wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal == SIGINT ? "SIGINT" : "SIGTERM";
  }

 private:
  sigset_t set_{};
};

/// Before anything comes: a hook that cannot be called would be missed with the first file.
Result<> check_words(Words const& words) {
  auto const least = std::chrono::duration_cast<std::chrono::seconds>(limits::probe_interval_min).count();
  if (words.canary_s != 0 && words.canary_s < least)
    return Error(Errc::parameter_invalid, "--canary: 0, or at least " + std::to_string(least) + " seconds");
  if (words.hook.empty() || ::access(words.hook.c_str(), X_OK) == 0) return ok();
  return Error(Errc::config_invalid, "--hook " + words.hook + " cannot be run: " +
                                         std::generic_category().message(errno) + "; it is the path of a program");
}

Result<CountrySet> countries_in(std::vector<std::string> const& codes) {
  CountrySet countries;
  for (std::string const& code : codes) {
    auto const country = CountryCode::parse(code);
    if (!country) return Error(Errc::parameter_invalid, "--canary-closed: " + code + " is no country code");
    countries.add(*country);
  }
  return countries;
}

Result<> serve(Session const& given, Words const& words) {
  HUECRY_CHECK(check_words(words));
  HUECRY_TRY(CountrySet const closed, countries_in(words.closed));
  Signals const signals;
  Session session = given;
  session.patience = 2s;  // what fails is tried again by its part, which can be told to end
  HUECRY_CHECK(load_profile(session.choice));
  HUECRY_TRY(auto const files, spool::Spool::open(words.folder));
  GatewayService service(
      session, *files,
      {words.folder, words.hook, std::chrono::seconds(words.canary_s), std::chrono::seconds(words.hook_s), closed});
  GatewayCanary canary(service);
  GatewayIntake intake(service, canary);
  std::mutex taking;
  GatewaySending sending(service, GatewaySending::Takes::without_files, taking);
  GatewaySending uploading(service, GatewaySending::Takes::with_files, taking);
  GatewaySaying saying(service);
  GatewayFetching fetching(service);
  GatewayHook hook(service);
  std::vector<GatewayPart*> parts{&intake, &saying, &sending, &uploading, &fetching};
  if (words.canary_s > 0) parts.push_back(&canary);
  if (!words.hook.empty()) parts.push_back(&hook);
  std::vector<std::thread> threads;
  threads.reserve(parts.size());
  for (GatewayPart* const part : parts) threads.emplace_back([&service, part] { run_part(service, *part); });
  service.say("running", {{"spool", words.folder}, {"canary_s", words.canary_s}});
  tell_service_manager("READY=1");
  std::string const signal = signals.wait();
  service.say("ending", {{"signal", signal}});
  tell_service_manager("STOPPING=1");
  service.stop();
  for (std::thread& thread : threads) thread.join();
  return ok();
}

Result<Exit> status(Session const& session, Words const& words) { return show_gateway_status(session, words.folder); }

}

void add_gateway(CLI::App& program, Session& session) {
  auto const words = std::make_shared<Words>();
  CLI::App* const group =
      program.add_subcommand("gateway", "a service that keeps the connection: what comes and goes is files in folders");
  group->require_subcommand(1);
  CLI::App* const running = command(group, session, words, "run", "serve, until SIGTERM or SIGINT", serve);
  CLI::App* const asking = command<Words, Result<Exit>>(group, session, words, "status",
                                                        "how a running gateway fares; exit code 7: not well", status);
  for (CLI::App* const each : {running, asking})
    each->add_option("--spool", words->folder, "folder of the folders: inbox, outbox, done, failed, …")->required();
  running->add_option("--hook", words->hook,
                      "path of a program that is called with each file that came into the inbox");
  running->add_option("--hook-time", words->hook_s, "seconds after which it is ended")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  running
      ->add_option("--canary", words->canary_s,
                   "seconds between two probes of all bureaus that take part, such as 300; 0: take no part, and answer "
                   "none")
      ->capture_default_str()
      ->check(CLI::Range(0, 86'400));
  running
      ->add_option("--canary-closed", words->closed,
                   "country codes, with commas: to these nothing need come through, such as where policy closes them")
      ->delimiter(',');
}

}
