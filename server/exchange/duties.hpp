#pragma once
// What the hub does by itself when a time has come: a request lapses whose answer did not come, a source is reminded
// that the need for its notice must be confirmed, a notice ends whose need nobody confirmed, what has ended is erased
// when it need not be kept any more, and who was not heard of in time is said. Each is stated and signed by the hub, an
// entry of its own (docs/life.md, docs/notices.md). One thread of its own.
//
// What is due stands in the index (storage/index/due.hpp), and the step takes it away, so a crash repeats none and
// loses none. The hub acts limits::duty_delay late.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/exchange/blob_sweeper.hpp"
#include "server/exchange/hub_signer.hpp"
#include "server/exchange/key_destroyer.hpp"
#include "server/exchange/services.hpp"
#include "storage/index/due.hpp"

namespace huecry::exchange {

/// Thread-safe. Stopped before the journal.
class Duties {
 public:
  /// `signer`: as it is at that moment; from this class's thread.
  Duties(Services const& services, std::function<HubSigner()> signer)
      : services_(services), signer_(std::move(signer)), destroyer_(services.store, services.log), sweeper_(services) {}
  ~Duties() { stop(); }
  Duties(Duties const&) = delete;
  Duties& operator=(Duties const&) = delete;

  void start();
  void stop();

  /// All that is due now; what the thread does again and again. Without a thread, or on it. Errors: those of the
  /// journal and of the key.
  [[nodiscard]] Result<> perform();

 private:
  struct Plan {
    std::vector<journal::Proposal> proposals;
    std::vector<index::Duty> duties;  // of each
  };

  /// The same of messages: which have expired, and who owes an answer. Names are those of the hub's entries.
  struct MessagePlan {
    std::vector<journal::Proposal> proposals;
    std::vector<std::string> names;
  };

  void run();
  [[nodiscard]] bool stopping();
  [[nodiscard]] bool wait(bool failed);
  [[nodiscard]] Result<Plan> plan_for(UnixSeconds until, std::optional<index::Duty>& after);
  [[nodiscard]] Result<bool> perform_once();
  [[nodiscard]] Result<bool> commit(Plan plan);
  [[nodiscard]] Result<MessagePlan> plan_for_messages();
  Result<> add_of_message(MessagePlan& plan, std::string name,
                          std::function<Result<journal::Proposal>()> const& propose);
  void park_message(std::string name, Error const& why);
  [[nodiscard]] Result<bool> perform_of_messages();
  [[nodiscard]] Result<bool> perform_all_of_messages();
  void park(index::Duty const& duty, Error const& why);
  [[nodiscard]] Result<journal::Proposal> propose_overdue(kv::Reader const& state, index::Duty const& duty,
                                                          HubSigner const& signer) const;
  [[nodiscard]] Result<journal::Proposal> propose(kv::Reader const& state, index::Duty const& duty,
                                                  HubSigner const& signer) const;

  Services const& services_;
  std::function<HubSigner()> signer_;
  KeyDestroyer destroyer_;  // of the thread alone
  BlobSweeper sweeper_;     // the same
  std::mutex mutex_;        // guards stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::set<std::string> parked_messages_;  // names of what could not be done about messages
  std::set<index::Duty> parked_;           // of the thread alone: could not be done, for a reason of their own
  std::thread thread_;
};

}
