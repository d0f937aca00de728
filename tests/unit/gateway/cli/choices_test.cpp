#include "gateway/cli/choices.hpp"

#include <doctest/doctest.h>

using namespace huecry::cli;

TEST_SUITE("gateway/cli choices") {
  TEST_CASE("a word of the list is taken in any case, another is answered with the list") {
    CLI::Validator const colour = one_of("colour", {"RED", "STOLEN_ART"});
    struct Row {
      std::string word, becomes, error;
    };
    Row const rows[] = {{"RED", "RED", ""},
                        {"stolen_art", "STOLEN_ART", ""},
                        {"pink", "pink", "colour pink is none of RED, STOLEN_ART"},
                        {"", "", "colour  is none of RED, STOLEN_ART"}};
    for (Row const& row : rows) {
      CAPTURE(row.word);
      std::string word = row.word;
      CHECK(colour(word) == row.error);
      CHECK(word == row.becomes);
    }
  }

  TEST_CASE("completion learns the list from the option") {
    CLI::App program;
    std::string text;
    CHECK(choices_of(*program.add_option("--region", text)->transform(one_of("region", {"europe", "africa"}))) ==
          std::vector<std::string>{"europe", "africa"});
    CHECK(choices_of(*program.add_option("--text", text)).empty());
  }
}
