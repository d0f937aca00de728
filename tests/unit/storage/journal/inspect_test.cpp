// An inspection that cannot fail is none: each kind of damage is found, named where it is, and nothing else.
#include "storage/journal/inspect.hpp"

#include "storage/journal/detail/keys.hpp"
#include "tests/unit/storage/journal/journal_fixture.hpp"
#include "tests/unit/storage/sealing.hpp"

using namespace huecry;
using kv::Family;

namespace {

struct Inspected : test::JournalFixture {
  explicit Inspected(std::size_t entries = 20) {
    std::vector<journal::Proposal> proposals;
    for (std::size_t i = 0; i < entries; ++i) proposals.push_back({test::record_of("FR-" + std::to_string(i)), {}});
    for (auto const& receipt : test::submit(*journal, std::move(proposals)).get()) REQUIRE(receipt);
  }
  void flip(Family family, std::string const& key, std::size_t at) {
    std::string value = store->get(family, key)->value();
    REQUIRE(at < value.size());
    value[at] = static_cast<char>(value[at] ^ 1);
    put(family, key, value);
  }
  /// "record 7: it is not there", in their order.
  std::vector<std::string> damage() {
    std::vector<std::string> found;
    journal::Inspector inspector;
    log::NoteKey const key = signer.key();
    inspector.key = &key;
    inspector.on_damage = [&](journal::Damage const& one) { found.push_back(name_of(one) + ": " + one.what); };
    auto const entries = journal::inspect(*store, inspector);
    REQUIRE(entries);
    return found;
  }
  void change_record(journal::Position at, std::function<void(journal::Record&)> const& change) {
    auto record = journal::read(*store, at);
    REQUIRE(record);
    change(*record);
    test::seal(*record, store->secrets());
    put(Family::record, kv::be64(at), journal::encode(*record));
  }
};

}

TEST_SUITE("storage/journal inspect") {
  TEST_CASE("a sound journal has no damage, at every size around full tiles") {
    for (std::size_t const entries : std::initializer_list<std::size_t>{0, 1, 2, 255, 256, 257, 511, 512, 513}) {
      CAPTURE(entries);
      Inspected world(entries);
      CHECK(world.damage().empty());
      CHECK(journal::check_log(*world.store));
    }
  }

  TEST_CASE("each kind of damage is named where it is, and nothing beside it") {
    using Words = std::vector<std::string>;
    struct Row {
      std::string name;
      std::function<void(Inspected&)> damage;
      Words found;
    };
    std::string const tile = journal::detail::tile_key({0, 0});
    Row const rows[] = {
        {"a leaf is gone", [](auto& world) { world.erase(Family::leaf, kv::be64(7)); }, {"leaf 7: it is not there"}},
        {"one bit of a leaf",
         [](auto& world) { world.flip(Family::leaf, kv::be64(7), 200); },
         {"leaf 7: it is not the one whose hash is in the tree"}},
        {"the last leaf is gone",
         [](auto& world) { world.erase(Family::leaf, kv::be64(19)); },
         {"leaf 19: it is not there"}},
        {"a record is gone",
         [](auto& world) { world.erase(Family::record, kv::be64(7)); },
         {"record 7: it is not there"}},
        {"a record says another version",
         [](auto& world) { world.change_record(7, [](auto& record) { record.ver = 2; }); },
         {"record 7: it says something else than its leaf"}},
        {"another document",
         [](auto& world) { world.change_record(7, [](auto& record) { record.document += ' '; }); },
         {"record 7: the document is not the one whose digest it has"}},
        {"no decision",
         [](auto& world) { world.change_record(7, [](auto& record) { record.decision.clear(); }); },
         {"record 7: a document without the decision about it"}},
        {"a record in another's place",
         [](auto& world) {
           world.put(Family::record, kv::be64(7), world.store->get(Family::record, kv::be64(8))->value());
         },
         {"record 7: it is of another position"}},
        {"one bit of a tile",
         [&](auto& world) { world.flip(Family::tile, tile, 32 * 7); },
         {"tile 0/0: it does not hold the hashes of its leaves"}},
        {"a torn tile",
         [&](auto& world) {
           world.put(Family::tile, tile, world.store->get(Family::tile, tile)->value().substr(0, 33));
         },
         {"tile 0/0: it is too short"}},
        {"a tile is gone", [&](auto& world) { world.erase(Family::tile, tile); }, {"tile 0/0: it is not there"}},
        {"the last checkpoint is gone",
         [](auto& world) { world.erase(Family::checkpoint, kv::be64(20)); },
         {"checkpoint of 20: it is not there"}},
        {"no checkpoint",
         [](auto& world) { world.put(Family::checkpoint, kv::be64(20), "x"); },
         {"checkpoint of 20: it is no checkpoint: note: no empty line before the signatures"}},
        {"a row behind the end",
         [](auto& world) { world.put(Family::leaf, kv::be64(20), "x"); },
         {"leaf 20: it is behind the end of the journal"}},
        {"two at once",
         [](auto& world) { world.erase(Family::leaf, kv::be64(3)), world.erase(Family::record, kv::be64(9)); },
         {"leaf 3: it is not there", "record 9: it is not there"}},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Inspected world;
      row.damage(world);
      std::vector<std::string> const found = world.damage();
      std::string said;
      for (std::string const& each : found) said += each + "; ";
      CHECK_MESSAGE(found == row.found, said);
      CHECK_FALSE(journal::check_log(*world.store));
    }
  }

  TEST_CASE_FIXTURE(Inspected, "a checkpoint that another key has signed, or that names another root, is found") {
    std::string const body = log::to_body({"hub.example/log/2026", {20, journal->end() == 20 ? Digest() : Digest()}});
    put(Family::checkpoint, kv::be64(20), *log::sign_note(body, signer));
    CHECK(damage() == std::vector<std::string>{"checkpoint of 20: the leaves do not give its root"});
    auto const note = log::parse_note(journal->checkpoint());
    REQUIRE(note);
    put(Family::checkpoint, kv::be64(20), *log::sign_note(note->body, signer_named("hub.example/log/2026")));
    CHECK(damage() == std::vector<std::string>{"checkpoint of 20: its signature does not hold"});
  }

  TEST_CASE("a bit in a tile of a higher level is found, and the leaves below are not blamed") {
    Inspected world(300);
    world.flip(Family::tile, journal::detail::tile_key({1, 0}), 5);
    CHECK(world.damage() == std::vector<std::string>{"tile 1/0: it does not hold the roots of the tiles below"});
  }

  TEST_CASE("in a full tile, too, the one that is damaged is blamed: a leaf, or the tile") {
    Inspected world(300);
    world.flip(Family::leaf, kv::be64(100), 50);
    CHECK(world.damage() == std::vector<std::string>{"leaf 100: it is not the one whose hash is in the tree"});
    world.flip(Family::leaf, kv::be64(100), 50);
    world.flip(Family::tile, journal::detail::tile_key({0, 0}), 32 * 100);
    CHECK(world.damage() == std::vector<std::string>{"tile 0/0: it does not hold the hashes of its leaves"});
  }

  TEST_CASE_FIXTURE(Inspected, "where nobody knows how long it is, that is the error") {
    put(Family::meta, "journal", "x");
    journal::Inspector inspector;
    inspector.on_damage = [](journal::Damage const&) {};
    auto const inspected = journal::inspect(*store, inspector);
    REQUIRE_FALSE(inspected);
    CHECK(inspected.error().code == Errc::corrupt);
  }
}
