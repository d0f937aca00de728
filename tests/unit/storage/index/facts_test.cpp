#include "storage/index/facts.hpp"

#include <doctest/doctest.h>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/storage/index/notices.hpp"

namespace {

using namespace huecry;
using index::EvidenceFacts;
using index::NoticeFacts;

NoticeFacts full_facts() {
  NoticeFacts facts = test::some_facts();
  facts.colour = documents::Colour::yellow;
  facts.state = life::NoticeState::suspended;
  facts.urgent = true;
  facts.publicity = life::Publicity::on_request;
  facts.subject = R"({"origin":"FR"})";
  facts.review_on = facts.issued + std::chrono::days(1);
  facts.prior = 0x0102;
  return facts;
}

EvidenceFacts some_evidence() {
  return {documents::EvidenceKind::acknowledged, test::country("DE"), "NCB", {{test::country("FR"), "FR-1", 2}}};
}

std::string hex(std::string_view bytes) { return hex_encode(as_bytes(bytes)); }

template <class Decode>
void check_corrupt(std::string const& bytes, Decode decode) {
  auto const result = decode(bytes);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Errc::corrupt);
}

/// As from a record.
Result<NoticeFacts> back(NoticeFacts const& facts) {
  journal::Record record;
  record.facts = index::encode(facts);
  record.content = index::encode_content(facts);
  return index::notice_facts_of(record);
}

NoticeFacts without_content(NoticeFacts facts) {
  facts.offences.clear();
  for (std::string* text : {&facts.subject, &facts.file_no, &facts.title, &facts.search_text}) text->clear();
  return facts;
}

Result<NoticeFacts> decode_content(std::string const& bytes) {
  NoticeFacts facts;
  HUECRY_CHECK(index::decode_content(bytes, facts));
  return facts;
}

std::string with_byte(std::string bytes, std::size_t at, char value) {
  bytes[at] = value;
  return bytes;
}

}

