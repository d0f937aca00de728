#include "gateway/log/witness.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "gateway/log/folder.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/proof.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/gateway/log/fake_log.hpp"

using namespace huecry;

namespace {

log::Cosigner cosigner() {
  auto made = log::Cosigner::make("de.example/witness", std::make_shared<crypto::PrivateKey>(
                                                            *crypto::PrivateKey::generate(crypto::Algorithm::eddsa)));
  REQUIRE(made);
  return *std::move(made);
}

struct World {
  log::NoteSigner signer = test::log_signer();
  test::FakeLog log{signer};
  log::Cosigner key = cosigner();
  test::ManualClock clock;
  test::TempDir folder;
  std::unique_ptr<follow::Witness> witness;

  World() { open(); }
  void open() {
    witness.reset();
    auto opened = follow::Witness::open(folder.path() / "witness", key, {signer.key()}, clock);
    REQUIRE(opened);
    witness = *std::move(opened);
  }

  /// What the log would send, when it believes the witness to have `old_size`.
  [[nodiscard]] log::AddCheckpoint request(std::uint64_t old_size) const {
    return {old_size, proof(log, old_size), log.checkpoint(log.entries.size())};
  }
  [[nodiscard]] static log::Proof proof(test::FakeLog const& of, std::uint64_t old_size) {
    std::uint64_t const size = of.entries.size();
    if (old_size == 0 || old_size >= size) return {};
    REQUIRE(size < 256);  // one tile
    auto fetch = of.fetch();
    log::Prover prover(size, [&](log::TileId id) {
      return fetch("tile/" + to_text(log::TilePath{.entries = false, .id = id, .width = log::tile_width(id, size)}));
    });
    auto found = prover.consistency(old_size);
    REQUIRE(found);
    return *std::move(found);
  }
  follow::WitnessAnswer add(std::uint64_t old_size) { return witness->add(log::to_text(request(old_size))); }
  [[nodiscard]] std::string hash() const {
    return hex_encode(crypto::sha256(std::string("hub.example/log/2026")).view());
  }
};

}

