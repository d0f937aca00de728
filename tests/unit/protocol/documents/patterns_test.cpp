#include "protocol/documents/detail/patterns.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <set>

#include "tests/support/seed.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::detail::find_pattern;

namespace {

void collect(json::Json const& schema, std::set<std::string>& patterns) {
  if (schema.is_object() && schema.contains("pattern") && schema["pattern"].is_string())
    patterns.insert(schema["pattern"]);
  if (schema.is_structured())
    for (auto const& child : schema) collect(child, patterns);
}

std::set<std::string> patterns_of_schemas() {
  std::set<std::string> patterns;
  for (std::string const file : {"notice", "evidence", "policy", "envelope", "message", "entities"})
    collect(*json::read(samples::read_file("docs/schemas/" + file + ".json")), patterns);
  return patterns;
}

/// Texts near the border of what the patterns take: pieces of examples, put together at random.
std::string near_miss(std::mt19937_64& random) {
  static std::vector<std::string> const pieces{
      "FR",     "-",    "a",       "Z",      "9",      ".",      "_",        "/",        "2026",    "03",   "14",
      "QDi",    ".123", "e.",      " ",      "(1999)", "1267",   "EUR",      "\n",       "é",       "\x01", "123",
      "4567",   "FRA",  "9074729", "+",      "image",  "DE8937", "VSSZZZ5F", "CAIXESBB", "nordic.", "a.b",  "!",
      "ab-c_d", "\r",   "0000",    "-12-01", "T08:",   "00:00",  "Z",        "FR/"};
  std::string text;
  auto const count = random() % 5;
  for (std::size_t i = 0; i < count; ++i) text += pieces[random() % pieces.size()];
  return text;
}

}

TEST_SUITE("protocol/documents patterns") {
  TEST_CASE("every pattern of the schemas has its matcher") {
    auto const patterns = patterns_of_schemas();
    CHECK(patterns.size() >= 16);
    for (std::string const& pattern : patterns) CHECK_MESSAGE(find_pattern(pattern) != nullptr, pattern);
    CHECK(find_pattern("^x$") == nullptr);
  }

  TEST_CASE("a matcher takes what its regular expression takes") {
    HUECRY_SEEDED;
    auto random = test::generator("patterns");
    for (std::string const& pattern : patterns_of_schemas()) {
      CAPTURE(pattern);
      if (pattern.starts_with("^[^")) continue;  // std::regex cannot read control characters beyond ASCII
      std::regex const regex(pattern);
      auto const* ours = find_pattern(pattern);
      REQUIRE(ours != nullptr);
      for (int round = 0; round < 2000; ++round) {
        std::string const text = near_miss(random);
        CAPTURE(text);
        REQUIRE(ours->matches(text) == std::regex_search(text, regex));
      }
    }
  }

  TEST_CASE("each pattern has texts that it takes and texts that it refuses") {
    struct Row {
      std::string pattern, taken, refused;
    };
    std::string const line = R"(^[^\u0000-\u001f\u007f-\u009f]*$)";
    std::string const text = R"(^[^\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]*$)";
    Row const rows[] = {
        {"^[A-Z]{2}-[A-Za-z0-9][A-Za-z0-9._-]{0,60}$", "FR-2", "FR-"},
        {"^[A-Z]{2}-[A-Za-z0-9][A-Za-z0-9._-]{0,60}$", "FR-" + std::string(61, 'x'), "FR-" + std::string(62, 'x')},
        {"^[A-Z]{2}$", "FR", "FRA"},
        {line, "O’Neill\u00A0\u00FF", "a\nb"},
        {line, "名", "a\tb"},
        {line, "À", "a\u0085b"},
        {text, "a\r\nb", "a\tb"},
        {text, "a\nb", "a\u009Fb"},
        {text, "a\u00A0b", "a\x7F"},
        {"^[0-9]{4}/[0-9]{2}/[0-9]{2}$", "2026/03/14", "2026/03"},
        {"^[0-9]{4}(/[0-9]{2}(/[0-9]{2})?)?$", "2026/03", "2026/"},
        {"^[A-Za-z0-9_-]{43}$", std::string(43, '_'), std::string(42, '_')},
        {"^[0-9]{4}/[0-9]{1,7}$", "2026/1", "2026/12345678"},
        {"^[A-Z]{2,3}[ie][.][0-9]{3,5}$", "QDi.001", "Qi.001"},
        {"^[A-Z]{2,3}[ie][.][0-9]{3,5}$", "CFe.12345", "QDx.001"},
        {"^[0-9]{3,4}( [(][0-9]{4}[)])?$", "1267 (1999)", "1267 1999"},
        {"^[a-z0-9][a-z0-9-]{0,31}$", std::string(32, 'a'), std::string(33, 'a')},
        {"^[a-z0-9][a-z0-9-]{0,31}$", "0-b", "-b"},
        {"^[A-Z]{2}/[a-z0-9][a-z0-9-]{0,31}$", "FR/neighbours", "FR/"},
        {"^[A-Z]{2}/[a-z0-9][a-z0-9-]{0,31}$", "FR/a", "fr/a"},
        {"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", "2026-12-01T08:00:00Z", "2026-12-01T08:00:00"},
        {"^[A-Z]{3}$", "EUR", "eur"},
        {"^[0-9]{7}$", "9074729", "907472"},
        {"^[0-9]{9}$", "477123456", "4771234567"}};
    for (Row const& row : rows) {
      CAPTURE(row.pattern);
      CAPTURE(row.taken);
      CHECK(find_pattern(row.pattern)->matches(row.taken));
      CHECK_FALSE(find_pattern(row.pattern)->matches(row.refused));
    }
  }
}
