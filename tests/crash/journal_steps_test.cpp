// SIGKILL at each step of a commit, one after the other: the order of durability (signing.md §4.5) has a few places
// only, and each is met on purpose. After it: whoever was answered finds the entry; no checkpoint that anybody saw is
// of another history than the one that goes on.

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <future>

#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/proof.hpp"
#include "storage/journal/inspect.hpp"
#include "storage/journal/signed_mark.hpp"
#include "tests/crash/journal_load.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;

namespace {

enum class Step {
  before_batch,
  after_batch,
  before_checkpoint,
  after_checkpoint,
  in_answer,
  after_answer,
  waking_readers,
};
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

constexpr std::size_t k_note_bytes = 1024;

/// What the child tells before it dies: a document that was answered, with the checkpoint of its receipt.
struct Told {
  std::uint64_t number = 0;
  journal::Position position = 0;
  std::array<char, k_note_bytes> checkpoint{};
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

std::vector<Told> run_child(std::filesystem::path const& directory, Step step, int batch) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  pid_t const child = ::fork();  // this process has no other thread
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    commit_and_die(directory, ends[1], step, batch);
  }
  ::close(ends[1]);
  std::vector<Told> all;
  for (Told told; ::read(ends[0], &told, sizeof told) == ssize_t{sizeof told};) all.push_back(told);
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK_MESSAGE(WIFSIGNALED(status), "it ended by itself, exit code " << WEXITSTATUS(status));
  CHECK(WTERMSIG(status) == SIGKILL);
  return all;
}

log::TreeHead head_of(std::string const& text) {
  auto const note = log::parse_note(text);
  REQUIRE(note);
  auto const checkpoint = log::parse_checkpoint(note->body);
  REQUIRE(checkpoint);
  return checkpoint->head;
}

/// The log that goes on has this tree at its size.
void check_continues(kv::Reader const& state, std::string const& checkpoint) {
  log::TreeHead const head = head_of(checkpoint);
  auto const root = log::Prover(head.size, journal::tiles_of(state)).root();
  REQUIRE(root);
  CHECK(*root == head.root);
}

void check_after(std::filesystem::path const& directory, std::vector<Told> const& told, journal::Position entries) {
  std::string marked;
  {
    auto const mark = journal::SignedMark::open(directory / "store.signed");
    REQUIRE(mark);
    if ((*mark)->signed_last()) marked = (*mark)->signed_last()->checkpoint;
  }
  auto const opened = test::Opened::open(directory);
  REQUIRE_MESSAGE(opened, opened.error().detail);
  kv::Store const& store = *(*opened)->store;
  CHECK((*opened)->journal->end() == entries);
  for (Told const& one : told) {
    auto const record = journal::read(store, one.position);
    REQUIRE(record);
    CHECK(record->document == test::numbered(one.number).document);
    check_continues(store, one.checkpoint.data());
  }
  if (!marked.empty()) check_continues(store, marked);
  auto const whole = journal::check_log(store);
  CHECK_MESSAGE(whole, whole.error().detail);
}

}

TEST_SUITE("a commit that is cut off") {
  TEST_CASE("at each step: nothing that was answered is lost, and nothing that was signed is taken back") {
    struct Row {
      char const* name;
      Step step;
      bool written;  // the batch is there afterwards
      bool answered;
    };
    Row const rows[] = {
        {"before the batch is written", Step::before_batch, false, false},
        {"after the batch, before its checkpoint is signed", Step::after_batch, true, false},
        {"after the checkpoint is signed, before it is written", Step::before_checkpoint, true, false},
        {"after the checkpoint is written, before anything is told", Step::after_checkpoint, true, false},
        {"when the submitter is about to be answered", Step::in_answer, true, false},
        {"when the submitter was answered", Step::after_answer, true, true},
        {"when readers are woken", Step::waking_readers, true, true}};
    for (Row const& row : rows) {
      for (int batch = 0; batch < 3; ++batch) {
        CAPTURE(row.name);
        CAPTURE(batch);
        test::TempDir const directory;
        test::make_key(directory.path());
        auto const told = run_child(directory.path(), row.step, batch);
        auto const answered = static_cast<std::size_t>(batch + (row.answered ? 1 : 0)) * 2;
        CHECK(told.size() == answered);
        constexpr journal::Position k_entries = 3;  // two documents, and the entry that ends the batch
        check_after(directory.path(), told, static_cast<journal::Position>(batch + (row.written ? 1 : 0)) * k_entries);
      }
    }
  }
}
