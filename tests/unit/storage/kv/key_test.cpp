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
      CHECK(kv::read_be<std::uint64_t>(key) == value);
      CHECK((before.empty() || before < key));
      before = key;
    }
  }

  TEST_CASE("each width writes its own bytes") {
    std::string key;
    kv::append_be(key, std::uint8_t{0x01});
    kv::append_be(key, std::uint16_t{0x0203});
    kv::append_be(key, std::uint32_t{0x04050607});
    CHECK(key == std::string("\x01\x02\x03\x04\x05\x06\x07"));
    CHECK(kv::read_be<std::uint16_t>(key.substr(1)) == 0x0203);
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
