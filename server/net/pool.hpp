#pragma once
// A few threads for what blocks: disk reads that may miss the cache, PKCS#11, range scans, checking many certificates.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

#include "protocol/base/result.hpp"
#include "server/net/await_elsewhere.hpp"

namespace huecry::net {

/// Bounded: a full queue refuses instead of growing. Thread-safe. The destructor runs what is queued, then joins.
class Pool {
 public:
  using Job = std::function<void()>;  // must not throw

  Pool(std::size_t threads, std::size_t queue_max);
  ~Pool();
  Pool(Pool const&) = delete;
  Pool& operator=(Pool const&) = delete;

  /// False when the queue is full or the pool is ending; the job is then dropped without having run.
  [[nodiscard]] bool try_post(Job job);

 private:
  void work();

  std::size_t const queue_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

/// Runs fn (which returns a Result and is copyable) on the pool and resumes on the caller's shard. Errors: Errc::busy
/// when the pool is full; Errc::internal when fn threw. Not a coroutine itself, so fn may be a capturing lambda; name
/// it first (G1).
template <class F, class R = std::invoke_result_t<F&>>
[[nodiscard]] asio::awaitable<R> offload(Pool& pool, F fn) {
  auto start = [&pool, fn = std::move(fn)](auto done) mutable {
    auto job = [fn = std::move(fn), done]() mutable {
      R result;
      try {
        result = fn();
      } catch (...) {
        result = Error(Errc::internal, "a job on the pool threw");  // it would end the process otherwise
      }
      done(std::move(result));
    };
    if (!pool.try_post(std::move(job))) done(R(Error(Errc::busy, "the pool's queue is full")));
  };
  return await_elsewhere<R>(std::move(start));
}

}