TEST_SUITE("storage/index facts") {
  TEST_CASE("the stored bytes are those of docs/storage.md") {
    CHECK(hex(index::encode(full_facts())) ==
          "4e04"        // tag, form
          "0003060701"  // publish, yellow, suspended, its flags, public on request
          "0000512d"    // day 20781: 2026-11-24 (checked below)
          "0000512e"
          "0000000000000102");  // review_on, prior
    CHECK(hex(index::encode_content(full_facts())) ==
          "01"
          "0000000f"
          "7b226f726967696e223a224652227d"  // subject
          "0001"
          "00000003"
          "484f4d"  // offences
          "00000008"
          "504a2031322f3236"  // file number
          "0000000c"
          "4475706f6e742c204a65616e"  // title
          "0000000b"
          "6475706f6e740a6a65616e");  // search text
    CHECK(full_facts().issued == std::chrono::sys_days(std::chrono::days(0x512d)));

    std::string const de = hex(std::string(1, static_cast<char>(test::country("DE").slot())));
    std::string const fr = hex(std::string(1, static_cast<char>(test::country("FR").slot())));
    CHECK(hex(index::encode(some_evidence())) == "450201" + de +
                                                     "00000003"
                                                     "4e4342"
                                                     "00"
                                                     "00000000" +
                                                     hex(std::string(CountrySet::k_slots / 8, 0)) + "0001" + fr +
                                                     "00000002"
                                                     "00000004"
                                                     "46522d31");
    index::ConsentFacts consent{documents::ConsentAct::grant, test::country("DE"), 258, 2, true, {}};
    consent.until = UnixSeconds(std::chrono::seconds(10));
    CHECK(hex(index::encode(consent)) == "430101" + de + "010000000000000102" + "00000002" + "01" + "000000000000000a");
  }

  TEST_CASE("facts read back as they were written") {
    HUECRY_SEEDED;
    auto random = test::generator("index facts");
    auto coin = [&] { return random() % 2 == 0; };
    auto text = [&] { return std::string(random() % 40, static_cast<char>(random())); };
    for (int i = 0; i < 200; ++i) {
      NoticeFacts facts;
      facts.action = coin() ? documents::Action::publish : documents::Action::withdraw;
      facts.colour = documents::k_colours[random() % documents::k_colours.size()];
      facts.state = static_cast<life::NoticeState>(random() % 11);
      facts.urgent = coin();
      facts.subject = text();
      for (auto left = random() % 4; left > 0; --left) facts.offences.push_back(text());
      facts.issued = std::chrono::sys_days(std::chrono::days(static_cast<int>(random() % 60000) - 30000));
      if (coin()) facts.review_on = facts.issued;
      facts.file_no = text();
      facts.title = text();
      facts.search_text = text();
      if (coin()) facts.prior = random();
      auto const read = back(facts);
      REQUIRE(read);
      REQUIRE(*read == facts);
    }
    auto const read = index::decode_evidence_facts(index::encode(some_evidence()));
    REQUIRE(read);
    CHECK(*read == some_evidence());
    for (bool const reaches : {true, false}) {
      index::ConsentFacts facts{documents::ConsentAct::grant, test::country("DE"), {}, 2, true, {}};
      facts.until = UnixSeconds(std::chrono::seconds(1'793'613'600));
      if (reaches) facts.of = 258;
      auto const consent = index::decode_consent_facts(index::encode(facts));
      REQUIRE(consent);
      CHECK(*consent == facts);
    }
  }

  TEST_CASE("facts that are cut short or too long are corrupt") {
    std::string const notice = index::encode(full_facts());
    for (std::size_t n = 0; n < notice.size(); ++n) check_corrupt(notice.substr(0, n), index::decode_notice_facts);
    check_corrupt(notice + '\0', index::decode_notice_facts);
    std::string const content = index::encode_content(full_facts());
    for (std::size_t n = 1; n < content.size(); ++n) check_corrupt(content.substr(0, n), decode_content);
    check_corrupt(content + '\0', decode_content);
    check_corrupt(with_byte(content, 0, 2), decode_content);
    CHECK(*index::decode_notice_facts(notice) == without_content(full_facts()));  // erased, or never any
    std::string const evidence = index::encode(some_evidence());
    for (std::size_t n = 0; n < evidence.size(); ++n)
      check_corrupt(evidence.substr(0, n), index::decode_evidence_facts);
    check_corrupt(evidence + '\0', index::decode_evidence_facts);
  }

  TEST_CASE("a byte that says something unknown is corrupt") {
    struct Row {
      std::string name;
      std::size_t at;
      char value;
    };
    std::string const notice = index::encode(full_facts());
    Row const rows[] = {{"tag", 0, 'X'},   {"form", 1, 1},   {"action", 2, 2},
                        {"colour", 3, 10}, {"state", 4, 16}, {"flags", 5, 32}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      check_corrupt(with_byte(notice, row.at, row.value), index::decode_notice_facts);
    }
    std::string const evidence = index::encode(some_evidence());
    check_corrupt(with_byte(evidence, 2, 11), index::decode_evidence_facts);
    check_corrupt(with_byte(evidence, 3, static_cast<char>(0xff)), index::decode_evidence_facts);
  }

  TEST_CASE("the facts of a decision are stored as docs/storage.md says, and read back") {
    index::DecisionFacts const facts{{test::country("FR"), "FR-1", 2},
                                     life::NoticeEvent::approve,
                                     life::NoticeState::published,
                                     life::NoticeState::returned,
                                     "GS",
                                     UnixSeconds(std::chrono::seconds(10)),
                                     {2026, 17},
                                     std::chrono::sys_days(std::chrono::days(11)),
                                     life::ExtractState::asked};
    std::string const fr = hex(std::string(1, static_cast<char>(test::country("FR").slot())));
    CHECK(hex(index::encode(facts)) == "5203" + fr + "00000002" + "0000000446522d31" + "08" + "05" + "0102" +
                                           "000000024753" + "000000000000000a" + "07ea" + "00000011" + "01" +
                                           "0000000b" + "01" + "01");
    CHECK(*index::decode_decision_facts(index::encode(facts)) == facts);
    CHECK(index::facts_kind(index::encode(facts)) == index::FactsKind::decision);
    check_corrupt(index::encode(facts) + "x", index::decode_decision_facts);
    CHECK(index::to_text(facts.number) == "2026/17");
  }

  TEST_CASE("the first byte tells whose facts they are") {
    CHECK(index::facts_kind(index::encode(full_facts())) == index::FactsKind::notice);
    CHECK(index::facts_kind(index::encode(some_evidence())) == index::FactsKind::evidence);
    CHECK(index::facts_kind("") == index::FactsKind::other);
    CHECK(index::facts_kind("DE") == index::FactsKind::other);
  }

  TEST_CASE("search text is kept up to its limit, and never half a character") {
    struct Row {
      std::string name;
      std::string text;
      std::size_t kept;
    };
    auto const most = limits::search_text_bytes_max;
    Row const rows[] = {{"at the limit", std::string(most, 'a'), most},
                        {"one past it", std::string(most + 1, 'a'), most},
                        {"two bytes across it", std::string(most - 1, 'a') + "é", most - 1},
                        {"three bytes across it", std::string(most - 2, 'a') + "王b", most - 2},
                        {"a whole character up to it", std::string(most - 3, 'a') + "王b", most}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      NoticeFacts facts;
      facts.search_text = row.text;
      auto const read = back(facts);
      REQUIRE(read);
      CHECK(read->search_text == row.text.substr(0, row.kept));
    }
  }

  TEST_CASE("facts take over what the documents say") {
    documents::Notice notice;
    notice.colour = documents::Colour::black;
    notice.urgent = true;
    notice.title = "Unknown body";
    notice.offences = {"HOM"};
    NoticeFacts const facts = index::facts_of(notice, life::NoticeState::published, "{}");
    CHECK(facts.colour == documents::Colour::black);
    CHECK(facts.urgent);
    CHECK(facts.title == "Unknown body");
    CHECK(facts.offences == notice.offences);
    CHECK(facts.subject == "{}");

    documents::Evidence evidence;
    evidence.iss = test::country("DE");
    evidence.kind = documents::EvidenceKind::acknowledged;
    evidence.items = {{"FR-1", 2, {}}};
    auto const said = index::facts_of(evidence, "NCB");
    REQUIRE(said);
    CHECK(*said == some_evidence());
    evidence.items = {{"QQ-1", 2, {}}};
    auto const unknown = index::facts_of(evidence, "NCB");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == Errc::payload_rule);
  }
}
