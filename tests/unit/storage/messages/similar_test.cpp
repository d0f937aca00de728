#include "storage/messages/similar.hpp"

#include "protocol/base/message_limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "storage/messages/message_view.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/storage/mailbox/view_store.hpp"
#include "tests/unit/storage/messages/message_entry.hpp"

using namespace huecry;
using documents::MessageAct;
using documents::MessageEnvelope;
using test::must;

namespace {

CountryCode country(std::string_view code) { return *CountryCode::parse(code); }
using Ids = std::vector<std::string>;

struct Requests {
  test::ViewStore store{std::make_unique<messages::MessageView>()};

  void add(MessageEnvelope const& envelope) { must(store.add(test::entry_of(envelope))); }
  void ask(std::string const& id, CountrySet const& to, std::vector<std::string> const& subjects) {
    MessageEnvelope envelope = test::envelope_of(id, to, MessageAct::request);
    envelope.kind = "INFORMATION";
    envelope.limit = 0;
    for (std::string const& subject : subjects) envelope.hints.push_back({"group.1", crypto::sha256(subject)});
    add(envelope);
  }
  void answer(std::string const& id, std::string const& of) {
    MessageEnvelope envelope = test::envelope_of(id, {country(of.substr(0, 2))}, MessageAct::answer);
    envelope.of = of;
    envelope.asker = country(of.substr(0, 2));
    add(envelope);
  }
  [[nodiscard]] Ids similar(std::string const& id, std::string const& reader) const {
    auto const row = must(messages::message_named(store.state(), country(id.substr(0, 2)), id));
    REQUIRE(row);
    Ids ids;
    for (messages::Similar const& one : must(messages::similar(store.state(), *row, country(reader))))
      ids.push_back(one.request.envelope.id);
    return ids;
  }
};

}

TEST_SUITE("storage/messages similar") {
  TEST_CASE_FIXTURE(Requests, "both sides learn of an open request about the same, whoever of them has asked") {
    ask("FR-M-1", {country("DE")}, {"x"});
    ask("FR-M-2", {country("DE")}, {"x"});
    ask("DE-M-1", {country("FR")}, {"x"});
    CHECK(similar("FR-M-1", "FR").empty());
    CHECK(similar("FR-M-2", "FR") == Ids{"FR-M-1"});
    CHECK(similar("FR-M-2", "DE") == Ids{"FR-M-1"});
    CHECK(similar("DE-M-1", "DE") == Ids{"FR-M-2", "FR-M-1"});
  }

  TEST_CASE_FIXTURE(Requests, "of another subject, or between others, nobody learns anything") {
    ask("FR-M-1", {country("DE")}, {"x"});
    ask("FR-M-2", {country("DE")}, {"y"});
    ask("FR-M-3", {country("IT")}, {"x"});
    ask("IT-M-1", {country("DE")}, {"x"});
    for (std::string const id : {"FR-M-2", "FR-M-3", "IT-M-1"}) {
      CAPTURE(id);
      for (std::string const reader : {"FR", "DE", "IT"}) CHECK(similar(id, reader).empty());
    }
  }

  TEST_CASE_FIXTURE(Requests, "one who is asked with others sees what is between it and the one who asks alone") {
    ask("FR-M-1", {country("DE")}, {"x"});
    ask("FR-M-2", {country("DE"), country("IT")}, {"x"});
    CHECK(similar("FR-M-2", "DE") == Ids{"FR-M-1"});
    CHECK(similar("FR-M-2", "FR") == Ids{"FR-M-1"});
    CHECK(similar("FR-M-2", "IT").empty());
  }

  TEST_CASE_FIXTURE(Requests, "what was answered before is not told, what was answered later is") {
    ask("FR-M-1", {country("DE")}, {"x"});
    answer("DE-A-1", "FR-M-1");
    ask("FR-M-2", {country("DE")}, {"x"});
    ask("FR-M-3", {country("DE")}, {"x"});
    answer("DE-A-2", "FR-M-2");
    CHECK(similar("FR-M-2", "DE").empty());
    CHECK(similar("FR-M-3", "DE") == Ids{"FR-M-2"});
  }

  TEST_CASE_FIXTURE(Requests, "two hashes of one subject, of two keys, tell of a request once") {
    ask("FR-M-1", {country("DE")}, {"x of the old key", "x of the new key"});
    ask("FR-M-2", {country("DE")}, {"x of the new key", "x of the old key"});
    ask("FR-M-3", {country("DE")}, {"x of the old key"});
    CHECK(similar("FR-M-2", "FR") == Ids{"FR-M-1"});
    CHECK(similar("FR-M-3", "FR") == Ids{"FR-M-2", "FR-M-1"});
  }

  TEST_CASE_FIXTURE(Requests, "as many are told as may be, the newest, and no more") {
    for (std::size_t i = 0; i <= limits::similar_requests_max; ++i)
      ask("FR-M-" + std::to_string(i), {country("DE")}, {"x"});
    ask("DE-M-1", {country("FR")}, {"x"});
    Ids const told = similar("DE-M-1", "FR");
    CHECK(told.size() == limits::similar_requests_max);
    CHECK(told.back() == "FR-M-1");
  }
}
