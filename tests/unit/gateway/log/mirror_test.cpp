#include "gateway/log/mirror.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "gateway/log/audit.hpp"
#include "gateway/log/folder.hpp"
#include "protocol/log/proof.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/gateway/log/fake_log.hpp"

using namespace huecry;

namespace {

struct World {
  log::NoteSigner signer = test::log_signer();
  test::FakeLog log{signer};
  std::array<log::NoteKey, 1> keys = log.keys();
  test::TempDir folder;
  test::ManualClock clock;

  Result<follow::SignedHead> mirror() {
    return follow::mirror(folder.path() / "mirror", log.fetch(), keys, [](auto, auto) {});
  }
  [[nodiscard]] Result<follow::Audited> audit(std::optional<follow::State> known) {
    HUECRY_TRY(std::string note, copy()("checkpoint"));
    HUECRY_TRY(auto const shown, follow::open_head(std::move(note), keys));
    return follow::audit({copy(), clock, {}, {}}, shown, std::move(known));
  }
  [[nodiscard]] follow::Fetch copy() const { return follow::fetch_from(folder.path() / "mirror"); }
};

}

TEST_SUITE("gateway/log mirror") {
  TEST_CASE("a mirror passes the audit with the log's key alone, and gives proofs, at every size on its way") {
    World world;
    std::optional<follow::State> known;
    for (std::size_t const more : std::initializer_list<std::size_t>{0, 1, 254, 1, 1, 600, 65'536}) {
      world.log.append(more);
      auto const head = world.mirror();
      REQUIRE_MESSAGE(head, more);
      std::uint64_t const size = world.log.entries.size();
      CHECK(head->head().size == size);
      auto const audited = world.audit(known);
      REQUIRE(audited);
      CHECK_FALSE(audited->objection);
      known = audited->state;
      if (size == 0) continue;
      // The higher tiles, which no audit reads, are needed for proofs.
      log::Prover prover(size, [&](log::TileId id) {
        log::TilePath path{.entries = false, .id = id, .width = log::tile_width(id, size)};
        return world.copy()("tile/" + to_text(path));
      });
      auto const proof = prover.inclusion(size / 2);
      REQUIRE(proof);
      CHECK(log::verify_inclusion(size / 2, size, log::leaf_hash(world.log.entries[size / 2]), *proof,
                                  head->head().root));
    }
  }

  TEST_CASE("a mirror does not follow a log that denies what the mirror has") {
    World world;
    world.log.append(300);
    REQUIRE(world.mirror());
    world.log.entries[5] = test::FakeLog::entry(5, "other");
    world.log.append(10);
    auto const changed = world.mirror();
    REQUIRE_FALSE(changed);
    CHECK(changed.error().code == Errc::not_verified);
    world.log.entries.resize(200);
    auto const shorter = world.mirror();
    REQUIRE_FALSE(shorter);
    CHECK(shorter.error().detail.find("shorter") != std::string::npos);
    auto const kept = world.audit({});
    REQUIRE(kept);
    CHECK(kept->state.range.size() == 300);
  }

  TEST_CASE("a mirror that somebody has changed is not built upon") {
    World world;
    world.log.append(300);
    REQUIRE(world.mirror());
    auto const tile = world.folder.path() / "mirror/tile/0/001.p/44";
    std::fstream(tile, std::ios::in | std::ios::out | std::ios::binary).put('x');
    world.log.append(1);
    auto const built = world.mirror();
    REQUIRE_FALSE(built);
    CHECK(built.error().code == Errc::not_verified);
  }

  TEST_CASE("a folder without a log says so") {
    World world;
    auto const none = follow::fetch_from(world.folder.path())("checkpoint");
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Errc::not_found);
  }
}
