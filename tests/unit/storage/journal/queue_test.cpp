// The order in which what waits is committed (docs/adr/0025).
#include "storage/journal/detail/queue.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace huecry;
using journal::Lane;
using journal::detail::Job;
using journal::detail::Queue;
using journal::detail::Turn;

namespace {

CountryCode country(std::string_view code) { return *CountryCode::parse(code); }

std::shared_ptr<Job> job_of(std::string_view of, Lane lane, std::size_t entries, std::size_t bytes_each) {
  auto job = std::make_shared<Job>();
  job->of = country(of);
  job->lane = lane;
  job->entries = entries;
  job->bytes = entries * bytes_each;
  job->proposals.resize(entries);
  return job;
}

struct Waiting {
  Queue queue{1000, 1'000'000};

  Result<> push(std::string_view of, Lane lane, std::size_t entries = 1, std::size_t bytes_each = 10) {
    return queue.push(job_of(of, lane, entries, bytes_each));
  }
  void flood(std::string_view of, Lane lane, std::size_t calls, std::size_t entries = 1) {
    for (std::size_t i = 0; i < calls; ++i) REQUIRE(push(of, lane, entries));
  }
  /// What is committed next, up to so many entries: "FRf DEu1", in its order; behind it which of its call it is, but
  /// for the first.
  std::string taken(std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < most; ++i) {
      auto const turn = queue.next();
      if (!turn) break;
      Job const& job = *turn->job;
      text.append(text.empty() ? "" : " ").append(job.of.text()) += "fur"[static_cast<int>(job.lane)];
      auto const index = turn->proposal - job.proposals.data();
      if (index != 0) text += std::to_string(index);
      if (job.taken == job.entries) queue.finished(job);
    }
    return text;
  }
};

std::size_t count(std::string const& text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}

