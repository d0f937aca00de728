// JSONTestSuite (nst/JSONTestSuite @ 1ef36fa): what signed documents take, and what the reader takes with fractions on.

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "tests/conformance/vectors.hpp"

using namespace huecry;

namespace {

struct File {
  std::string name;
  std::string text;
};

std::vector<File> suite() {
  std::vector<File> files;
  std::filesystem::path const folder = "JSONTestSuite/test_parsing";
  for (auto const& entry : std::filesystem::directory_iterator(test::vectors_dir() / folder)) {
    std::string const name = entry.path().filename();
    files.push_back({name, test::read_vector(folder / name)});
  }
  return files;
}

/// Accepted names by upstream's class: y must parse, n must not, i is up to the parser.
std::map<char, std::set<std::string>> accepted(json::ReadOptions options) {
  std::map<char, std::set<std::string>> names;
  for (File const& file : suite()) {
    if (json::read(file.text, options)) names[file.name.front()].insert(file.name);
  }
  return names;
}

std::map<char, std::size_t> totals() {
  std::map<char, std::size_t> count;
  for (File const& file : suite()) ++count[file.name.front()];
  return count;
}

}

TEST_SUITE("conformance JSONTestSuite") {
  TEST_CASE("the suite is complete") {
    HUECRY_NEEDS_VECTORS;
    CHECK(totals() == std::map<char, std::size_t>{{'y', 95}, {'n', 188}, {'i', 35}});
  }

  TEST_CASE("signed documents: 78 accepted, all of class y, 240 rejected") {
    HUECRY_NEEDS_VECTORS;
    auto const names = accepted({});
    CHECK(names.size() == 1);
    CHECK(names.at('y').size() == 78);
  }

  TEST_CASE("signed documents reject of class y: equal keys, and numbers with a fraction or an exponent") {
    HUECRY_NEEDS_VECTORS;
    auto const names = accepted({});
    std::size_t equal_keys = 0;
    std::size_t fractions = 0;
    for (File const& file : suite()) {
      if (file.name.front() != 'y' || names.at('y').contains(file.name)) continue;
      CAPTURE(file.name);
      auto const error = json::read(file.text).error();
      CHECK(error.code == Errc::json_invalid);
      equal_keys += error.detail.starts_with("the key is there twice") ? 1U : 0U;
      fractions += error.detail.starts_with("a number with a fraction or an exponent") ? 1U : 0U;
    }
    CHECK(equal_keys == 2);
    CHECK(fractions == 15);
  }

  TEST_CASE("with fractions: all of class y but equal keys, none of class n") {
    HUECRY_NEEDS_VECTORS;
    json::ReadOptions options;
    options.fractions = true;
    auto const names = accepted(options);
    CHECK(names.at('y').size() == 93);
    CHECK_FALSE(names.at('y').contains("y_object_duplicated_key.json"));
    CHECK_FALSE(names.at('y').contains("y_object_duplicated_key_and_value.json"));
    CHECK_FALSE(names.contains('n'));
  }

  TEST_CASE(
      "with fractions, of class i: a double that underflows is zero; infinities and integers beyond 2^53 are "
      "rejected") {
    HUECRY_NEEDS_VECTORS;
    json::ReadOptions options;
    options.fractions = true;
    CHECK(accepted(options).at('i') ==
          std::set<std::string>{"i_number_double_huge_neg_exp.json", "i_number_real_underflow.json"});
  }

  TEST_CASE("the file that nlohmann's own parser takes for complete at its NUL byte is rejected") {
    HUECRY_NEEDS_VECTORS;
    std::string const text = test::read_vector("JSONTestSuite/test_parsing/n_multidigit_number_then_00.json");
    CHECK(json::Json::accept(text));
    CHECK_FALSE(json::read(text));
  }
}
