#include "gateway/log/audit.hpp"

#include <doctest/doctest.h>

#include "gateway/log/entries.hpp"
#include "tests/support/clock.hpp"
#include "tests/unit/gateway/log/fake_log.hpp"

using namespace huecry;

namespace {

struct World {
  log::NoteSigner signer = test::log_signer();
  test::FakeLog log{signer};
  std::array<log::NoteKey, 1> keys = log.keys();
  test::ManualClock clock;

  [[nodiscard]] Result<follow::Audited> audit(std::optional<follow::State> known = {}) {
    HUECRY_TRY(std::string note, log.fetch()("checkpoint"));
    HUECRY_TRY(auto const shown, follow::open_head(std::move(note), keys));
    return follow::audit({log.fetch(), clock, on_leaves, keep}, shown, std::move(known));
  }
  [[nodiscard]] follow::State known() {
    auto const audited = audit();
    REQUIRE(audited);
    REQUIRE_FALSE(audited->objection);
    return audited->state;
  }

  follow::OnLeaves on_leaves;
  std::function<Result<>(follow::State const&)> keep;
};

}

TEST_SUITE("gateway/log audit") {
  TEST_CASE("a log of any size gives the root that it has signed, and goes on from any other") {
    for (std::size_t const size : std::initializer_list<std::size_t>{0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 700}) {
      World world;
      world.log.append(size);
      follow::State state = world.known();
      CHECK(state.range.size() == size);
      for (std::size_t const more : std::initializer_list<std::size_t>{0, 1, 255, 256, 300}) {
        world.log.append(more);
        auto const audited = world.audit(state);
        REQUIRE_MESSAGE(audited, size, " and ", more);
        CHECK_FALSE(audited->objection);
        CHECK(audited->state.head->head().size == world.log.entries.size());
        state = audited->state;
      }
    }
  }

  TEST_CASE("only what is new is read") {
    World world;
    world.log.append(600);
    follow::State const state = world.known();
    world.log.asked.clear();
    world.log.append(100);
    REQUIRE(world.audit(state));
    CHECK(world.log.asked == std::map<std::string, int>{{"checkpoint", 1}, {"tile/0/002.p/188", 1}});
  }

  TEST_CASE("a log that does not continue what it has shown is objected to, and what was known stays known") {
    using enum follow::Objection;
    struct Row {
      std::string name;
      follow::Objection objection;
      std::function<void(test::FakeLog&)> lie;
    };
    Row const rows[] = {
        {"an entry was changed, at the same size", two_roots,
         [](auto& log) { log.entries[7] = log.entry(7, "other"); }},
        {"an entry was changed, and the log has grown", denied,
         [](auto& log) {
           log.entries[299] = log.entry(299, "other");
           log.append(5);
         }},
        {"an entry was taken out", older, [](auto& log) { log.entries.pop_back(); }},
        {"one was taken out, and another came", two_roots,
         [](auto& log) {
           log.entries.erase(log.entries.begin() + 5);
           log.append(1);
         }},
        {"two were exchanged, and one came", denied,
         [](auto& log) {
           std::swap(log.entries[1], log.entries[299]);
           log.append(1);
         }},
        {"the log begins again", older, [](auto& log) { log.entries.clear(); }},
        {"nothing is wrong, but the source lags", older, [](auto& log) { log.entries.resize(290); }},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      World world;
      world.log.append(300);
      follow::State const state = world.known();
      row.lie(world.log);
      auto const audited = world.audit(state);
      REQUIRE(audited);
      REQUIRE(audited->objection);
      CHECK(*audited->objection == row.objection);
      CHECK(audited->state.head->note == state.head->note);
    }
  }

  TEST_CASE("a checkpoint that does not count, or leaves that do not fit it, are refused") {
    struct Row {
      std::string name;
      std::function<void(World&)> lie;
      Errc code;
    };
    Row const rows[] = {
        {"another log's key",
         [](World& world) { world.log.changed["checkpoint"] = test::FakeLog(test::log_signer()).checkpoint(0); },
         Errc::log_signature_invalid},
        {"no note", [](World& world) { world.log.changed["checkpoint"] = "nothing"; }, Errc::log_text_invalid},
        {"a tile that is too short", [](World& world) { world.log.changed["tile/0/000.p/30"] = "short"; },
         Errc::not_verified},
        {"a tile that is too long",
         [](World& world) { world.log.changed["tile/0/000.p/30"] = std::string(31 * 32, 'x'); }, Errc::not_verified},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      World world;
      world.log.append(30);
      row.lie(world);
      auto const audited = world.audit();
      REQUIRE_FALSE(audited);
      CHECK(audited.error().code == row.code);
    }
  }

  TEST_CASE("what is known of one log is no measure for another") {
    World world;
    world.log.append(3);
    follow::State const state = world.known();
    World other;
    other.signer = test::log_signer("hub.example/log/2027");
    other.log = test::FakeLog(other.signer);
    other.keys = other.log.keys();
    auto const audited = other.audit(state);
    REQUIRE_FALSE(audited);
    CHECK(audited.error().code == Errc::not_verified);
  }

  TEST_CASE("a walk that was cut off goes on where it was, and begins again where its leaves were not the log's") {
    for (bool const lied : {false, true}) {
      CAPTURE(lied);
      World world;
      world.log.append(200'000);
      std::optional<follow::State> kept;
      world.keep = [&](follow::State const& state) -> Result<> {
        kept = state;
        return Error(Errc::transport, "cut off");
      };
      if (lied) world.log.changed["tile/0/000"] = std::string(256 * 32, 'x');
      CHECK(world.audit().error().code == Errc::transport);
      REQUIRE(kept);
      REQUIRE(kept->ahead);
      CHECK(kept->ahead->size() == 65'536);
      CHECK_FALSE(kept->head);
      world.log.changed.clear();
      world.log.asked.clear();
      world.keep = {};
      auto const audited = world.audit(kept);
      REQUIRE(audited);
      CHECK_FALSE(audited->objection);
      CHECK(audited->state.range.size() == 200'000);
      CHECK((world.log.asked.count("tile/0/000") == 1) == lied);
    }
  }

  TEST_CASE("an auditor sees that entries are what the tree holds, and counts them") {
    World world;
    world.log.append(300);
    follow::Entries entries(world.log.fetch());
    world.on_leaves = [&](follow::Leaves const& leaves) { return entries.check(leaves); };
    follow::State const state = world.known();
    CHECK(entries.of(log::LeafKind::notice) == 300);
    world.log.append(10);
    REQUIRE(world.audit(state));
    CHECK(entries.all() == 310);
  }

  TEST_CASE("entries that are not what the tree holds are named") {
    struct Row {
      std::string name, says;
      std::function<void(World&)> lie;
    };
    auto const replaced = [](World& world, std::size_t index, std::string const& entry) {
      std::vector<std::string> changed = world.log.entries;
      changed[index] = entry;
      std::string bundle;
      for (std::string const& each : changed) log::append_entry(bundle, each);
      world.log.changed["tile/entries/000.p/20"] = bundle;
    };
    Row const rows[] = {
        {"another entry", "entry 7: its hash is another",
         [&](World& world) { replaced(world, 7, test::FakeLog::entry(7, "other")); }},
        {"no bundle", "cut off", [](World& world) { world.log.changed["tile/entries/000.p/20"] = "x"; }},
        {"a bundle with too few", "has 0 entries",
         [](World& world) { world.log.changed["tile/entries/000.p/20"] = ""; }},
        {"a time that goes back", "entry 9: it is older",
         [](World& world) { world.log.entries[9] = test::FakeLog::entry(9, "old", 5); }},
        {"what is no leaf", "entry 3: ", [](World& world) { world.log.entries[3] = "{}"; }},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      World world;
      world.log.append(20);
      row.lie(world);
      follow::Entries entries(world.log.fetch());
      world.on_leaves = [&](follow::Leaves const& leaves) { return entries.check(leaves); };
      auto const audited = world.audit();
      REQUIRE_FALSE(audited);
      CHECK(audited.error().code == Errc::not_verified);
      CHECK_MESSAGE(audited.error().detail.find(row.says) != std::string::npos, audited.error().detail);
    }
  }
}
