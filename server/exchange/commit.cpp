#include "server/exchange/commit.hpp"

#include <future>

#include "server/net/await_elsewhere.hpp"

namespace huecry::exchange {

std::vector<Result<journal::Receipt>> commit_and_wait(journal::Journal& journal,
                                                      std::vector<journal::Proposal> proposals) {
  std::promise<std::vector<Result<journal::Receipt>>> promise;
  auto future = promise.get_future();
  journal.submit(std::move(proposals),
                 [&promise](std::vector<Result<journal::Receipt>> results) { promise.set_value(std::move(results)); });
  return future.get();
}

/// Not a coroutine: the captures live in the object that await_elsewhere keeps.
asio::awaitable<Receipts> commit(journal::Journal& journal, std::vector<journal::Proposal> proposals) {
  auto start = [&journal, proposals = std::move(proposals)](auto done) mutable {
    journal.submit(std::move(proposals), std::move(done));
  };
  return net::await_elsewhere<Receipts>(std::move(start));
}

Result<journal::Receipt> commit_and_wait(journal::Journal& journal, journal::Proposal proposal) {
  std::vector<journal::Proposal> one;
  one.push_back(std::move(proposal));
  return std::move(commit_and_wait(journal, std::move(one)).front());
}

}
