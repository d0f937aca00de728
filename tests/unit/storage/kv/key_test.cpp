#include "storage/kv/key.hpp"

#include <doctest/doctest.h>

using namespace huecry;

TEST_SUITE("storage/kv key") {
  TEST_CASE("big-endian numbers sort as numbers and read back") {
    std::uint64_t const values[] = {0, 1, 255, 256, 65535, 65536, 1ULL << 32, (1ULL << 63) - 1, 1ULL << 63, ~0ULL};
    std::string before;
    for (std::uint64_t const value : values) {
      std::string const key = kv::be64(value);
      CHECK(key.size() == 8);
      CHECK(read_be<std::uint64_t>(key) == value);
      CHECK((before.empty() || before < key));
      before = key;
    }
  }

  TEST_CASE("the bound of a prefix is the first key beyond it") {
    struct Row {
      std::string name;
      std::string prefix;
      std::string bound;
    };
    Row const rows[] = {{"ordinary", "ab", "ac"},
                        {"last byte full", std::string("a\xff"), "b"},
                        {"all bytes full: no bound", std::string("\xff\xff"), ""},
                        {"no prefix: no bound", "", ""},
                        {"zero byte", std::string("a\0", 2), "a\x01"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(kv::after_prefix(row.prefix) == row.bound);
      CHECK(kv::prefix_range(row.prefix, true).until == row.bound);
    }
  }
}