TEST_SUITE("storage/journal: queue") {
  TEST_CASE_FIXTURE(Waiting, "flash comes before urgent, urgent before routine, and each in the order of its coming") {
    for (Lane const lane : {Lane::routine, Lane::urgent, Lane::flash}) flood("FR", lane, 1);
    REQUIRE(push("FR", Lane::urgent, 2));
    CHECK(taken(100) == "FRf FRu FRu FRu1 FRr");
    CHECK(taken(100).empty());
  }

  TEST_CASE_FIXTURE(Waiting, "a flood in one lane stands behind each flash message that comes after it") {
    flood("FR", Lane::routine, 500);
    CHECK(count(taken(16), "FRr") == 16);
    flood("DE", Lane::flash, 1);
    CHECK(taken(2) == "DEf FRr");
  }

  TEST_CASE_FIXTURE(Waiting, "in one lane all come by turns, however many one of them has sent") {
    flood("FR", Lane::flash, 100);
    flood("DE", Lane::flash, 3);
    flood("IT", Lane::flash, 1);
    CHECK(taken(7) == "FRf DEf ITf FRf DEf FRf DEf");
    CHECK(taken(2) == "FRf FRf");
  }

  TEST_CASE_FIXTURE(Waiting, "a call is taken apart: each of its entries takes a turn, in their order") {
    flood("FR", Lane::urgent, 1, 5);
    flood("FR", Lane::urgent, 1);
    flood("DE", Lane::urgent, 2, 2);
    CHECK(taken(100) == "FRu DEu FRu1 DEu1 FRu2 DEu FRu3 DEu1 FRu4 FRu");
  }

  TEST_CASE_FIXTURE(Waiting, "what is more in a hurry comes next, though a call is taken in part") {
    flood("FR", Lane::urgent, 1, 100);
    CHECK(taken(2) == "FRu FRu1");
    flood("DE", Lane::flash, 1);
    flood("IT", Lane::urgent, 1);
    CHECK(taken(4) == "DEf FRu2 ITu FRu3");
  }

  TEST_CASE_FIXTURE(Waiting, "no flood in front of a lane stops it: every fourth is urgent, every eighth routine") {
    flood("FR", Lane::flash, 100);
    flood("FR", Lane::urgent, 50);
    flood("FR", Lane::routine, 50);
    CHECK(taken(17) == "FRf FRf FRf FRu FRf FRf FRf FRr FRu FRf FRf FRu FRf FRf FRf FRr FRu");
    std::string const more = taken(80);
    CHECK(count(more, "FRf") == 50);
    CHECK(count(more, "FRu") == 20);
    CHECK(count(more, "FRr") == 10);
  }

  TEST_CASE_FIXTURE(Waiting, "shares are not saved up: a lane is passed over only while something waits in it") {
    flood("FR", Lane::flash, 100);
    CHECK(count(taken(20), "FRf") == 20);
    flood("DE", Lane::routine, 2);
    CHECK(taken(9) == "FRf FRf FRf FRf FRf FRf FRf DEr FRf");
    CHECK(taken(8) == "FRf FRf FRf FRf FRf FRf DEr FRf");
    CHECK(count(taken(20), "FRf") == 20);
  }

  TEST_CASE_FIXTURE(Waiting, "shares are of bytes, too: a large entry counts as many") {
    for (int i = 0; i < 10; ++i) REQUIRE(push("FR", Lane::flash, 1, 27 * 1024));  // as seven small ones
    flood("DE", Lane::routine, 10);
    CHECK(taken(6) == "FRf DEr FRf DEr FRf DEr");
  }

  TEST_CASE_FIXTURE(Waiting, "a lane that got a large entry pays for it with its next turns") {
    flood("FR", Lane::flash, 100);
    for (int i = 0; i < 2; ++i) REQUIRE(push("DE", Lane::urgent, 1, 27 * 1024));
    CHECK(taken(4) == "FRf FRf FRf DEu");
    std::string const more = taken(22);
    CHECK(more.ends_with(" DEu"));
    CHECK(count(more, "DEu") == 1);
  }

  TEST_CASE_FIXTURE(Waiting, "calls of many entries take nothing from the share of those behind them") {
    flood("FR", Lane::urgent, 4, 100);
    flood("DE", Lane::routine, 10);
    std::string const some = taken(80);
    CHECK(count(some, "FRu") == 70);
    CHECK(count(some, "DEr") == 10);
  }

  TEST_CASE_FIXTURE(Waiting, "whoever waits for something is told when it is there") {
    CHECK(queue.empty());
    CHECK(queue.wait(std::chrono::milliseconds(1)));
    CHECK(queue.empty());
    std::thread coming([this] { CHECK(push("FR", Lane::routine)); });
    CHECK(queue.wait(std::nullopt));
    coming.join();
    CHECK_FALSE(queue.empty());
    CHECK(taken(1) == "FRr");
  }

  TEST_CASE_FIXTURE(Waiting,
                    "who floods a lane fills half of it; others, and other lanes, have room, and then all are told") {
    std::size_t entered = 0;
    while (push("FR", Lane::routine)) ++entered;
    CHECK(entered == 500);
    CHECK(push("FR", Lane::flash));
    std::size_t of_another = 0;
    while (push("DE", Lane::routine)) ++of_another;
    CHECK(of_another == 250);
    CHECK(push("IT", Lane::routine));
    CHECK(push("FR", Lane::routine).error().code == Errc::busy);
  }

  TEST_CASE_FIXTURE(Waiting, "who has a few large ones waiting is told, too: room is counted in bytes") {
    CHECK(push("FR", Lane::routine, 2, 250'000));
    CHECK(push("FR", Lane::routine, 1, 1).error().code == Errc::busy);
    CHECK(push("DE", Lane::routine, 1, 250'000));
    CHECK(push("DE", Lane::routine, 1, 1).error().code == Errc::busy);
  }

  TEST_CASE_FIXTURE(Waiting, "room counts until the answer, and is there again after it") {
    REQUIRE(push("FR", Lane::routine, 1000));
    CHECK(push("DE", Lane::flash).error().code == Errc::busy);
    std::shared_ptr<Job> job;
    while (auto const turn = queue.next()) job = turn->job;
    CHECK(push("DE", Lane::flash).error().code == Errc::busy);
    queue.finished(*job);
    CHECK(push("DE", Lane::flash));
  }

  TEST_CASE_FIXTURE(Waiting,
                    "what is no proposal waits in front, weighs nothing, and is taken from a queue that is full") {
    REQUIRE(push("FR", Lane::routine, 1000));
    for (int i = 0; i < 2; ++i) REQUIRE(queue.push(std::make_shared<Job>()));
    for (int i = 0; i < 2; ++i) {
      auto const turn = queue.next();
      REQUIRE(turn);
      CHECK(turn->job->entries == 0);
      CHECK(turn->proposal == nullptr);
      queue.finished(*turn->job);
    }
    CHECK(count(taken(1000), "FRr") == 1000);
    CHECK(push("FR", Lane::routine, 1000));
  }

  TEST_CASE_FIXTURE(Waiting, "closed, it takes nothing, gives what it has, and then says that there is nothing left") {
    flood("FR", Lane::routine, 1);
    queue.close();
    CHECK(push("FR", Lane::flash).error().code == Errc::draining);
    CHECK(queue.wait(std::nullopt));
    CHECK(taken(2) == "FRr");
    CHECK_FALSE(queue.wait(std::nullopt));
  }
}
