#include "server/net/turns.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <future>
#include <string>
#include <vector>

#include "protocol/base/log.hpp"
#include "server/net/shard.hpp"

namespace huecry::net {
namespace {

using Order = std::vector<std::string>;

CountryCode country(std::string const& code) { return *CountryCode::parse(code); }

struct Turning {
  NullLog log;
  Shards shards{1, log};
  Order order;

  Turning() { shards.start(); }
  ~Turning() { shards.stop(std::chrono::seconds(5)); }
  Turning(Turning const&) = delete;
  Turning& operator=(Turning const&) = delete;

  asio::awaitable<void> one(std::string name) {
    co_await shards.at(0).turns().take(country(name.substr(0, 2)));
    order.push_back(std::move(name));
  }
  /// All of them ask at once, in this order.
  Order asked(Order const& names) {
    std::promise<void> done;
    shards.at(0).post([&] {
      for (std::string const& name : names)
        asio::co_spawn(shards.at(0).executor(), one(name), [&, left = &left_](std::exception_ptr) {
          if (--*left == 0) done.set_value();
        });
      left_ = names.size();
    });
    done.get_future().wait();
    return order;
  }

 private:
  std::size_t left_ = 0;
};

}

TEST_SUITE("server/net turns") {
  TEST_CASE_FIXTURE(Turning, "one alone does not wait for anybody") { CHECK(asked({"FR1"}) == Order{"FR1"}); }

  TEST_CASE_FIXTURE(Turning, "members come by turns, and each in its own order") {
    CHECK(asked({"FR1", "FR2", "FR3", "FR4", "DE1", "DE2", "IT1"}) ==
          Order{"FR1", "FR2", "DE1", "IT1", "FR3", "DE2", "FR4"});
  }

  TEST_CASE_FIXTURE(Turning, "who comes behind a flood of another waits for one of it") {
    Order names;
    for (int i = 0; i < 500; ++i) names.push_back("FR" + std::to_string(i));
    names.emplace_back("DE");
    Order const began = asked(names);
    CHECK(began.size() == 501);
    CHECK(std::ranges::find(began, "DE") - began.begin() <= 2);
    std::promise<std::size_t> waiting;
    shards.at(0).post([&] { waiting.set_value(shards.at(0).turns().waiting()); });
    CHECK(waiting.get_future().get() == 0);
  }

  TEST_CASE_FIXTURE(Turning, "after a crowd has gone the next one does not wait") {
    asked({"FR1", "FR2"});
    order.clear();
    CHECK(asked({"DE1"}) == Order{"DE1"});
  }
}

}
