#include "server/net/turns.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <future>
#include <string>
#include <vector>

#include "protocol/base/log.hpp"
#include "server/net/http.hpp"
#include "server/net/shard.hpp"

namespace huecry::net {
namespace {

using Order = std::vector<std::string>;

certs::Identity member(std::string const& code, certs::Role role) {
  certs::Identity identity;
  identity.country = *CountryCode::parse(code);
  identity.role = role;
  return identity;
}

struct Turning {
  NullLog log;
  Shards shards{1, log};
  Order order;

  Turning() { shards.start(); }
  ~Turning() { shards.stop(std::chrono::seconds(5)); }
  Turning(Turning const&) = delete;
  Turning& operator=(Turning const&) = delete;

  /// "FR1"; "FR0!": the most urgent of its own; "FRe1": of an entity.
  asio::awaitable<void> one(std::string name) {
    std::uint8_t const urgency = name.ends_with('!') ? 0 : k_urgency_default;
    auto const role = name.at(2) == 'e' ? certs::Role::entity : certs::Role::bureau;
    co_await shards.at(0).turns().take(member(name.substr(0, 2), role), urgency);
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
    names.emplace_back("DE1");
    Order const began = asked(names);
    CHECK(began.size() == 501);
    CHECK(std::ranges::find(began, "DE1") - began.begin() <= 2);
    std::promise<std::size_t> waiting;
    shards.at(0).post([&] { waiting.set_value(shards.at(0).turns().waiting()); });
    CHECK(waiting.get_future().get() == 0);
  }

  TEST_CASE_FIXTURE(Turning, "what is urgent comes first among a member's own, and before nobody else's") {
    CHECK(asked({"FR1", "FR2", "FR3", "DE1", "FR4!", "DE2!", "FR5!", "IT1"}) ==
          Order{"FR1", "FR4!", "DE2!", "IT1", "FR5!", "DE1", "FR2", "FR3"});
  }

  TEST_CASE_FIXTURE(Turning, "an entity whose requests are all urgent keeps none of its bureau's waiting") {
    CHECK(asked({"FRe1!", "FRe2!", "FRe3!", "FRe4!", "FR1", "FR2"}) ==
          Order{"FRe1!", "FRe2!", "FR1", "FRe3!", "FR2", "FRe4!"});
  }

  TEST_CASE_FIXTURE(Turning, "after a crowd has gone the next one does not wait") {
    asked({"FR1", "FR2"});
    order.clear();
    CHECK(asked({"DE1"}) == Order{"DE1"});
  }
}

}
