// The process that gets killed: writes as fast as it can and reports each acknowledgement on its standard output.
// journal_writer DIRECTORY FIRST_NUMBER SEED

#include <unistd.h>

#include <atomic>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include "tests/crash/journal_load.hpp"

using namespace huecry;
using test::Acknowledged;

namespace {

std::mutex output;

/// One write(2), smaller than PIPE_BUF: the reader gets all of it or nothing.
void report(std::vector<Acknowledged> const& acknowledged) {
  std::lock_guard const lock(output);
  std::size_t const bytes = acknowledged.size() * sizeof(Acknowledged);
  if (::write(STDOUT_FILENO, acknowledged.data(), bytes) != static_cast<ssize_t>(bytes)) ::_exit(3);
}

/// Submits numbers, now and then one that it submitted before, and reports what was acknowledged.
void submit_some(journal::Journal& journal, std::vector<std::uint64_t> const& numbers) {
  std::vector<journal::Proposal> proposals;
  for (std::uint64_t const number : numbers) proposals.push_back({test::numbered(number), {}});
  std::promise<void> answered;
  journal.submit(std::move(proposals), [&](std::vector<Result<journal::Receipt>> results) {
    std::vector<Acknowledged> acknowledged;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!results[i]) ::_exit(4);
      acknowledged.push_back({numbers[i], results[i]->position});
    }
    report(acknowledged);
    answered.set_value();
  });
  answered.get_future().wait();
}

}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  auto const opened = test::Opened::open(argv[1]);
  if (!opened) {
    std::fprintf(stderr, "open: %s\n", opened.error().detail.c_str());
    return 1;
  }
  std::atomic<std::uint64_t> next = std::stoull(argv[2]);
  std::uint64_t const seed = std::stoull(argv[3]);
  auto const work = [&](std::uint64_t thread) {
    std::mt19937_64 random(seed + thread);
    for (;;) {
      std::vector<std::uint64_t> numbers(1 + random() % 12);
      for (std::uint64_t& number : numbers) number = next != 0 && random() % 8 == 0 ? random() % next : next++;
      submit_some(*(*opened)->journal, numbers);
    }
  };
  std::thread one(work, 1);
  std::thread two(work, 2);
  std::thread three(work, 3);
  one.join();  // never: the parent kills us
}
