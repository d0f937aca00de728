// The process that dies at a step of a commit: writes three batches of two documents each, and tells on its standard
// output what was answered. journal_steps_writer DIRECTORY STEP BATCH

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <future>

#include "tests/crash/journal_load.hpp"
#include "tests/crash/journal_steps.hpp"

using namespace huecry;
using test::Step;
using test::Told;

namespace {

constexpr int k_commits = 2;  // of the store: the batch, and its checkpoint

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

/// Passes everything on to the store, and ends the process at a step of one of its commits.
class Fatal final : public kv::Store {
 public:
  Fatal(kv::Store& store, Step step, int batch) : store_(store), step_(step), batch_(batch) {}

  [[nodiscard]] Result<std::optional<std::string>> get(kv::Family family, std::string_view key) const override {
    return store_.get(family, key);
  }
  [[nodiscard]] std::unique_ptr<kv::Cursor> scan(kv::Family family, kv::Range const& range) const override {
    return store_.scan(family, range);
  }
  [[nodiscard]] kv::Secrets const& secrets() const override { return store_.secrets(); }
  [[nodiscard]] kv::Secrets& secrets() override { return store_.secrets(); }
  [[nodiscard]] std::unique_ptr<kv::Reader const> snapshot() const override { return store_.snapshot(); }
  [[nodiscard]] std::unique_ptr<kv::Transaction> begin() override { return store_.begin(); }
  [[nodiscard]] kv::Health health() const override { return store_.health(); }
  Result<> recover() override { return store_.recover(); }

  Result<> commit(kv::Transaction& transaction, kv::Sync sync) override {
    bool const mine = armed_ && seen_ / k_commits == batch_;
    bool const is_checkpoint = seen_++ % k_commits == 1;
    if (mine && step_ == (is_checkpoint ? Step::before_checkpoint : Step::before_batch)) die();
    Result<> done = store_.commit(transaction, sync);
    if (mine && step_ == (is_checkpoint ? Step::after_checkpoint : Step::after_batch)) die();
    return done;
  }

  /// The first start writes a checkpoint of its own, which does not count.
  void arm() {
    armed_ = true;
    seen_ = 0;
  }

 private:
  kv::Store& store_;
  Step step_;
  int batch_, seen_ = 0;
  std::atomic<bool> armed_ = false;
};

void tell(int pipe, std::uint64_t number, journal::Receipt const& receipt) {
  Told told{number, receipt.position, {}};
  receipt.proof.checkpoint.copy(told.checkpoint.data(), told.checkpoint.size() - 1);
  if (::write(pipe, &told, sizeof told) != ssize_t{sizeof told}) ::_exit(9);
}

/// Commits three batches of two documents each, and does not come to the end.
[[noreturn]] void commit_and_die(std::filesystem::path const& directory, int pipe, Step step, int batch) {
  Fatal* fatal = nullptr;
  auto const opened = test::Opened::open(directory, [&](kv::Store& store) {
    auto made = std::make_unique<Fatal>(store, step, batch);
    fatal = made.get();
    return made;
  });
  if (!opened) ::_exit(8);
  int woken = 0;
  (*opened)->journal->subscribe([&](journal::Commit const&) {
    if (step == Step::waking_readers && woken++ == batch) die();
  });
  fatal->arm();
  for (int round = 0; round < 3; ++round) {
    std::promise<void> answered;
    std::vector<journal::Proposal> proposals;
    std::uint64_t const first = static_cast<std::uint64_t>(round) * 2;
    for (std::uint64_t n = first; n < first + 2; ++n) proposals.push_back({test::numbered(n), {}});
    (*opened)->journal->submit(std::move(proposals), [&](std::vector<Result<journal::Receipt>> results) {
      if (step == Step::in_answer && round == batch) die();
      for (std::uint64_t n = 0; n < 2; ++n)
        if (results[n]) tell(pipe, first + n, *results[n]);
      if (step == Step::after_answer && round == batch) die();
      answered.set_value();
    });
    answered.get_future().wait();
  }
  ::alarm(30);  // it dies when readers are woken, perhaps after the last answer; else of this
  for (;;) ::pause();
}

}

int main(int count, char** words) {
  if (count != 4) return 64;
  commit_and_die(words[1], STDOUT_FILENO, static_cast<Step>(std::atoi(words[2])), std::atoi(words[3]));
}
