#include "protocol/log/sublog.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/hash.hpp"

using namespace huecry;
using log::SublogHead;
using log::SublogItem;
using log::SublogKind;

namespace {

Digest digest_of(std::string_view text) { return crypto::sha256(text); }
CountryCode country(std::string_view alpha2) { return *CountryCode::parse(alpha2); }

std::string be(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (std::size_t at = bytes.size(); at != 0; value >>= 8) bytes[--at] = static_cast<char>(value & 0xff);
  return bytes;
}
std::string text_of(Digest const& digest) { return std::string(as_text(digest.view())); }

log::SublogHeads some_heads() {
  log::SublogHeads heads{};
  for (std::size_t slot = 0; slot < heads.size(); slot += 3)
    heads[slot] = {slot + 1, digest_of("head " + std::to_string(slot))};
  return heads;
}

}

TEST_SUITE("protocol/log sub-log") {
  TEST_CASE("a batch is the hash of its items, each 41 bytes") {
    std::vector<SublogItem> const items = {{7, SublogKind::document, digest_of("a")},
                                           {300, SublogKind::recall, digest_of("b")}};
    CHECK(log::batch_digest(items) ==
          digest_of(be(7) + '\x01' + text_of(digest_of("a")) + be(300) + '\x02' + text_of(digest_of("b"))));
  }

  TEST_CASE("a head covers the one before, where the batch ended, how many items, and which") {
    Digest const batch = digest_of("batch");
    SublogHead const first = log::advanced({}, 9, 2, batch);
    CHECK(first.items == 2);
    CHECK(first.digest == digest_of('\x02' + std::string(32, '\0') + be(9) + be(2) + text_of(batch)));
    SublogHead const second = log::advanced(first, 12, 1, batch);
    CHECK(second.items == 3);
    CHECK(second.digest == digest_of('\x02' + text_of(first.digest) + be(12) + be(1) + text_of(batch)));
  }

  TEST_CASE("whatever differs gives another head") {
    SublogHead const before{3, digest_of("before")};
    Digest const batch = digest_of("batch");
    SublogHead const head = log::advanced(before, 9, 2, batch);
    struct Row {
      char const* name;
      SublogHead other;
    };
    Row const rows[] = {{"another history", log::advanced({3, digest_of("other")}, 9, 2, batch)},
                        {"the end of the batch", log::advanced(before, 10, 2, batch)},
                        {"the number of items", log::advanced(before, 9, 3, batch)},
                        {"the items", log::advanced(before, 9, 2, digest_of("others"))}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(row.other.digest != head.digest);
    }
  }

  TEST_CASE("the tree of heads is that of RFC 6962 over 256 leaves") {
    auto const heads = some_heads();
    Digest const seed = digest_of("seed");
    log::HeadsTree const tree(heads, seed);
    std::vector<Digest> level;
    for (std::size_t slot = 0; slot < heads.size(); ++slot) {
      auto const bureau = CountryCode::from_slot(static_cast<std::uint8_t>(slot));
      level.push_back(bureau ? log::heads_leaf(log::blind_of(seed, *bureau), *bureau, heads[slot]) : Digest());
    }
    while (level.size() > 1) {
      std::vector<Digest> above;
      for (std::size_t i = 0; i < level.size(); i += 2) above.push_back(log::node_hash(level[i], level[i + 1]));
      level = above;
    }
    CHECK(tree.root() == level.front());
  }

  TEST_CASE("each bureau proves its head with eight hashes") {
    auto const heads = some_heads();
    Digest const seed = digest_of("seed");
    log::HeadsTree const tree(heads, seed);
    for (CountryCode const bureau : {country("AF"), country("DE"), country("FR"), country("ZW")}) {
      CAPTURE(bureau.text());
      auto const path = tree.path(bureau);
      CHECK(path.size() == 8);
      CHECK(log::verify_head(heads[bureau.slot()], bureau, log::blind_of(seed, bureau), path, tree.root()));
    }
  }

  TEST_CASE("a proof is of one bureau, one head and one tree") {
    auto const heads = some_heads();
    Digest const seed = digest_of("seed");
    log::HeadsTree const tree(heads, seed);
    CountryCode const bureau = country("DE");
    SublogHead const head = heads[bureau.slot()];
    auto const path = tree.path(bureau);
    Digest const blind = log::blind_of(seed, bureau);
    auto longer = path;
    longer.push_back(Digest());
    CHECK_FALSE(log::verify_head({head.items + 1, head.digest}, bureau, blind, path, tree.root()));
    CHECK_FALSE(log::verify_head({head.items, digest_of("other")}, bureau, blind, path, tree.root()));
    CHECK_FALSE(log::verify_head(head, country("FR"), blind, path, tree.root()));
    CHECK_FALSE(log::verify_head(head, bureau, digest_of("blind"), path, tree.root()));
    CHECK_FALSE(log::verify_head(head, bureau, blind, longer, tree.root()));
    CHECK_FALSE(log::verify_head(head, bureau, blind, path, digest_of("root")));
  }

  TEST_CASE("what a bureau sees of the others changes with each batch, whether they got something or not") {
    auto const heads = some_heads();
    CountryCode const bureau = country("DE");
    auto const before = log::HeadsTree(heads, digest_of("seed 1")).path(bureau);
    auto const after = log::HeadsTree(heads, digest_of("seed 2")).path(bureau);
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(before[i] != after[i]);
  }
}
