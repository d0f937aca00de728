#include "storage/messages/requests.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "storage/index/facts.hpp"
#include "storage/messages/facts.hpp"
#include "storage/messages/message_view.hpp"
#include "tests/unit/storage/mailbox/view_store.hpp"
#include "tests/unit/storage/messages/message_entry.hpp"

using namespace huecry;
using namespace std::chrono_literals;
using documents::EvidenceKind;
using documents::MessageAct;
using documents::MessageEnvelope;
using journal::Position;
using messages::Asked;

namespace {

CountryCode country(std::string_view code) { return *CountryCode::parse(code); }

/// A request of France to Germany and Italy, 12 hours. One second passes with each entry.
struct Requests {
  test::ViewStore store{std::make_unique<messages::MessageView>()};
  Position request = add(request_envelope());

  static MessageEnvelope envelope(std::string const& id, std::string const& to, MessageAct act) {
    MessageEnvelope envelope;
    envelope.id = id;
    envelope.from = country(id.substr(0, 2));
    envelope.to = {country(to)};
    envelope.conversation = "FR-M-1";
    envelope.act = act;
    envelope.handling = "H0";
    envelope.expires = UnixSeconds(2'000'000'000s);
    if (documents::is_reply(act)) {
      envelope.of = "FR-M-1";
      envelope.asker = country("FR");
    }
    return envelope;
  }
  static MessageEnvelope request_envelope() {
    MessageEnvelope made = envelope("FR-M-1", "DE", MessageAct::request);
    made.to.add(country("IT"));
    made.limit = *life::limit_number("SIRENE");
    return made;
  }
  Position add(MessageEnvelope const& envelope) { return *store.add(test::entry_of(envelope)); }
  void say(std::string const& by, EvidenceKind kind) {
    index::EvidenceFacts facts;
    facts.kind = kind;
    facts.by = country(by);
    facts.items = {{country("FR"), "FR-M-1", 1}};
    journal::Record record;
    record.facts = index::encode(facts);
    REQUIRE(store.add(std::move(record)));
  }
  Position reply(std::string const& id, MessageAct act, std::string const& reason = "") {
    MessageEnvelope made = envelope(id, "FR", act);
    made.reason = reason;
    if (act == MessageAct::pause) made.until = to_seconds(asked("DE").entered) + 48h;
    return add(made);
  }
  [[nodiscard]] Asked asked(std::string const& by) const {
    auto row = messages::asked(store.state(), request, country(by));
    REQUIRE(row);
    REQUIRE(*row);
    return **row;
  }
  [[nodiscard]] std::vector<std::string> overdue_at(std::chrono::seconds after) const {
    std::vector<std::string> codes;
    auto const due = messages::overdue(store.state(), to_seconds(asked("DE").entered) + after, 100);
    REQUIRE(due);
    for (messages::OverdueName const& each : *due) codes.emplace_back(each.by.text());
    return codes;
  }
};

using Codes = std::vector<std::string>;

}

TEST_SUITE("storage/messages requests") {
  TEST_CASE_FIXTURE(Requests, "each bureau that was asked has a clock of its own, from when it has the question") {
    CHECK(overdue_at(24h - 1s).empty());
    CHECK(overdue_at(24h) == Codes{"DE", "IT"});
    say("DE", EvidenceKind::retrieved);
    CHECK(asked("DE").delivered);
    CHECK_FALSE(asked("IT").delivered);
    CHECK(overdue_at(12h) == Codes{});
    CHECK(overdue_at(12h + 1s) == Codes{"DE"});
    CHECK(overdue_at(24h) == Codes{"DE", "IT"});
    say("IT", EvidenceKind::rejected);
    CHECK_FALSE(asked("IT").delivered);
  }

  TEST_CASE_FIXTURE(Requests, "an answer or a refusal ends it; the first counts in time, the last says what holds") {
    Position const first = reply("DE-M-1", MessageAct::refuse, "SAFETY");
    CHECK(overdue_at(1000h) == Codes{"IT"});
    CHECK(asked("DE").answer->position == first);
    UnixMillis const when = asked("DE").answer->first;
    Position const second = reply("DE-M-2", MessageAct::answer);
    CHECK(asked("DE").answer->first == when);
    CHECK(asked("DE").answer->position == second);
    CHECK(asked("DE").answer->act == MessageAct::answer);
  }

  TEST_CASE_FIXTURE(Requests, "a pause moves the end, but not once it is answered") {
    reply("DE-M-1", MessageAct::pause, "JUDICIAL_AUTHORISATION");
    CHECK(overdue_at(59h).empty() == false);
    CHECK(overdue_at(59h) == Codes{"IT"});
    CHECK(overdue_at(60h + 2s) == Codes{"IT", "DE"});
    CHECK(asked("DE").pauses.front().reason == "JUDICIAL_AUTHORISATION");
    reply("DE-M-2", MessageAct::answer);
    reply("DE-M-3", MessageAct::pause, "JUDICIAL_AUTHORISATION");
    CHECK(asked("DE").pauses.size() == 1);
  }

  TEST_CASE_FIXTURE(Requests, "what the hub has said it says once, of delivery and of the answer") {
    auto const tell = [this](bool undelivered) {
      journal::Record record;
      record.facts = messages::encode(messages::OverdueFacts{request, country("IT"), undelivered});
      REQUIRE(store.add(std::move(record)));
    };
    say("DE", EvidenceKind::retrieved);
    reply("DE-M-1", MessageAct::answer);
    tell(true);
    CHECK(overdue_at(24h + 12h - 1s).empty());
    CHECK(overdue_at(24h + 12h) == Codes{"IT"});  // who does not look keeps no clock from starting
    say("IT", EvidenceKind::retrieved);
    CHECK(overdue_at(1000h) == Codes{"IT"});
    tell(false);
    CHECK(overdue_at(1000h).empty());
  }

  TEST_CASE_FIXTURE(Requests, "all of them are walked, a request at a time, the newest first") {
    MessageEnvelope other = request_envelope();
    other.id = "FR-M-2";
    other.conversation = "FR-M-2";
    Position const newer = add(other);
    std::optional<Position> before;
    auto page = messages::all_asked(store.state(), before, 1);
    REQUIRE(page);
    REQUIRE(page->size() == 2);
    CHECK(page->front().request == newer);
    REQUIRE(before);
    page = messages::all_asked(store.state(), before, 1);
    REQUIRE(page);
    CHECK(page->front().request == request);
    CHECK_FALSE(before);
  }

  TEST_CASE("a row reads back as it was written, and nothing else does") {
    Asked asked;
    asked.request = 7;
    asked.by = country("DE");
    asked.limit = 2;
    asked.entered = UnixMillis(1'800'000'000'123ms);
    asked.delivered = asked.entered + 5s;
    asked.late = asked.entered + 50h;
    asked.pauses = {{{UnixSeconds(1'800'000'100s), UnixSeconds(1'800'000'200s)}, "JUDICIAL_AUTHORISATION"}};
    asked.answer = messages::Answer{asked.entered + 60h, 99, MessageAct::refuse, "SAFETY"};
    std::string const bytes = messages::encode(asked);
    auto const read = messages::decode_asked(bytes);
    REQUIRE(read);
    CHECK(*read == asked);
    for (std::size_t length = 0; length < bytes.size(); ++length)
      CHECK_FALSE(messages::decode_asked(std::string_view(bytes).substr(0, length)));
  }
}
