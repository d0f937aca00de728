// SIGKILL at each step of a commit, one after the other: the order of durability (signing.md §4.5) has a few places
// only, and each is met on purpose. After it: whoever was answered finds the entry; no checkpoint that anybody saw is
// of another history than the one that goes on.

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/proof.hpp"
#include "storage/journal/inspect.hpp"
#include "storage/journal/signed_mark.hpp"
#include "tests/crash/journal_load.hpp"
#include "tests/crash/journal_steps.hpp"
#include "tests/crash/spawned.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using test::Step;
using test::Told;

namespace {

std::vector<Told> run_child(std::filesystem::path const& directory, Step step, int batch) {
  auto const [child, reports] = test::spawn(
      {HUECRY_STEPS_WRITER, directory.string(), std::to_string(static_cast<int>(step)), std::to_string(batch)});
  std::vector<Told> all;
  for (Told told; ::read(reports, &told, sizeof told) == ssize_t{sizeof told};) all.push_back(told);
  ::close(reports);
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
