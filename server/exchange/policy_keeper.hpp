#pragma once
// Puts policy sets in force at their time, and has the live notices follow (releases.hpp). One thread of its own.
//
// What is in force is a function of the journal: the documents that it has, and the activations, which say from which
// entry on which set decides. An activation is an entry of the hub; when it is settled, on the committer's thread, the
// new set takes its place, so that every entry is decided by exactly one set.
//
// All live notices are looked at again after an activation, when a rule, a mode or a delegation begins or ends, when
// somebody becomes a member or is suspended, at midnight UTC (a minor comes of age), and once after a start, since a
// crash may have cut the last look short. Looking again without need changes nothing. A set whose time comes meanwhile
// does not wait for the end of the look. Single notices are looked at when a grant of them ends.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/exchange/hub_signer.hpp"
#include "server/exchange/releases.hpp"
#include "server/exchange/services.hpp"
#include "storage/policy/policy_view.hpp"

namespace huecry::exchange {

/// Whom anything may be released to, as the trust list has it.
struct Audience {
  policy::Members members;
  std::vector<std::pair<journal::Entity, std::string>> entities;  // and of what kind; of a suspended one none
  friend bool operator==(Audience const&, Audience const&) = default;
};
[[nodiscard]] Audience audience_of(certs::TrustSnapshot const& trust);

/// Thread-safe. Outlives the journal's traffic; stopped before the journal.
class PolicyKeeper {
 public:
  PolicyKeeper(Services const& services, HubSigner signer);
  ~PolicyKeeper();  // stop()
  PolicyKeeper(PolicyKeeper const&) = delete;
  PolicyKeeper& operator=(PolicyKeeper const&) = delete;

  /// The set that was in force when the hub stopped. Before start. Errors: corrupt, io.
  [[nodiscard]] Result<> restore();
  void start();
  void stop();

  /// Committer's thread: what is about to enter, and, after each commit, that it did. Of a notice: somebody may have it
  /// who has not yet, an edition, or a copy of an entity's own.
  void expect_document();
  void expect_notice(NoticeName notice);
  void committed();

  /// A new trust list or revocation list. Only who is a member, and who is suspended, matters here.
  void trust_changed();
  /// A renewed certificate. Takes effect with the next entry.
  void use(HubSigner signer);
  [[nodiscard]] HubSigner signer();

 private:
  struct Expected {
    bool documents = false, everything = false;
    std::set<NoticeName> notices;

    void expect(NoticeName notice);
    void add(Expected const& other);
    [[nodiscard]] bool nothing() const { return !documents && !everything && notices.empty(); }
  };
  struct Asked : Expected {
    bool trust = false;
  };

  void run();
  Asked wait();
  Result<> step(Asked& asked);
  void add_ended(Asked& asked);
  Result<> review_some(std::set<NoticeName> const& names);
  void follow_up(Reviewed const& reviewed);
  [[nodiscard]] bool stopping();
  Result<> load_asked();
  void owe(NoticeName notice);
  Result<> load_documents();
  [[nodiscard]] bool must_review(Asked const& asked) const;
  Result<bool> activate_due();
  [[nodiscard]] Result<> activate(policy::CompiledPolicy next, std::uint32_t number);
  Result<> review_all();
  void ask_again(Asked const& asked);

  Services const& services_;
  Expected expected_;  // of the committer's thread alone

  std::mutex mutex_;  // guards what follows up to the blank line
  std::condition_variable wake_;
  Asked asked_;
  HubSigner next_signer_;
  bool stopping_ = false;

  // Of the thread alone.
  HubSigner signer_;
  Releases releases_;
  std::vector<policy::VersionedPolicy> documents_;
  std::set<journal::Position> loaded_;
  Audience audience_;     // when all was looked at last
  bool all_due_ = false;  // a look at all was begun and did not come to its end, or not by one policy
  std::set<std::pair<UnixSeconds, NoticeName>> ends_;  // of grants: look at the notice then
  UnixSeconds next_change_{};                          // of the set
  UnixSeconds next_turn_{};                            // within the set
  std::thread thread_;
};

}
