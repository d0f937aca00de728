#include "protocol/base/codec.hpp"

#include <doctest/doctest.h>

using namespace huecry;

TEST_SUITE("codec") {
  TEST_CASE("numbers are big-endian, so that their bytes sort as they do") {
    std::string bytes;
    append_be(bytes, std::uint8_t{0x01});
    append_be(bytes, std::uint16_t{0x0203});
    append_be(bytes, std::uint32_t{0x04050607});
    append_be(bytes, std::uint64_t{0x08090a0b0c0d0e0f});
    CHECK(bytes == "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f");
    CHECK(read_be<std::uint64_t>(std::string_view(bytes).substr(7)) == 0x08090a0b0c0d0e0f);
    CHECK(read_be<std::uint16_t>(std::string_view(bytes).substr(1)) == 0x0203);
  }

  TEST_CASE("whatever is written is read again, in order") {
    std::string bytes;
    Encoder out(bytes);
    auto const france = *CountryCode::parse("FR");
    UnixMillis const time(std::chrono::milliseconds(1'764'374'400'123));
    std::chrono::sys_days const day(std::chrono::days(-100));
    Digest digest;
    digest.bytes.fill(7);
    out.country(france);
    out.letters(france);
    out.time(time);
    out.day(day);
    out.set({france});
    out.digest(digest);
    out.text("two words");
    out.word("");
    Decoder in(bytes);
    CHECK(in.country() == france);
    CHECK(in.letters() == france);
    CHECK(in.time() == time);
    CHECK(in.day() == day);
    CHECK(in.set() == CountrySet{france});
    CHECK(in.digest() == digest);
    CHECK(in.text() == "two words");
    CHECK(in.word().empty());
    CHECK(in.finish("all"));
  }

  TEST_CASE("an impossible byte fails the reading for good, and what follows is zero") {
    struct Row {
      std::string name, bytes;
      void (*read)(Decoder&);
    };
    Row const rows[] = {{"a number cut short", "\x01", [](Decoder& in) { in.number<std::uint16_t>(); }},
                        {"a text longer than what is left",
                         std::string("\0\0\0\x05"
                                     "abcd",
                                     8),
                         [](Decoder& in) { in.text(); }},
                        {"a length near the largest number",
                         std::string("\xff\xff\xff\xff"
                                     "abcd",
                                     8),
                         [](Decoder& in) { in.text(); }},
                        {"a word longer than what is left",
                         "\x05"
                         "abcd",
                         [](Decoder& in) { in.word(); }},
                        {"a slot that no country has", "\xff", [](Decoder& in) { in.country(); }},
                        {"letters of no country", "ZY", [](Decoder& in) { in.letters(); }},
                        {"a code past the last", "\x05", [](Decoder& in) { in.code(std::uint8_t{4}); }},
                        {"half a digest", std::string(16, 'd'), [](Decoder& in) { in.digest(); }},
                        {"half a set", std::string(31, 's'), [](Decoder& in) { in.set(); }}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string const bytes = row.bytes;
      Decoder in(bytes);
      row.read(in);
      CHECK(in.failed());
      CHECK(in.number<std::uint8_t>() == 0);
      CHECK(in.finish("row").error().code == Errc::corrupt);
    }
  }

  TEST_CASE("bytes left over are corruption") {
    Decoder in("ab");
    in.number<std::uint8_t>();
    CHECK_FALSE(in.failed());
    CHECK(in.finish("row").error().code == Errc::corrupt);
  }
}
