#include "protocol/log/bundle.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/limits.hpp"

using namespace huecry;

TEST_SUITE("protocol/log bundle") {
  TEST_CASE("a bundle is u16 length and entry, repeated, and reads back") {
    std::string bundle;
    log::append_entry(bundle, "abc");
    log::append_entry(bundle, "");
    CHECK(bundle == std::string("\0\3abc\0\0", 7));
    log::append_entry(bundle, std::string(limits::entry_bytes_max, 'x'));
    auto const entries = log::parse_bundle(bundle);
    REQUIRE(entries);
    REQUIRE(entries->size() == 3);
    CHECK((*entries)[0] == "abc");
    CHECK((*entries)[1].empty());
    CHECK((*entries)[2].size() == limits::entry_bytes_max);
  }

  TEST_CASE("a bundle that is cut off anywhere inside an entry is refused") {
    std::string bundle;
    log::append_entry(bundle, "abc");
    for (std::size_t length = 1; length < bundle.size(); ++length) {
      CAPTURE(length);
      CHECK_FALSE(log::parse_bundle(bundle.substr(0, length)));
    }
    CHECK(log::parse_bundle(""));
  }

  TEST_CASE("a bundle holds at most 256 entries") {
    std::string bundle;
    for (int i = 0; i < 256; ++i) log::append_entry(bundle, "e");
    CHECK(log::parse_bundle(bundle));
    log::append_entry(bundle, "e");
    CHECK_FALSE(log::parse_bundle(bundle));
  }
}
