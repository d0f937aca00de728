// The order in which what waits is committed (docs/adr/0025).
#include "storage/journal/detail/queue.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huecry;
using journal::Lane;
using journal::detail::Job;
using journal::detail::Queue;
using journal::detail::Room;

namespace {

constexpr Room k_batch{16, 16'000};
constexpr std::chrono::milliseconds k_no_wait{0};

CountryCode country(std::string_view code) { return *CountryCode::parse(code); }

Job job_of(std::string_view of, Lane lane, std::size_t entries = 1, std::size_t bytes_each = 10) {
  Job job;
  job.of = country(of);
  job.lane = lane;
  job.entries = entries;
  job.bytes = entries * bytes_each;
  return job;
}

struct Waiting {
  Queue queue{1000, 1'000'000};

  Result<> push(std::string_view of, Lane lane, std::size_t entries = 1, std::size_t bytes_each = 10) {
    Job job = job_of(of, lane, entries, bytes_each);
    return queue.push(job);
  }
  void flood(std::string_view of, Lane lane, std::size_t calls, std::size_t entries = 1) {
    for (std::size_t i = 0; i < calls; ++i) REQUIRE(push(of, lane, entries));
  }
  /// What the next batch takes: "FRf DEu", in its order.
  std::string taken(Room room = k_batch) {
    std::string text;
    auto const jobs = queue.take(room, k_no_wait);
    REQUIRE(jobs);
    for (Job const& job : *jobs) {
      text.append(text.empty() ? "" : " ").append(job.of.text()) += "fur"[static_cast<int>(job.lane)];
      if (job.entries != 1) text += std::to_string(job.entries);
      queue.finished(job);
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
    CHECK(taken() == "FRf FRu FRu2 FRr");
    CHECK(taken() == "");
  }

  TEST_CASE_FIXTURE(Waiting, "a flood in one lane stands behind each flash message that comes after it") {
    flood("FR", Lane::routine, 500);
    CHECK(count(taken(), "FRr") == 16);
    flood("DE", Lane::flash, 1);
    CHECK(taken().starts_with("DEf FRr"));
  }

  TEST_CASE_FIXTURE(Waiting, "in one lane all come by turns, however many one of them has sent") {
    flood("FR", Lane::flash, 100);
    flood("DE", Lane::flash, 3);
    flood("IT", Lane::flash, 1);
    CHECK(taken({7, 16'000}) == "FRf DEf ITf FRf DEf FRf DEf");
    CHECK(taken({2, 16'000}) == "FRf FRf");
  }

  TEST_CASE_FIXTURE(Waiting, "no flood in front of a lane stops it: it has its share of every batch") {
    flood("FR", Lane::flash, 100);
    flood("FR", Lane::urgent, 100);
    flood("FR", Lane::routine, 100);
    std::string const batch = taken();
    CHECK(count(batch, "FRf") == 10);
    CHECK(count(batch, "FRu") == 4);
    CHECK(count(batch, "FRr") == 2);
  }

  TEST_CASE_FIXTURE(Waiting, "what nobody waits for is kept for nobody") {
    flood("FR", Lane::flash, 100);
    flood("FR", Lane::routine, 1);
    CHECK(count(taken(), "FRf") == 15);
    CHECK(count(taken(), "FRf") == 16);
  }

  TEST_CASE_FIXTURE(Waiting,
                    "a call larger than its lane's share comes with the next batch, whatever is in front of it") {
    flood("FR", Lane::flash, 5, 12);
    flood("DE", Lane::urgent, 1, 12);
    flood("IT", Lane::routine, 1, 12);
    CHECK(taken() == "FRf12 DEu12 ITr12");
    CHECK(taken({0, 16'000}) == "");
  }

  TEST_CASE_FIXTURE(Waiting, "shares are of bytes, too") {
    for (int i = 0; i < 20; ++i) REQUIRE(push("FR", Lane::flash, 1, 4000));
    for (int i = 0; i < 20; ++i) REQUIRE(push("FR", Lane::routine, 1, 1000));
    std::string const batch = taken();
    CHECK(count(batch, "FRf") == 4);
    CHECK(count(batch, "FRr") == 2);
  }

  TEST_CASE_FIXTURE(Waiting, "calls that fill a batch take nothing from the share of those behind them") {
    flood("FR", Lane::urgent, 20, 16);
    flood("DE", Lane::routine, 20);
    for (int batch = 0; batch < 3; ++batch) CHECK(taken() == "FRu16 DEr DEr");
  }

  TEST_CASE_FIXTURE(Waiting, "a call of many entries waits for as many turns as they take, where others wait") {
    flood("FR", Lane::urgent, 2, 40);
    flood("DE", Lane::urgent, 5);
    CHECK(taken({100, 16'000}) == "DEu DEu FRu40 DEu DEu DEu FRu40");
    flood("FR", Lane::urgent, 1, 40);
    CHECK(taken() == "FRu40");
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

  TEST_CASE_FIXTURE(Waiting, "room counts until the answer, and is there again after it") {
    REQUIRE(push("FR", Lane::routine, 1000));
    CHECK(push("DE", Lane::flash).error().code == Errc::busy);
    auto const jobs = queue.take({1000, 1'000'000}, k_no_wait);
    CHECK(push("DE", Lane::flash).error().code == Errc::busy);
    queue.finished(jobs->front());
    CHECK(push("DE", Lane::flash));
  }

  TEST_CASE_FIXTURE(Waiting,
                    "what is no proposal waits in front, weighs nothing, and is taken from a queue that is full") {
    REQUIRE(push("FR", Lane::routine, 1000));
    Job probe;
    REQUIRE(queue.push(probe));
    Job second;
    REQUIRE(queue.push(second));
    auto const jobs = queue.take(k_batch, k_no_wait);
    REQUIRE(jobs->size() == 3);
    CHECK(jobs->front().entries == 0);
    for (Job const& job : *jobs) queue.finished(job);
    CHECK(push("FR", Lane::routine, 1000));
  }

  TEST_CASE_FIXTURE(Waiting, "closed, it takes nothing, gives what it has, and then says that there is nothing left") {
    flood("FR", Lane::routine, 1);
    queue.close();
    CHECK(push("FR", Lane::flash).error().code == Errc::draining);
    CHECK(taken() == "FRr");
    CHECK_FALSE(queue.take(k_batch, std::nullopt));
  }
}
