// docs/life.md shows the tables as the code has them. To write them anew: HUECRY_WRITE_DOCS=1 with this program.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "protocol/life/extract_life.hpp"
#include "protocol/life/hit_life.hpp"
#include "protocol/life/notice_life.hpp"
#include "protocol/life/recall_life.hpp"
#include "protocol/life/table_text.hpp"

using namespace huecry;
using namespace huecry::life;

namespace {

std::string read_file(std::string const& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The table below this heading, from its first line to the first empty one.
std::pair<std::size_t, std::size_t> table_below(std::string const& page, std::string const& heading) {
  std::size_t const at = page.find(heading + "\n");
  REQUIRE_MESSAGE(at != std::string::npos, "docs/life.md has no heading " << heading);
  std::size_t const first = page.find("| # |", at);
  std::size_t const end = page.find("\n\n", first);
  return {first, end == std::string::npos ? page.size() : end + 1};
}

}

TEST_SUITE("protocol/life documentation") {
  TEST_CASE("the tables of docs/life.md are those of the code") {
    std::string const path = HUECRY_SOURCE_DIR "/docs/life.md";
    std::string page = read_file(path);
    std::pair<std::string, std::string> const tables[] = {{"## Notice", to_markdown(notice_life())},
                                                          {"## Diffusion", to_markdown(diffusion_life())},
                                                          {"## Public extract", to_markdown(extract_life())},
                                                          {"## Hit", to_markdown(hit_life())},
                                                          {"## Recall", to_markdown(recall_life())}};
    for (auto const& [heading, table] : tables) {
      CAPTURE(heading);
      auto const [first, end] = table_below(page, heading);
      if (std::getenv("HUECRY_WRITE_DOCS") != nullptr)
        page.replace(first, end - first, table);
      else
        CHECK(page.substr(first, end - first) == table);
    }
    if (std::getenv("HUECRY_WRITE_DOCS") != nullptr) std::ofstream(path) << page;
  }
}
