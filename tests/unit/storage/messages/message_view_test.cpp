#include "storage/messages/message_view.hpp"

#include "protocol/crypto/hash.hpp"
#include "storage/index/facts.hpp"
#include "storage/messages/facts.hpp"
#include "storage/messages/lookup.hpp"
#include "tests/unit/storage/mailbox/view_store.hpp"
#include "tests/unit/storage/messages/message_entry.hpp"

using namespace huecry;
using documents::EvidenceKind;
using documents::MessageAct;
using documents::MessageEnvelope;
using journal::Position;

namespace {

CountryCode country(std::string_view code) { return *CountryCode::parse(code); }

MessageEnvelope envelope(std::string const& id, CountrySet const& to, std::string const& conversation = "") {
  MessageEnvelope envelope;
  envelope.id = id;
  envelope.from = country(id.substr(0, 2));
  envelope.to = to;
  envelope.conversation = conversation.empty() ? id : conversation;
  envelope.handling = "H0";
  envelope.expires = UnixSeconds(std::chrono::seconds(1'800'000'000));
  return envelope;
}

struct Messages {
  test::ViewStore store{std::make_unique<messages::MessageView>()};

  Position add(MessageEnvelope const& envelope) { return *store.add(test::entry_of(envelope)); }
  Position say(std::string const& by, EvidenceKind kind, std::vector<std::string> const& ids) {
    index::EvidenceFacts facts;
    facts.kind = kind;
    facts.by = country(by);
    for (std::string const& id : ids) facts.items.push_back({country(id.substr(0, 2)), id, 1});
    journal::Record record;
    record.facts = index::encode(facts);
    return *store.add(std::move(record));
  }
  [[nodiscard]] std::vector<std::string> listed(std::string const& member, messages::Filter const& filter = {},
                                                std::optional<Position> before = {}, std::size_t items = 100) const {
    auto const page = messages::list(store.state(), country(member), filter, before, items, 1000);
    REQUIRE(page);
    std::vector<std::string> ids;
    for (messages::Row const& row : page->rows) ids.push_back(row.envelope.id);
    return ids;
  }
};

using Ids = std::vector<std::string>;

}

TEST_SUITE("storage/messages") {
  TEST_CASE("facts read back as they were written, and nothing else does") {
    MessageEnvelope full = envelope("FR-M-2", {country("DE"), country("IT")}, "DE-M-1");
    full.act = MessageAct::pause;
    full.of = "DE-M-1";
    full.asker = country("DE");
    full.reply_to = "DE-M-1";
    full.reason = "JUDICIAL_AUTHORISATION";
    full.until = UnixSeconds(std::chrono::seconds(1'790'000'000));
    full.urgency = documents::Urgency::flash;
    full.attachments = {{crypto::sha256("one"), 100}, {crypto::sha256("two"), 5'000'000'000}};
    std::string const bytes = messages::encode(full);
    auto const read = messages::message_facts(bytes);
    REQUIRE(read);
    REQUIRE(*read);
    CHECK(messages::encode(**read) == bytes);
    CHECK((*read)->attachments == full.attachments);
    CHECK((*read)->until == full.until);
    CHECK_FALSE((*read)->limit);
    for (std::size_t length = 1; length < bytes.size(); ++length)
      CHECK_FALSE(messages::message_facts(std::string_view(bytes).substr(0, length)));
    CHECK_FALSE(messages::message_facts(bytes + "x"));
    auto const other = messages::message_facts("other facts");
    REQUIRE(other);
    CHECK_FALSE(*other);
  }

  TEST_CASE_FIXTURE(Messages, "who sent it and who was sent it find it, newest first, and nobody else") {
    add(envelope("FR-M-1", {country("DE")}));
    add(envelope("DE-M-1", {country("FR"), country("IT")}, "FR-M-1"));
    add(envelope("DE-M-2", {country("FR")}));
    CHECK(listed("FR") == Ids{"DE-M-2", "DE-M-1", "FR-M-1"});
    CHECK(listed("DE") == Ids{"DE-M-2", "DE-M-1", "FR-M-1"});
    CHECK(listed("IT") == Ids{"DE-M-1"});
    CHECK(listed("BE").empty());
    CHECK(listed("FR", {"FR-M-1", {}, false, {}}) == Ids{"DE-M-1", "FR-M-1"});
    CHECK(listed("FR", {{}, MessageAct::request, false, {}}).empty());
    CHECK(listed("FR", {}, Position{2}) == Ids{"DE-M-1", "FR-M-1"});
    CHECK(listed("FR", {}, Position{2}, 1) == Ids{"DE-M-1"});
  }

  TEST_CASE_FIXTURE(Messages, "a conversation's name does not open another that begins alike") {
    add(envelope("FR-M-1", {country("DE")}));
    add(envelope("FR-M-10", {country("DE")}));
    CHECK(listed("DE", {"FR-M-1", {}, false, {}}) == Ids{"FR-M-1"});
    CHECK(*messages::takes_part(store.state(), country("DE"), "FR-M-1"));
    CHECK_FALSE(*messages::takes_part(store.state(), country("DE"), "FR-M"));
    CHECK_FALSE(*messages::takes_part(store.state(), country("IT"), "FR-M-1"));
  }

  TEST_CASE_FIXTURE(Messages, "a page that looked at its rows says where to go on") {
    for (int i = 0; i < 5; ++i) add(envelope("FR-M-" + std::to_string(i), {country("DE")}));
    std::optional<Position> before;
    Ids seen;
    do {
      auto const page = messages::list(store.state(), country("DE"), {}, before, 2, 1000);
      REQUIRE(page);
      for (messages::Row const& row : page->rows) seen.push_back(row.envelope.id);
      before = page->next;
    } while (before);
    CHECK(seen == Ids{"FR-M-4", "FR-M-3", "FR-M-2", "FR-M-1", "FR-M-0"});
  }

  TEST_CASE_FIXTURE(Messages,
                    "what is flash or urgent is found by whom it was sent to, the oldest first, without the rest") {
    auto const sent = [&](std::string const& id, documents::Urgency urgency) {
      MessageEnvelope made = envelope(id, {country("DE"), country("IT")});
      made.urgency = urgency;
      return add(made);
    };
    using documents::Urgency;
    using Positions = std::vector<Position>;
    auto const found = [&](std::string const& member, Urgency urgency, std::optional<Position> after,
                           std::size_t most) {
      return *messages::hurried(store.state(), country(member), urgency, after, most);
    };
    sent("FR-M-0", Urgency::routine);
    Position const first = sent("FR-M-1", Urgency::flash);
    Position const urgent = sent("FR-M-2", Urgency::urgent);
    Position const second = sent("FR-M-3", Urgency::flash);
    for (std::string const member : {"DE", "IT"}) {
      CAPTURE(member);
      CHECK(found(member, Urgency::flash, {}, 10).messages == Positions{first, second});
      CHECK(found(member, Urgency::urgent, {}, 10).messages == Positions{urgent});
    }
    CHECK(found("FR", Urgency::flash, {}, 10).messages.empty());
    CHECK(found("DE", Urgency::flash, first, 10).messages == Positions{second});
    CHECK(found("DE", Urgency::flash, second, 10).messages.empty());
    CHECK(found("DE", Urgency::flash, std::numeric_limits<Position>::max(), 10).messages.empty());
    CHECK(found("DE", Urgency::flash, {}, 1).messages == Positions{first});
    CHECK(found("DE", Urgency::flash, {}, 1).more);
    CHECK_FALSE(found("DE", Urgency::flash, {}, 2).more);
  }

  TEST_CASE_FIXTURE(Messages, "what a recipient says of it first stays, and others cannot speak of it") {
    Position const message = add(envelope("FR-M-1", {country("DE"), country("IT")}));
    Position const first = say("DE", EvidenceKind::retrieved, {"FR-M-1"});
    say("DE", EvidenceKind::retrieved, {"FR-M-1"});
    say("BE", EvidenceKind::retrieved, {"FR-M-1", "FR-2026.1"});
    say("IT", EvidenceKind::delivered, {"FR-M-1"});
    auto const heard = messages::heard_of(store.state(), message);
    REQUIRE(heard);
    REQUIRE(heard->size() == 2);
    CHECK(heard->at(0).recipient == country("DE"));
    CHECK(heard->at(0).entered.position == first);
    CHECK(heard->at(1).kind == EvidenceKind::delivered);
    auto const named = messages::message_named(store.state(), country("FR"), "FR-M-1");
    REQUIRE(named);
    REQUIRE(*named);
    CHECK((*named)->entered.position == message);
    CHECK((*named)->object == crypto::sha256("FR-M-1"));
    CHECK_FALSE(*messages::message_named(store.state(), country("DE"), "FR-M-1"));
  }
}
