#include "protocol/log/add_checkpoint.hpp"

#include <doctest/doctest.h>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/log/hash.hpp"

using namespace huecry;

namespace {

/// The example of C2SP tlog-witness, with signatures of our own making: form alone is looked at.
std::string const k_note =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 "
    "example.com/behind-the-sofa "
    "AAAAAGFiY2Q=\n";
std::string const k_hash = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";

}

TEST_SUITE("protocol/log add-checkpoint") {
  TEST_CASE("a request is this text and reads back") {
    std::string const text = "old 20852014\n" + k_hash + k_hash + "\n" + k_note;
    auto const request = log::parse_add_checkpoint(text);
    REQUIRE(request);
    CHECK(request->old_size == 20852014);
    CHECK(request->proof.size() == 2);
    CHECK(request->checkpoint == k_note);
    CHECK(log::to_text(*request) == text);
  }

  TEST_CASE("63 lines of proof are taken, 64 are not") {
    for (std::size_t const lines : std::initializer_list<std::size_t>{0, 63, 64}) {
      std::string text = "old 5\n";
      for (std::size_t i = 0; i < lines; ++i) text += k_hash;
      CHECK(static_cast<bool>(log::parse_add_checkpoint(text + "\n" + k_note)) == (lines <= 63));
    }
  }

  TEST_CASE("another form is refused") {
    struct Row {
      std::string name, text;
    };
    Row const rows[] = {{"empty", ""},
                        {"no old size", k_hash + "\n" + k_note},
                        {"a size with a leading zero", "old 05\n\n" + k_note},
                        {"a negative size", "old -5\n\n" + k_note},
                        {"a size beyond 64 bits", "old 18446744073709551616\n\n" + k_note},
                        {"two spaces", "old  5\n\n" + k_note},
                        {"no hash", "old 5\nabc\n\n" + k_note},
                        {"no empty line", "old 5\n" + k_hash + k_note},
                        {"no checkpoint", "old 5\n\n"},
                        {"no signature", "old 5\n\nexample.com/x\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"},
                        {"too large", "old 5\n\n" + std::string(limits::receipt_bytes_max, 'x')}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const request = log::parse_add_checkpoint(row.text);
      REQUIRE_FALSE(request);
      CHECK(request.error().code == Errc::log_text_invalid);
    }
  }
}
