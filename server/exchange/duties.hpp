#pragma once
// What the hub does by itself when a time has come: a request lapses whose answer did not come, a source is reminded
// that the need for its notice must be confirmed, a notice ends whose need nobody confirmed. Each is a step of
// docs/life.md, stated and signed by the hub, an entry of its own. One thread of its own.
//
// Nothing here remembers anything: what is due stands in the index (storage/index/due.hpp), so a crash repeats no step
// and loses none. The hub acts limits::duty_delay late.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "server/exchange/hub_signer.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/due.hpp"

namespace huecry::exchange {

/// Thread-safe. Stopped before the journal.
class Duties {
 public:
  /// `signer`: as it is at that moment; from this class's thread.
  Duties(Services const& services, std::function<HubSigner()> signer)
      : services_(services), signer_(std::move(signer)) {}
  ~Duties() { stop(); }
  Duties(Duties const&) = delete;
  Duties& operator=(Duties const&) = delete;

  void start();
  void stop();

 private:
  void run();
  [[nodiscard]] bool stopping();
  [[nodiscard]] bool wait(bool failed);
  [[nodiscard]] Result<> perform();
  [[nodiscard]] Result<> perform(kv::Reader const& state, std::vector<index::Duty> const& duties);
  [[nodiscard]] Result<journal::Proposal> propose(kv::Reader const& state, index::Duty const& duty,
                                                  HubSigner const& signer) const;
  void tell(index::Duty const& duty, Result<journal::Receipt> const& receipt) const;

  Services const& services_;
  std::function<HubSigner()> signer_;
  std::mutex mutex_;  // guards stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}
