#pragma once
// The policy set in force: one value that all threads ask, replaced as a whole. Thread-safe.

#include <memory>
#include <mutex>

#include "protocol/policy/compiled_policy.hpp"

namespace huecry::exchange {

class CurrentPolicy {
 public:
  explicit CurrentPolicy(std::shared_ptr<policy::Vocabulary const> words) : policy_(std::move(words)) {}

  /// A copy costs a reference count. One decision, one page, one fan-out: take it once.
  [[nodiscard]] policy::CompiledPolicy get() const {
    std::lock_guard const lock(mutex_);
    return policy_;
  }

  /// On the committer's thread, while an activation is settled: every entry after it is decided by this set.
  void install(policy::CompiledPolicy next) {
    std::lock_guard const lock(mutex_);
    policy_ = std::move(next);
    followed_ = false;
  }

  /// All live notices have followed this set: whoever may not have one any more was told. So it stays until one of its
  /// rules or modes begins or ends. Ignored when another set has taken its place.
  void set_followed(Digest const& set, UnixSeconds until) {
    std::lock_guard const lock(mutex_);
    if (policy_.digest() != set) return;
    followed_ = true;
    until_ = until;
  }
  [[nodiscard]] bool followed(UnixSeconds now) const {
    std::lock_guard const lock(mutex_);
    return followed_ && now < until_;
  }

 private:
  mutable std::mutex mutex_;
  policy::CompiledPolicy policy_;
  bool followed_ = true;
  UnixSeconds until_ = UnixSeconds::max();
};

}