TEST_SUITE("gateway/log witness") {
  TEST_CASE("a log that grows is cosigned, and every line holds") {
    World world;
    std::uint64_t old_size = 0;
    UnixSeconds signed_at;
    for (std::size_t const more : std::initializer_list<std::size_t>{0, 1, 1, 5, 0, 60}) {
      world.log.append(more);
      auto const answer = world.add(old_size);
      REQUIRE_MESSAGE(answer.status == 200, answer.body);
      if (more != 0 || old_size == 0) signed_at = to_seconds(world.clock.now());  // asked again it says the same
      auto const note = log::parse_note(world.log.checkpoint(world.log.entries.size()) + answer.body);
      REQUIRE(note);
      auto const verified = log::verify_note(*note, std::array{world.key.key()});
      REQUIRE(verified);
      CHECK(verified->front().time == signed_at);
      old_size = world.log.entries.size();
      CHECK(world.witness->size_of("hub.example/log/2026") == old_size);
      world.clock.advance(std::chrono::seconds(10));
    }
  }

  TEST_CASE("what it has cosigned it remembers, also after a restart, and says so to a log that does not know") {
    World world;
    world.log.append(7);
    REQUIRE(world.add(0).status == 200);
    world.log.append(3);
    for (bool const restarted : {false, true}) {
      if (restarted) world.open();
      auto const answer = world.add(0);
      CHECK(answer.status == 409);
      CHECK(answer.content_type == "text/x.tlog.size");
      CHECK(answer.body == "7\n");
      CHECK(world.add(8).status == 409);
    }
    CHECK(world.add(7).status == 200);
    auto const latest = world.witness->latest(world.hash());
    REQUIRE(latest);
    auto const note = log::parse_note(*latest);
    REQUIRE(note);
    CHECK(note->lines.size() == 2);
    CHECK_FALSE(world.witness->latest("00"));
    CHECK_FALSE(world.witness->latest(""));
  }

  TEST_CASE("what does not continue the log is not cosigned, and what contradicts it is kept as evidence") {
    struct Row {
      std::string name;
      int status;
      bool evidence;
      std::function<std::string(World&)> body;
    };
    auto const other = [](World& world, std::size_t size) {
      test::FakeLog fork(world.signer);
      fork.append(size, "other");
      return fork;
    };
    Row const rows[] = {
        {"no request", 400, false, [](World&) { return std::string("x"); }},
        {"a body that is no checkpoint", 400, false,
         [](World& world) { return "old 7\n\n" + *log::sign_note("hub.example/log/2026\n", world.signer); }},
        {"a checkpoint of an unknown log", 404, false,
         [](World&) {
           test::FakeLog stranger(test::log_signer("stranger.example/log"));
           return log::to_text({7, {}, stranger.checkpoint(0)});
         }},
        {"a signature by another key of that name", 403, false,
         [](World&) {
           test::FakeLog impostor(test::log_signer());
           return log::to_text({7, {}, impostor.checkpoint(0)});
         }},
        {"an old size beyond the new one", 400, false,
         [](World& world) { return log::to_text({8, {}, world.log.checkpoint(7)}); }},
        {"another root of the same size", 422, true,
         [&](World& world) { return log::to_text({7, {}, other(world, 7).checkpoint(7)}); }},
        {"another history that is longer", 422, false,
         [&](World& world) {
           test::FakeLog const fork = other(world, 12);
           return log::to_text({7, World::proof(fork, 7), fork.checkpoint(12)});
         }},
        {"a proof that was cut", 422, false,
         [](World& world) {
           world.log.append(5);
           log::AddCheckpoint request = world.request(7);
           request.proof.pop_back();
           return log::to_text(request);
         }},
        {"a proof between equal sizes", 422, false,
         [](World& world) { return log::to_text({7, {Digest{}}, world.log.checkpoint(7)}); }},
        {"an older checkpoint", 409, false,
         [](World& world) { return log::to_text({3, {}, world.log.checkpoint(5)}); }},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      World world;
      world.log.append(7);
      REQUIRE(world.add(0).status == 200);
      auto const answer = world.witness->add(row.body(world));
      CHECK_MESSAGE(answer.status == row.status, answer.body);
      CHECK(world.witness->size_of("hub.example/log/2026") == 7);
      CHECK(static_cast<bool>(follow::fetch_from(world.folder.path() / "witness" / world.hash())("two-roots")) ==
            row.evidence);
    }
  }

  TEST_CASE("from nothing, no proof is taken and no false empty tree") {
    World world;
    world.log.append(3);
    CHECK(world.witness->add(log::to_text({0, {Digest{}}, world.log.checkpoint(3)})).status == 422);
    auto const note = log::sign_note(log::to_body({"hub.example/log/2026", {0, Digest{}}}), world.signer);
    REQUIRE(note);
    CHECK(world.witness->add(log::to_text({0, {}, *note})).status == 422);
  }

  TEST_CASE("asked again it says the same, and no stranger's lines are kept") {
    World world;
    world.log.append(4);
    std::string stuffed = world.log.checkpoint(4);
    for (int i = 0; i < 63; ++i) stuffed += "\u2014 stranger" + std::to_string(i) + ".example AAAAAGFiY2Q=\n";
    auto const first = world.witness->add(log::to_text({0, {}, stuffed}));
    REQUIRE(first.status == 200);
    world.clock.advance(std::chrono::seconds(60));
    CHECK(world.add(4).body == first.body);
    world.open();
    CHECK(world.add(4).body == first.body);
    auto const note = log::parse_note(*world.witness->latest(world.hash()));
    REQUIRE(note);
    CHECK(note->lines.size() == 2);
  }

  TEST_CASE("of two that race with different histories one is cosigned, and the other never") {
    for (int round = 0; round < 20; ++round) {
      World world;
      world.log.append(5);
      test::FakeLog fork(world.signer);
      fork.append(5, "other");
      std::string const bodies[] = {log::to_text({0, {}, world.log.checkpoint(5)}),
                                    log::to_text({0, {}, fork.checkpoint(5)})};
      int status[2] = {0, 0};
      std::thread other([&] { status[1] = world.witness->add(bodies[1]).status; });
      status[0] = world.witness->add(bodies[0]).status;
      other.join();
      CHECK((status[0] == 200) != (status[1] == 200));
    }
  }

  TEST_CASE("nobody else is this witness while it runs") {
    World world;
    auto const second =
        follow::Witness::open(world.folder.path() / "witness", world.key, {world.signer.key()}, world.clock);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::config_invalid);
  }

  TEST_CASE("what cannot be kept is not cosigned") {
    World world;
    world.log.append(2);
    std::ofstream(world.folder.path() / "witness" / world.hash()) << "a file where its folder should be";
    auto const answer = world.add(0);
    CHECK(answer.status == 500);
    CHECK(answer.body.find("\u2014") == std::string::npos);
    CHECK(world.witness->size_of("hub.example/log/2026") == 0);
  }
}
