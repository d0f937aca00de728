// What a policy may keep back of a notice.
#include "protocol/documents/blocks.hpp"

#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::has_block;
using documents::remove_block;

TEST_SUITE("protocol/documents blocks") {
  TEST_CASE("a block is there or not, and taking it out leaves everything else as it was") {
    struct Row {
      std::string name, block, with, without;
      bool has;
    };
    Row const rows[] = {
        {"judicial", "judicial", R"({"a":1,"judicial":{"x":1}})", R"({"a":1})", true},
        {"photos", "images", R"({"description":{"height":1,"photos":[1]}})", R"({"description":{"height":1}})", true},
        {"of objects", "images", R"({"objects":[{"images":[1],"n":1},{"n":2}]})", R"({"objects":[{"n":1},{"n":2}]})",
         true},
        {"dental", "biometrics", R"({"find":{"dental_reference":"D"}})", R"({"find":{}})", true},
        {"dna", "biometrics", R"({"find":{"dna_reference":"D","place":"p"}})", R"({"find":{"place":"p"}})", true},
        {"null is none", "judicial", R"({"judicial":null})", R"({})", false},
        {"a notice without it", "images", R"({"description":{"height":1}})", R"({"description":{"height":1}})", false},
        {"a word that is no block", "photos", R"({"photos":[1]})", R"({"photos":[1]})", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      json::Json notice = json::Json::parse(row.with);
      CHECK(has_block(notice, row.block) == row.has);
      remove_block(notice, row.block);
      CHECK(json::write(notice) == row.without);
      CHECK_FALSE(has_block(notice, row.block));
    }
  }
}
