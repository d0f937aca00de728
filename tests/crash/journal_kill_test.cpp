// SIGKILL at random moments, from before the store is open to the middle of a flush; then: everything acknowledged is
// there, in its place, proven by the log; the log fits its checkpoint; the views are those of the journal.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <future>
#include <iostream>
#include <map>

#include "storage/journal/inspect.hpp"
#include "storage/journal/rebuild.hpp"
#include "tests/crash/journal_load.hpp"
#include "tests/crash/spawned.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/storage/kv/fault_fs.hpp"

using namespace huecry;
using test::Acknowledged;

namespace {

constexpr int k_rounds = 32;
constexpr int k_rounds_of_a_store = 8;  // then a fresh one, so that checking all of it stays quick

/// The writer, as a child with a pipe.
class Writer {
 public:
  Writer(std::filesystem::path const& directory, std::uint64_t first_number, std::uint64_t seed) {
    auto const spawned =
        test::spawn({HUECRY_JOURNAL_WRITER, directory.string(), std::to_string(first_number), std::to_string(seed)});
    process_ = spawned.process;
    reports_ = spawned.reports;
  }
  ~Writer() { ::close(reports_); }
  Writer(Writer const&) = delete;
  Writer& operator=(Writer const&) = delete;

  /// Waits until it works. False when it does not within the time.
  [[nodiscard]] bool wait_for_first_report() { return wait_for_report(std::chrono::seconds(20)) && read_some(); }

  /// Reads what it reports, kills it after so long, and reads the rest.
  std::vector<Acknowledged> run_and_kill(std::chrono::milliseconds after) {
    auto const end = std::chrono::steady_clock::now() + after;
    auto const left = [&] {
      return std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    };
    while (left().count() > 0) {
      if (wait_for_report(left()) && !read_some()) break;
    }
    ::kill(process_, SIGKILL);
    while (read_some()) {
    }
    int status = 0;
    REQUIRE(::waitpid(process_, &status, 0) == process_);
    CHECK_MESSAGE(WIFSIGNALED(status), "the writer ended by itself, exit code " << WEXITSTATUS(status));
    std::vector<Acknowledged> acknowledged(bytes_.size() / sizeof(Acknowledged));
    if (!acknowledged.empty())
      std::memcpy(acknowledged.data(), bytes_.data(), acknowledged.size() * sizeof(Acknowledged));
    return acknowledged;
  }

 private:
  bool wait_for_report(std::chrono::milliseconds at_most) {
    pollfd ready{reports_, POLLIN, 0};
    return ::poll(&ready, 1, static_cast<int>(at_most.count())) == 1;
  }

  bool read_some() {
    std::array<char, 4096> buffer{};
    ssize_t const count = ::read(reports_, buffer.data(), buffer.size());
    if (count <= 0) return false;
    bytes_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }

  pid_t process_ = 0;
  int reports_ = -1;
  std::string bytes_;
};

/// One store through several kills.
struct Life {
  Life() { test::make_key(directory.path()); }

  void kill_once(std::mt19937_64& random) {
    Writer writer(directory.path(), next_number, random());
    bool const while_opening = random() % 5 == 0;
    if (!while_opening) CHECK(writer.wait_for_first_report());
    std::chrono::milliseconds const after(random() % 600);
    for (Acknowledged const& one : writer.run_and_kill(after)) take(one);
  }

  void take(Acknowledged const& one) {
    auto const [entry, is_new] = positions.emplace(one.number, one.position);
    CHECK(entry->second == one.position);  // a repeated one gets its first place
    next_number = std::max(next_number, one.number + 1 + k_in_flight_max);
  }

  void check() {
    auto const opened = test::Opened::open(directory.path());
    REQUIRE_MESSAGE(opened, opened.error().detail);
    kv::Store& store = *(*opened)->store;
    for (auto const& [number, position] : positions) check_entry(store, number, position);
    auto const log_state = journal::check_log(store);
    CHECK_MESSAGE(log_state, log_state.error().detail);
    check_views(store, (*opened)->views);
    check_again(*(*opened)->journal);
    entries = (*opened)->journal->end();
  }

  static void check_entry(kv::Reader const& state, std::uint64_t number, journal::Position position) {
    journal::Record expected = test::numbered(number);
    auto const record = journal::read(state, position);
    REQUIRE(record);
    expected.position = position;
    expected.received = record->received;
    expected.sealed = record->sealed;
    CHECK(*record == expected);
    CHECK(journal::receipt_of(state, position));
  }

  static void check_views(kv::Reader const& state, std::vector<journal::View*> const& views) {
    test::TempDir place;
    test::Faults none;
    NullLog log;
    kv::RocksOptions options;
    options.directory = place / "scratch";
    options.secrets_file = state.secrets().file();
    options.disk_free_bytes_min = 0;
    options.env = test::fault_env(none);  // this store needs no syncs
    auto scratch = kv::RocksStore::open(options, log);
    REQUIRE(scratch);
    REQUIRE(journal::rebuild(state, views, **scratch));
    auto const found = journal::differences(state, **scratch, journal::rebuilt_families(views), 3);
    REQUIRE(found);
    CHECK(found->empty());
  }

  /// A sender that lost the answer asks again: the first receipt, and no second entry.
  void check_again(journal::Journal& journal) {
    if (positions.empty()) return;
    journal::Position const end = journal.end();
    auto const& [number, position] = *positions.rbegin();
    std::promise<Result<journal::Receipt>> answer;
    std::vector<journal::Proposal> one;
    one.push_back({test::numbered(number), {}});
    journal.submit(std::move(one), [&](auto results) { answer.set_value(std::move(results.front())); });
    auto const receipt = answer.get_future().get();
    REQUIRE(receipt);
    CHECK(receipt->duplicate);
    CHECK(receipt->position == position);
    CHECK(journal.end() == end);
  }

  static constexpr std::uint64_t k_in_flight_max = 100;  // numbers that a killed writer had given out beyond the last

  test::TempDir directory;
  std::map<std::uint64_t, journal::Position> positions;  // of every number that was ever acknowledged
  std::uint64_t next_number = 0;
  journal::Position entries = 0;
};

}

TEST_SUITE("crash/journal") {
  TEST_CASE("nothing acknowledged is lost, whenever the hub is killed") {
    HUECRY_SEEDED;
    std::cout << "HUECRY_SEED=" << test::seed() << '\n';
    auto random = test::generator("journal kill");
    std::size_t acknowledged = 0;
    journal::Position entries = 0;
    for (int round = 0; round < k_rounds;) {
      Life life;
      for (int of_store = 0; of_store < k_rounds_of_a_store; ++of_store, ++round) {
        CAPTURE(round);
        life.kill_once(random);
        life.check();
      }
      acknowledged += life.positions.size();
      entries += life.entries;
    }
    std::cout << k_rounds << " kills, " << acknowledged << " acknowledged, " << entries << " entries in all\n";
    CHECK(acknowledged > 1000);
    CHECK(entries >= acknowledged);
  }
}
