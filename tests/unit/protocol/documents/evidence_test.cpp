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

  TEST_CASE("each rule refuses by name") {
    struct Row {
      std::string name;
      std::vector<samples::Edit> edits;
      Errc code;
      std::string pointer;
    };
    Row const rows[] = {{"id of another", {{"/id", R"("FR-1")"}}, Errc::payload_rule, "/id"},
                        {"no member", {{"/iss", R"("QQ")"}, {"/id", R"("QQ-1")"}}, Errc::payload_rule, "/iss"},
                        {"an item twice", {{"/items/1/ver", "1"}}, Errc::payload_rule, "/items/1"},
                        {"bits left over in a digest",
                         {{"/items/0/obj", "\"" + std::string(43, 'B') + "\""}},
                         Errc::payload_rule,
                         "/items/0/obj"},
                        {"a digest too short", {{"/items/0/obj", R"("AAAA")"}}, Errc::payload_schema, "/items/0/obj"},
                        {"a fraction", {{"/at", "1773500000.5"}}, Errc::payload_json, ""},
                        {"an unknown kind", {{"/kind", R"("read")"}}, Errc::payload_schema, "/kind"},
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
