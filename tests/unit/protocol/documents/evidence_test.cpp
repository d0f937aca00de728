#include "protocol/documents/evidence.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/write.hpp"
#include "tests/unit/protocol/documents/samples.hpp"

using namespace huecry;
using documents::EvidenceKind;
using documents::Schemas;
using json::Json;

namespace {

Json with_items(std::size_t count) {
  Json document = samples::sample("evidence/retrieved");
  Json const item = document["items"][0];
  document["items"] = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    document["items"].push_back(item);
    document["items"].back()["ver"] = i + 1;
  }
  return document;
}

}

TEST_SUITE("protocol/documents evidence") {
  TEST_CASE("evidence says who, what kind, when, and of which documents") {
    auto const evidence =
        documents::read_evidence(samples::schemas(), json::write(samples::sample("evidence/acknowledged")));
    REQUIRE(evidence);
    CHECK(evidence->id == "DE-ev.2026-0002");
    CHECK(evidence->iss == *CountryCode::parse("DE"));
    CHECK(evidence->kind == EvidenceKind::acknowledged);
    CHECK(evidence->at == UnixSeconds(std::chrono::seconds(1773503600)));
    CHECK(evidence->desk == "BKA SO 23");
    REQUIRE(evidence->items.size() == 1);
    CHECK(evidence->items[0].id == "FR-2026.000123");
    CHECK(evidence->items[0].ver == 1);
    CHECK(to_base64url(evidence->items[0].obj) == "8vJZx1c2nH3lq0aYwS5uR7tB9dKfMzPgVhXeEoTiNj4");

    auto const retrieved =
        documents::read_evidence(samples::schemas(), json::write(samples::sample("evidence/retrieved")));
    REQUIRE(retrieved);
    CHECK(retrieved->kind == EvidenceKind::retrieved);
    CHECK(retrieved->desk.empty());
    CHECK(retrieved->items.size() == 2);
  }

  TEST_CASE("as many items as the limit, and not one more") {
    Schemas const& schemas = samples::schemas();
    auto const full = documents::read_evidence(schemas, json::write(with_items(limits::evidence_items_max)));
    REQUIRE(full);
    CHECK(full->items.size() == limits::evidence_items_max);
    auto const over = documents::read_evidence(schemas, json::write(with_items(limits::evidence_items_max + 1)));
    REQUIRE_FALSE(over);
    CHECK(samples::names(over.error().faults, "/items"));
    CHECK_FALSE(documents::read_evidence(schemas, json::write(with_items(0))));
  }

  TEST_CASE("what is said of one document has the members of its kind, and no others") {
    struct Row {
      std::string name, kind;
      std::vector<samples::Edit> more;
      std::string pointer;  // of what is wrong; empty: nothing
    };
    std::string const text = R"("two lines\nof words")";
    Row const rows[] = {
        {"rejected, and why", "rejected", {{"/reason", R"("UNREADABLE")"}}, ""},
        {"rejected, why, and in words", "rejected", {{"/reason", R"("UNLAWFUL")"}, {"/text", text}}, ""},
        {"rejected for no reason", "rejected", {}, "/reason"},
        {"rejected for a reason that is none", "rejected", {{"/reason", R"("MONDAY")"}}, "/reason"},
        {"disputed, and why", "disputed", {{"/text", text}}, ""},
        {"disputed without a word", "disputed", {}, "/text"},
        {"disputed with an outcome", "disputed", {{"/text", text}, {"/outcome", R"("LOCATED")"}}, "/outcome"},
        {"an outcome", "outcome", {{"/outcome", R"("ARRESTED")"}}, ""},
        {"no outcome", "outcome", {{"/text", text}}, "/outcome"},
        {"not pursued, and why", "outcome", {{"/outcome", R"("NOT_PURSUED")"}, {"/text", text}}, ""},
        {"not pursued, for no reason", "outcome", {{"/outcome", R"("NOT_PURSUED")"}}, "/text"},
        {"in the national system", "delivered", {}, ""},
        {"words with a control character", "disputed", {{"/text", R"("a\u0007")"}}, "/text"},
        {"2000 characters", "disputed", {{"/text", '"' + std::string(2000, 'x') + '"'}}, ""},
        {"2001 characters", "disputed", {{"/text", '"' + std::string(2001, 'x') + '"'}}, "/text"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json document = samples::edited(with_items(1), {{"/kind", '"' + row.kind + '"'}});
      auto const evidence =
          documents::read_evidence(samples::schemas(), json::write(samples::edited(document, row.more)));
      REQUIRE(bool(evidence) == row.pointer.empty());
      if (!evidence) CHECK(samples::names(evidence.error().faults, row.pointer));
      if (evidence) CHECK(to_text(evidence->kind) == row.kind);
      if (evidence && row.kind == "outcome") CHECK_FALSE(evidence->code.empty());
    }
  }

  TEST_CASE("each rule refuses by name") {
    struct Row {
      std::string name;
      std::vector<samples::Edit> edits;
      Errc code;
      std::string pointer;
    };
    Row const rows[] = {
        {"id of another", {{"/id", R"("FR-1")"}}, Errc::payload_rule, "/id"},
        {"no member", {{"/iss", R"("QQ")"}, {"/id", R"("QQ-1")"}}, Errc::payload_rule, "/iss"},
        {"an item twice", {{"/items/1/ver", "1"}}, Errc::payload_rule, "/items/1"},
        {"bits left over in a digest",
         {{"/items/0/obj", "\"" + std::string(43, 'B') + "\""}},
         Errc::payload_rule,
         "/items/0/obj"},
        {"a digest too short", {{"/items/0/obj", R"("AAAA")"}}, Errc::payload_schema, "/items/0/obj"},
        {"a fraction", {{"/at", "1773500000.5"}}, Errc::payload_json, ""},
        {"an unknown kind", {{"/kind", R"("read")"}}, Errc::payload_schema, "/kind"},
        {"what only the hub says", {{"/kind", R"("not_retrieved")"}}, Errc::payload_schema, "/kind"},
        {"a reason of what was taken in", {{"/reason", R"("UNREADABLE")"}}, Errc::payload_rule, "/reason"},
        {"words about a retrieval", {{"/text", R"("as always")"}}, Errc::payload_rule, "/text"},
        {"an outcome of two documents",
         {{"/kind", R"("outcome")"}, {"/outcome", R"("LOCATED")"}},
         Errc::payload_rule,
         "/items"},
        {"a stranger", {{"/items/0/note", "1"}}, Errc::payload_schema, "/items/0/note"}};
    Schemas const& schemas = samples::schemas();
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json const document = samples::edited(samples::sample("evidence/retrieved"), row.edits);
      auto const evidence = documents::read_evidence(schemas, json::write(document));
      REQUIRE_FALSE(evidence);
      CHECK(evidence.error().code == row.code);
      if (!row.pointer.empty()) CHECK(samples::names(evidence.error().faults, row.pointer));
    }
  }
}
