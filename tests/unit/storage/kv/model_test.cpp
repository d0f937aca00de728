// The store against a std::map: random writes, transactions, rollbacks, snapshots, ranges and re-openings.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/support/seed.hpp"
#include "tests/unit/storage/kv/rocks_fixture.hpp"

using namespace huecry;
using kv::Family;

namespace {

using Model = std::map<std::string, std::string>;
using Engine = std::mt19937_64;

std::size_t below(Engine& random, std::size_t bound) { return static_cast<std::size_t>(random() % bound); }

/// At least `bytes_min` bytes from a small alphabet, so that keys meet and share prefixes.
std::string random_key(Engine& random, std::size_t bytes_min) {
  static constexpr char k_alphabet[] = {'\x00', '\x01', '\x02', 'a', '\xff'};
  std::string key(bytes_min + below(random, 4), '\0');
  for (char& byte : key) byte = k_alphabet[below(random, std::size(k_alphabet))];
  return key;
}

test::Rows expected(Model const& model, kv::Range const& range) {
  test::Rows rows;
  for (auto const& [key, value] : model) {
    if (key >= range.from && (range.until.empty() || key < range.until)) rows.emplace_back(key, value);
  }
  if (range.reverse) std::ranges::reverse(rows);
  return rows;
}

void check_ranges(kv::Reader const& state, Model const& model, Family family, Engine& random, std::size_t bytes_min) {
  for (int i = 0; i < 6; ++i) {
    kv::Range range{random_key(random, bytes_min), random_key(random, bytes_min), below(random, 2) == 0};
    if (below(random, 3) == 0) range.until.clear();
    if (below(random, 3) == 0) range.from.clear();
    CHECK(test::rows_of(state, family, range) == expected(model, range));
  }
  std::string const prefix = random_key(random, bytes_min).substr(0, std::max<std::size_t>(bytes_min, 1));
  bool const reverse = below(random, 2) == 0;
  kv::Range const within{prefix, std::string(prefix) + '\xff' + '\xff' + '\xff' + '\xff' + '\xff', reverse};
  CHECK(test::rows_of(state, family, within) == expected(model, within));
}

void write_some(kv::Transaction& transaction, Model& model, Family family, Engine& random, std::size_t bytes_min) {
  for (std::size_t i = below(random, 12); i != 0; --i) {
    std::string const key = random_key(random, bytes_min);
    if (below(random, 4) == 0) {
      transaction.erase(family, key);
      model.erase(key);
    } else {
      std::string const value = std::to_string(random());
      transaction.put(family, key, value);
      model[key] = value;
    }
  }
}

}

TEST_SUITE("storage/kv model") {
  TEST_CASE_FIXTURE(test::StoreFixture, "the store does what an ordered map does") {
    HUECRY_SEEDED;
    struct Row {
      std::string name;
      Family family;
      std::size_t key_bytes_min;  // families with a prefix have no shorter keys
    };
    Row const rows[] = {
        {"no prefix", Family::index, 0}, {"prefix of 2", Family::mailbox, 2}, {"prefix of 13", Family::status, 13}};
    write_buffer_bytes = 1;
    reopen();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Engine random = test::generator("kv model " + row.name);
      Model model;
      for (int round = 0; round < 60; ++round) {
        if (round % 20 == 19) reopen();
        auto const snapshot = store->snapshot();
        Model const then = model;
        auto transaction = store->begin();
        write_some(*transaction, model, row.family, random, row.key_bytes_min);
        Model undone = model;
        transaction->mark();
        write_some(*transaction, undone, row.family, random, row.key_bytes_min);
        check_ranges(*transaction, undone, row.family, random, row.key_bytes_min);
        transaction->rollback();
        check_ranges(*transaction, model, row.family, random, row.key_bytes_min);
        REQUIRE(store->commit(*transaction, kv::Sync::no));
        check_ranges(*store, model, row.family, random, row.key_bytes_min);
        check_ranges(*snapshot, then, row.family, random, row.key_bytes_min);
      }
      CHECK(test::rows_of(*store, row.family) == expected(model, {}));
    }
  }
}
