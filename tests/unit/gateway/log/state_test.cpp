#include "gateway/log/state.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "protocol/base/durable_file.hpp"
#include "protocol/log/compact_range.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/gateway/log/fake_log.hpp"

using namespace huecry;

namespace {

struct World {
  test::FakeLog log{test::log_signer()};
  std::array<log::NoteKey, 1> keys = log.keys();
  test::TempDir folder;
  std::filesystem::path file = folder.path() / "deep" / "state.json";

  [[nodiscard]] follow::State state(std::size_t size) {
    log.append(size);
    follow::State state;
    auto head = follow::open_head(log.checkpoint(size), keys);
    REQUIRE(head);
    state.head = *std::move(head);
    state.at = "2026-11-24T10:47:54.123Z";
    for (std::string const& entry : log.entries) state.range.push(log::leaf_hash(entry));
    return state;
  }
  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
  }
};

}

TEST_SUITE("gateway/log state") {
  TEST_CASE("what is saved is what is loaded, with and without a walk that was cut off") {
    World world;
    follow::State state = world.state(5);
    REQUIRE(follow::save_state(world.file, state));
    auto const loaded = follow::load_state(world.file, world.keys);
    REQUIRE(loaded);
    REQUIRE(*loaded);
    CHECK((*loaded)->head->note == state.head->note);
    CHECK((*loaded)->at == state.at);
    CHECK((*loaded)->range == state.range);
    CHECK_FALSE((*loaded)->ahead);
    state.ahead = state.range;
    state.ahead->push(log::leaf_hash("one more"));
    REQUIRE(follow::save_state(world.file, state));
    CHECK((*follow::load_state(world.file, world.keys))->ahead == state.ahead);
  }

  TEST_CASE("nothing known is no error; no file that was changed is believed") {
    World world;
    auto const none = follow::load_state(world.file, world.keys);
    REQUIRE(none);
    CHECK_FALSE(*none);
    REQUIRE(follow::save_state(world.file, world.state(5)));
    std::string const good = world.text();
    struct Row {
      std::string name, from, to;
    };
    Row const rows[] = {{"another size", "\\n5\\n", "\\n6\\n"},
                        {"another member", "{\"", "{\"x\":1,\""},
                        {"no JSON", "{", "["},
                        {"another form of the tree", "\"range\":\"", "\"range\":\"AA"},
                        {"no tree", "\"range\"", "\"ahead\""}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string changed = good;
      auto const at = changed.find(row.from);
      REQUIRE(at != std::string::npos);
      changed.replace(at, row.from.size(), row.to);
      REQUIRE(write_durably(world.file, changed));
      auto const loaded = follow::load_state(world.file, world.keys);
      REQUIRE_FALSE(loaded);
      CHECK(loaded.error().code == Errc::config_invalid);
      CHECK(loaded.error().detail.find("state.json") != std::string::npos);
    }
  }

  TEST_CASE("a state by another log's key is not believed") {
    World world;
    REQUIRE(follow::save_state(world.file, world.state(5)));
    auto const others = test::FakeLog(test::log_signer()).keys();
    CHECK(follow::load_state(world.file, others).error().code == Errc::config_invalid);
  }

  TEST_CASE("a file that cannot be written is named") {
    World world;
    REQUIRE(write_durably(world.folder.path() / "file", "x"));
    auto const written = write_durably(world.folder.path() / "file" / "below", "x");
    REQUIRE_FALSE(written);
    CHECK(written.error().code == Errc::io);
  }
}
