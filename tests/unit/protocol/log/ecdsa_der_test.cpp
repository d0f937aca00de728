#include "protocol/log/detail/ecdsa_der.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/encoding.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using log::detail::from_der;
using log::detail::to_der;

TEST_SUITE("protocol/log ECDSA in DER") {
  TEST_CASE("each pair of numbers has one DER text") {
    struct Row {
      std::string name;
      std::string raw;
      std::string der;
    };
    Row const rows[] = {{"small", "00010002", "3006020101020102"},
                        {"zero", "00000000", "3006020100020100"},
                        {"top bit needs a sign byte", "00800080", "300802020080020200 80"},
                        {"full width", "7fff0100", "300802027fff02020100"},
                        {"full width with sign byte", "ffff8000", "300a020300ffff0203008000"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string text = row.der;
      std::erase(text, ' ');
      Bytes const raw = *hex_decode(row.raw);
      Bytes const der = *hex_decode(text);
      CHECK(to_der(raw) == der);
      auto const back = from_der(der, 2);
      REQUIRE(back);
      CHECK(*back == raw);
    }
  }

  TEST_CASE("every other DER text is refused") {
    struct Row {
      std::string name;
      std::string der;
    };
    Row const rows[] = {{"empty", ""},
                        {"tag only", "30"},
                        {"not a sequence", "3106020101020102"},
                        {"not an integer", "3006040101020102"},
                        {"trailing byte after", "300602010102010200"},
                        {"trailing byte inside", "300702010102010200"},
                        {"one number", "3003020101"},
                        {"cut off", "30060201010201"},
                        {"long length", "308106020101020102"},
                        {"indefinite length", "30800201010201020000"},
                        {"padded number", "300702020001020102"},
                        {"negative number", "3006020181020102"},
                        {"empty number", "30050200020102"},
                        {"number too wide", "3008020301000002 0102"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string text = row.der;
      std::erase(text, ' ');
      CHECK_FALSE(from_der(*hex_decode(text), 2));
    }
  }

  TEST_CASE("random pairs read back") {
    HUECRY_SEEDED;
    auto generator = test::generator("ecdsa der");
    for (int round = 0; round < 400; ++round) {
      Bytes raw(64);
      for (auto& byte : raw) byte = static_cast<std::uint8_t>(generator() >> (generator() % 8));
      auto const back = from_der(to_der(raw), 32);
      REQUIRE(back);
      REQUIRE(*back == raw);
    }
  }
}
