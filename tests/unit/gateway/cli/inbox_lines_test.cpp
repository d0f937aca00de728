#include "gateway/cli/inbox_lines.hpp"

#include <doctest/doctest.h>

#include "protocol/json/json.hpp"

using namespace huecry;
using namespace huecry::cli;
using json::Json;

TEST_SUITE("gateway/cli inbox lines") {
  TEST_CASE("an item without a document says what is known of it") {
    Json const recall = {
        {"position", 7}, {"kind", "recall"}, {"id", "FR-1"}, {"ver", 2}, {"received", "2026-11-24T10:47:54.123Z"}};
    CHECK(item_line(documents::Schemas(), recall, "") == "7  2026-11-24 10:47:54Z  recall  FR-1 version 2");
  }

  TEST_CASE("of another's hit it says who has it and where it stands") {
    Json hit = {
        {"position", 7},   {"kind", "hit_elsewhere"}, {"id", "FR-1"},        {"ver", 2},
        {"hit", "DE-H-1"}, {"reporter", "DE"},        {"state", "notified"}, {"received", "2026-11-24T10:47:54.123Z"}};
    CHECK(item_line(documents::Schemas(), hit, "") ==
          "7  2026-11-24 10:47:54Z  hit_elsewhere  FR-1  DE has a hit, DE-H-1: notified");
    hit["state"] = "closed";
    hit["code"] = "NOT_SAME";
    CHECK(item_line(documents::Schemas(), hit, "").ends_with("DE-H-1: closed, NOT_SAME"));
  }

  TEST_CASE("a step of a public extract is said in words") {
    CHECK(decision_line({{"act", "publish_extract"}}) == "its extract is public");
    CHECK(decision_line({{"act", "remove_extract"}, {"reason", "the family asks for it"}}) ==
          "no extract of it is public: the family asks for it");
  }

  TEST_CASE("a consent is a sentence, from its owner or to its owner") {
    struct Row {
      std::string name;
      Json payload;
      std::string line;
    };
    Row const rows[] = {
        {"a request",
         {{"iss", "DE"}, {"act", "request"}, {"notice", "FR-1"}, {"purpose", "WANTED"}},
         "DE asks for FR-1, purpose WANTED"},
        {"a grant",
         {{"iss", "FR"}, {"act", "grant"}, {"notice", "FR-1"}, {"to", "DE"}, {"until", "2027-03-01T00:00:00Z"}},
         "FR grants FR-1 to DE until 2027-03-01T00:00:00Z"},
        {"a refusal",
         {{"iss", "FR"}, {"act", "refuse"}, {"notice", "FR-1"}, {"to", "DE"}, {"code", "LAW"}},
         "FR refuses FR-1 to DE, code LAW"},
        {"the end of a grant",
         {{"iss", "FR"}, {"act", "revoke"}, {"notice", "FR-1"}, {"to", "DE"}, {"reason", "over"}},
         "FR revokes FR-1 from DE: over"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(consent_line(row.payload) == row.line);
    }
  }
}
