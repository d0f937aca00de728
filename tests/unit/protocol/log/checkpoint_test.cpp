#include "protocol/log/checkpoint.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/encoding.hpp"

using namespace huecry;

namespace {
std::string const k_root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
}

TEST_SUITE("protocol/log checkpoint") {
  TEST_CASE("a checkpoint is origin, size and root, one line each") {
    std::string const body = "hub.example/log/2026\n20852163\n" + k_root + "\n";
    auto const checkpoint = log::parse_checkpoint(body);
    REQUIRE(checkpoint);
    CHECK(checkpoint->origin == "hub.example/log/2026");
    CHECK(checkpoint->head.size == 20852163);
    CHECK(base64_encode(checkpoint->head.root.view()) == k_root);
    CHECK(log::to_body(*checkpoint) == body);
  }

  TEST_CASE("any other form is refused") {
    struct Row {
      std::string name;
      std::string body;
      bool accepted;
    };
    std::string const end = "\n" + k_root + "\n";
    Row const rows[] = {{"as it should be", "o\n7" + end, true},
                        {"size zero", "o\n0" + end, true},
                        {"largest size", "o\n18446744073709551615" + end, true},
                        {"size beyond 64 bits", "o\n18446744073709551616" + end, false},
                        {"leading zero", "o\n07" + end, false},
                        {"negative", "o\n-7" + end, false},
                        {"plus", "o\n+7" + end, false},
                        {"hexadecimal", "o\n0x7" + end, false},
                        {"space before size", "o\n 7" + end, false},
                        {"no size", "o\n" + end, false},
                        {"no origin", "\n7" + end, false},
                        {"origin with space", "o o\n7" + end, false},
                        {"extension line", "o\n7" + end + "more\n", false},
                        {"empty extension line", "o\n7" + end + "\n", false},
                        {"no last line feed", "o\n7\n" + k_root, false},
                        {"carriage returns", "o\r\n7\r\n" + k_root + "\r\n", false},
                        {"short root", "o\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", false},
                        {"url alphabet", "o\n7\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n", false},
                        {"two lines", "o\n7\n", false},
                        {"empty", "", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const checkpoint = log::parse_checkpoint(row.body);
      REQUIRE(static_cast<bool>(checkpoint) == row.accepted);
      if (row.accepted) CHECK(log::to_body(*checkpoint) == row.body);
      if (!row.accepted) CHECK(checkpoint.error().code == Errc::log_text_invalid);
    }
  }
}
