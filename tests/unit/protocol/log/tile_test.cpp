#include "protocol/log/tile.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace huecry;
using log::TileId;
using log::TilePath;

namespace {
constexpr std::uint64_t k_largest = std::numeric_limits<std::uint64_t>::max();
}

TEST_SUITE("protocol/log tile") {
  TEST_CASE("a tree of a size has tiles of these widths") {
    struct Row {
      std::string name;
      TileId id;
      std::uint64_t size;
      unsigned width;
    };
    // 70,000 is the example of C2SP tlog-tiles.
    Row const rows[] = {{"empty tree", {0, 0}, 0, 0},
                        {"one leaf", {0, 0}, 1, 1},
                        {"one short of full", {0, 0}, 255, 255},
                        {"full", {0, 0}, 256, 256},
                        {"full has no next yet", {0, 1}, 256, 0},
                        {"full has a parent", {1, 0}, 256, 1},
                        {"255 has no parent", {1, 0}, 255, 0},
                        {"70,000: last full one", {0, 272}, 70000, 256},
                        {"70,000: partial one", {0, 273}, 70000, 112},
                        {"70,000: beyond", {0, 274}, 70000, 0},
                        {"70,000: level 1 full", {1, 0}, 70000, 256},
                        {"70,000: level 1 partial", {1, 1}, 70000, 17},
                        {"70,000: level 2", {2, 0}, 70000, 1},
                        {"70,000: no level 3", {3, 0}, 70000, 0},
                        {"largest tree: top level", {7, 0}, k_largest, 255},
                        {"largest tree: last leaves", {0, k_largest / 256}, k_largest, 255},
                        {"no tree has level 8", {8, 0}, k_largest, 0},
                        {"level 63 is only a text", {63, 0}, k_largest, 0}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(log::tile_width(row.id, row.size) == row.width);
    }
  }

  TEST_CASE("each path has one text") {
    struct Row {
      std::string text;
      TilePath path;
    };
    Row const rows[] = {
        {"0/000", {false, {0, 0}, 256}},         {"0/x001/x234/067", {false, {0, 1234067}, 256}},
        {"63/999", {false, {63, 999}, 256}},     {"0/x001/000", {false, {0, 1000}, 256}},
        {"1/001.p/17", {false, {1, 1}, 17}},     {"0/273.p/1", {false, {0, 273}, 1}},
        {"0/273.p/255", {false, {0, 273}, 255}}, {"entries/x001/x234/067", {true, {0, 1234067}, 256}},
        {"entries/000.p/5", {true, {0, 0}, 5}},  {"0/x018/x446/x744/x073/x709/x551/615", {false, {0, k_largest}, 256}}};
    for (Row const& row : rows) {
      CAPTURE(row.text);
      CHECK(log::to_text(row.path) == row.text);
      auto const parsed = log::parse_tile_path(row.text);
      REQUIRE(parsed);
      CHECK(*parsed == row.path);
    }
  }

  TEST_CASE("every other spelling of a path is refused") {
    std::string const texts[] = {"",
                                 "0",
                                 "0/",
                                 "/000",
                                 "00/000",
                                 "64/000",
                                 "-1/000",
                                 "+1/000",
                                 "x/000",
                                 "0/0",
                                 "0/00",
                                 "0/0000",
                                 "0/x000/001",
                                 "0/001/234",
                                 "0/x001/x234",
                                 "0/X001/234",
                                 "0/x01/234",
                                 "0/x001//234",
                                 "0/000.p/0",
                                 "0/000.p/256",
                                 "0/000.p/01",
                                 "0/000.p/",
                                 "0/000.p",
                                 "0/000.p/1/",
                                 "0/000.p/1.p/1",
                                 "0/000/",
                                 "0/000 ",
                                 " 0/000",
                                 "0/00\n",
                                 "0/x018/x446/x744/x073/x709/x551/616",
                                 "0/x999/x999/x999/x999/x999/x999/999",
                                 "Entries/000",
                                 "entries/0/000",
                                 "entries",
                                 "../000",
                                 "0/..",
                                 std::string("0/000\0", 6),
                                 std::string(5000, '0')};
    for (std::string const& text : texts) {
      CAPTURE(text);
      auto const parsed = log::parse_tile_path(text);
      REQUIRE_FALSE(parsed);
      CHECK(parsed.error().code == Errc::log_text_invalid);
    }
  }

  TEST_CASE("a reader may give more of a tile than needed, never less") {
    std::string const stored(5 * log::k_hash_bytes, 'h');
    log::TileReader const reader = [&](TileId) -> Result<std::string> { return stored; };
    auto const narrower = log::read_tile(reader, {0, 0}, 3);
    REQUIRE(narrower);
    CHECK(narrower->size() == 3 * log::k_hash_bytes);
    CHECK(log::read_tile(reader, {0, 0}, 5));
    auto const wider = log::read_tile(reader, {0, 0}, 6);
    REQUIRE_FALSE(wider);
    CHECK(wider.error().code == Errc::corrupt);
  }
}
