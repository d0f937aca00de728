#pragma once
// The one way to await work that ends on another thread (docs/adr/0010 says why not co_spawn on a pool: Asio issue
// 1332).

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "server/net/asio_fwd.hpp"

namespace huecry::net {

/// I/O thread. Calls start(done); resumes with the value of done(T), on the caller's own thread. Cannot be cancelled:
/// what was begun will happen, so test stopping() afterwards. T must be default-constructible, as Result<…> is.
/// REQUIRES: start(done) leads to exactly one call of done, on any thread, perhaps before start returns. `done` is
/// copyable.
template <class T, class Start>
[[nodiscard]] asio::awaitable<T> await_elsewhere(Start start) {
  auto initiate = [](auto handler,
                     Start begin) {  // NOLINT(performance-unnecessary-value-param): it is called, and may change
    // The guard keeps the shard's run() from returning before the work is back.
    auto home = asio::make_work_guard(asio::get_associated_executor(handler));
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));  // std::function wants copies
    begin([home, shared](T value) mutable {
      auto resume = [shared = std::move(shared), value = std::move(value)]() mutable {
        std::move (*shared)(std::move(value));
      };
      asio::post(home.get_executor(), std::move(resume));
    });
  };
  return asio::async_initiate<asio::use_awaitable_t<> const, void(T)>(initiate, asio::use_awaitable, std::move(start));
}

}
