#pragma once
// What the parts of a gateway have in common (docs/gateway.md, "The gateway as a service"): each goes round by itself
// in a thread of its own, with a connection of its own, and none waits for another.

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/cli/message_desk.hpp"
#include "gateway/cli/session.hpp"
#include "gateway/spool/spool.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {

struct GatewayOptions {
  std::string folder;
  std::string hook;                     // a program that is told of each file that came; empty: none
  std::chrono::seconds canary_every{};  // 0: takes no part
  std::chrono::seconds hook_time_max{60};
  CountrySet canary_closed{};  // NOLINT(readability-redundant-member-init): whom no probe need reach
};

/// Any thread.
class GatewayService {
 public:
  GatewayService(Session const& session, spool::Spool& files, GatewayOptions options)
      : session_(session), files_(files), options_(std::move(options)) {}

  [[nodiscard]] Session const& session() const noexcept { return session_; }
  [[nodiscard]] spool::Spool& files() const noexcept { return files_; }
  [[nodiscard]] GatewayOptions const& options() const noexcept { return options_; }

  /// A line of the log: "arrived", {"file": …}.
  void say(std::string_view event, json::Json fields, Tone tone = Tone::plain);

  /// To be taken before a part looks for what there is to do: what comes after that ends its rest.
  [[nodiscard]] std::uint64_t ticket() const;
  /// Until so much time has passed, or something has come since the ticket, or it is to end.
  void rest(std::chrono::milliseconds most, std::uint64_t ticket);
  void wake();
  void stop();
  [[nodiscard]] bool stopping() const;

  /// How a part fares, for status.json: it goes round again; it has been round, nullptr: well.
  void note_begun(std::string_view part);
  void note(std::string_view part, Error const* wrong);
  /// What else stands there.
  void note_canary(json::Json pairs);

 private:
  void write_status();  // REQUIRES: the lock is held

  Session const& session_;
  spool::Spool& files_;
  GatewayOptions const options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  bool stopping_ = false;
  json::Json parts_ = json::Json::object(), canary_;
};

/// What a gateway does over and over.
class GatewayPart {
 public:
  virtual ~GatewayPart() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Returns how long to rest. Errors: what is wrong now; it is tried again.
  [[nodiscard]] virtual Result<std::chrono::milliseconds> round() = 0;
};

/// Until it is to end. What fails, or throws, is said, and tried again after a while that grows to half a minute: no
/// part ends another.
void run_part(GatewayService& service, GatewayPart& part);

/// The hub, the connection to it or this machine may do it later: it says nothing against what was asked.
[[nodiscard]] bool is_for_later(Errc code);
/// Of those, what is of the hub or the connection: nothing else will be done now, either.
[[nodiscard]] bool is_of_the_hub(Errc code);

/// A desk that is not older than a few minutes: certificates, keys and trust are renewed under way.
class FreshDesk {
 public:
  explicit FreshDesk(Session const& session) : session_(session) {}
  /// Errors: those of Desk::open.
  [[nodiscard]] Result<Desk*> get();
  /// After a failure, or to have the newest trust.
  void drop() { desk_.reset(); }

 private:
  Session const& session_;
  std::unique_ptr<Desk> desk_;
  std::chrono::steady_clock::time_point opened_;
};

}
