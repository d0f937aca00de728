#pragma once
// Asks the witnesses of the policy that have an address to cosign (C2SP tlog-witness, add-checkpoint), each by itself
// (asking.hpp).

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/exchange/asking.hpp"
#include "server/exchange/cosignatures.hpp"

namespace huecry::exchange {

/// What is known of one witness, for metrics.
struct WitnessStanding {
  std::string name;
  journal::Position cosigned = 0;  // the largest size, by a line that held
  std::uint64_t failures = 0;
};

class WitnessAsker {
 public:
  /// Both outlive it.
  WitnessAsker(Services const& services, Cosignatures& cosignatures);
  ~WitnessAsker();
  WitnessAsker(WitnessAsker const&) = delete;
  WitnessAsker& operator=(WitnessAsker const&) = delete;

  void start();
  /// Returns when all threads have ended: what is asked just now is waited for (net::fetch). Idempotent.
  void stop() { asking_.stop(); }

  [[nodiscard]] std::vector<WitnessStanding> standing() const;

 private:
  struct Asked;
  [[nodiscard]] std::optional<Result<>> look(Asked& asked);
  Result<> ask(Asked& asked, journal::Covering const& round);
  Result<> conflict(Asked& asked, journal::Position size);
  [[nodiscard]] bool has_signed_more(Asked const& asked) const;
  Result<> take(Asked& asked, journal::Covering const& round, std::string const& lines);

  Services const& services_;
  Cosignatures& cosignatures_;
  std::vector<std::unique_ptr<Asked>> asked_;
  Asking asking_;  // last: its threads use all the others
};

}
