#include "gateway/cli/outbox.hpp"

#include <doctest/doctest.h>

#include "tests/support/temp_dir.hpp"

using namespace huecry;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}

TEST_SUITE("gateway/cli outbox") {
  TEST_CASE("names of attachments are told apart in a folder, and no longer than a file's may be") {
    std::set<std::string> names;
    CHECK(cli::name_among(names, "report.pdf") == "report.pdf");
    CHECK(cli::name_among(names, "report.pdf") == "2-report.pdf");
    CHECK(cli::name_among(names, "report.pdf") == "3-report.pdf");
    CHECK(cli::name_among(names, repeated("ж", 130)) == repeated("ж", 100));  // whole letters, of two bytes each
    CHECK(cli::name_among(names, repeated("名", 200)) == repeated("名", 66));
    CHECK(cli::name_among(names, repeated("名", 199)) == "2-" + repeated("名", 66));
  }

  TEST_CASE("under a name that no file can have nothing waits") {
    test::TempDir const directory;
    CHECK_FALSE(cli::Outbox(repeated("x", 300), directory.path()).is_prepared());
  }
}
