#pragma once
// The part of a gateway that sees whether messages come through at all: it probes every bureau that takes part, and
// itself, and sends back what others' probes bring (docs/messages.md, "Whether anything comes through"). A probe goes
// the whole way, sealed, through policy and journal into the inbox, and counts when the echo, opened and checked here,
// has the number that only who has opened the probe can know.

#include <map>
#include <mutex>
#include <vector>

#include "gateway/cli/gateway_service.hpp"

namespace huecry::cli {

class GatewayCanary final : public GatewayPart {
 public:
  /// `service` outlives it.
  explicit GatewayCanary(GatewayService& service) : service_(service), desk_(service.session()) {}

  [[nodiscard]] std::string_view name() const override { return "canary"; }
  [[nodiscard]] Result<std::chrono::milliseconds> round() override;

  /// A probe or an echo that came. Any thread.
  void take(OpenedMail const& mail);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Echo {  // that is owed
    std::string probe, conversation, nonce;
    CountryCode to;
  };
  struct Sent {
    std::string nonce;
    Moment at;
  };
  enum class Standing { good, stalled, closed, meant };  // meant: closed, and said to be
  struct Pair {                                          // with one who takes part
    std::optional<Moment> waiting_since;
    std::optional<std::chrono::milliseconds> newest;  // how long the newest echo took
    UnixMillis good{};
    bool is_closed = false;  // policy, or no certificate to seal to
    Standing told = Standing::good;
  };
  [[nodiscard]] Standing standing_of(CountryCode country, Pair const& pair, Moment now) const;

  [[nodiscard]] Result<> act();
  [[nodiscard]] Result<> send_echoes(Desk& desk);
  [[nodiscard]] Result<> probe(Desk& desk);
  void note_out(std::string const& id, std::string const& nonce, CountrySet const& all, CountrySet const& to);
  void take_echo(std::string const& probe, CountryCode from, std::string const& nonce);
  void look();

  GatewayService& service_;
  FreshDesk desk_;
  std::optional<Moment> probed_;
  std::mutex mutex_;                  // of what follows
  std::map<CountryCode, Echo> owed_;  // the newest of each
  std::map<std::string, Sent> sent_;  // by id
  std::map<CountryCode, Pair> pairs_;
};

}
