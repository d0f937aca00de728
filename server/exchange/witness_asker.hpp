#pragma once
// Asks the witnesses of the policy that have an address to cosign (C2SP tlog-witness, add-checkpoint). One thread for
// each: one that is down, slow or wrong delays nobody else, and none is ever waited for by a submission.

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

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
  void stop();

  [[nodiscard]] std::vector<WitnessStanding> standing() const;

 private:
  struct Asked;
  void run(Asked& asked);
  void step(Asked& asked);
  Result<> ask(Asked& asked, journal::Covering const& round);
  Result<> conflict(Asked& asked, journal::Position size);
  [[nodiscard]] bool has_signed_more(Asked const& asked) const;
  Result<> take(Asked& asked, journal::Covering const& round, std::string const& lines);
  bool pause(std::chrono::milliseconds time);

  Services const& services_;
  Cosignatures& cosignatures_;
  std::vector<std::unique_ptr<Asked>> asked_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
};

}
