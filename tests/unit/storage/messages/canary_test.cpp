#include "storage/messages/canary.hpp"

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

struct Canary {
  test::ViewStore store{std::make_unique<messages::MessageView>()};

  journal::Position add(MessageEnvelope const& envelope) { return must(store.add(test::entry_of(envelope))); }
  journal::Position probe(std::string const& id, CountrySet const& to) {
    return add(test::envelope_of(id, to, MessageAct::probe));
  }
  journal::Position echo(std::string const& id, std::string const& of) {
    MessageEnvelope envelope = test::envelope_of(id, {country(of.substr(0, 2))}, MessageAct::echo);
    envelope.of = of;
    envelope.asker = country(of.substr(0, 2));
    return add(envelope);
  }
  [[nodiscard]] messages::Pair pair(std::string const& from, std::string const& to) const {
    auto const found = must(messages::pair(store.state(), country(from), country(to)));
    REQUIRE(found);
    return *found;
  }
};

}

TEST_SUITE("storage/messages canary") {
  TEST_CASE_FIXTURE(Canary, "who probes takes part; who is probed does not by that") {
    probe("FR-P-1", {country("FR"), country("DE")});
    auto const all = must(messages::participants(store.state(), UnixMillis{}));
    REQUIRE(all.size() == 1);
    CHECK(all.front().member == country("FR"));
    CHECK(must(messages::participants(store.state(), all.front().newest.time)).size() == 1);
    CHECK(must(messages::participants(store.state(), all.front().newest.time + std::chrono::milliseconds(1))).empty());
    CHECK_FALSE(must(messages::participant(store.state(), country("DE"))));
  }

  TEST_CASE_FIXTURE(Canary,
                    "how often one probes is known from when it did; one in between, by hand, makes little of it") {
    using namespace std::chrono_literals;
    auto const every = [this] { return must(messages::participant(store.state(), country("FR")))->every; };
    probe("FR-P-1", {country("FR")});
    CHECK(every() == 0ms);
    store.pass(299s);
    probe("FR-P-2", {country("FR")});
    CHECK(every() == 300s);
    store.pass(9s);
    probe("FR-P-3", {country("FR")});
    CHECK(every() == 262'500ms);
    store.pass(72h);  // its gateway was off
    probe("FR-P-4", {country("FR")});
    CHECK(every() == 24h);
  }

  TEST_CASE_FIXTURE(Canary, "one is silent when its next probe is late by two more, and not before five minutes") {
    using namespace std::chrono_literals;
    messages::Participant one{country("FR"), {0, UnixMillis(1h)}, 0ms};
    CHECK_FALSE(one.is_silent(UnixMillis(1h) + 5min));
    CHECK(one.is_silent(UnixMillis(1h) + 5min + 1ms));
    one.every = 10min;
    CHECK_FALSE(one.is_silent(UnixMillis(1h) + 30min));
    CHECK(one.is_silent(UnixMillis(1h) + 30min + 1ms));
    CHECK(one.is_late(UnixMillis(1h) + 30min + 1ms, UnixMillis(0h)));
    CHECK_FALSE(one.is_late(UnixMillis(1h) + 30min, UnixMillis(0h)));
    CHECK_FALSE(one.is_late(UnixMillis(9h), UnixMillis(9h)));  // the hub has just begun
    CHECK(one.is_late(UnixMillis(9h) + 30min + 1ms, UnixMillis(9h)));
    one.every = 0ms;
    CHECK_FALSE(one.is_late(UnixMillis(9h), UnixMillis(0h)));
  }

  TEST_CASE_FIXTURE(Canary, "a pair waits from the first probe that was not answered until an echo") {
    probe("FR-P-1", {country("DE")});
    auto const first = pair("FR", "DE");
    CHECK(first.waiting_since == first.probe.time);
    CHECK_FALSE(first.good_echo);
    probe("FR-P-2", {country("DE")});
    CHECK(pair("FR", "DE").waiting_since == first.waiting_since);
    echo("DE-P-1", "FR-P-2");
    auto const answered = pair("FR", "DE");
    CHECK_FALSE(answered.waiting_since);
    CHECK(answered.echoed == answered.good_echo);
    CHECK(answered.good_probe == answered.probe.time);
    probe("FR-P-3", {country("DE")});
    auto const again = pair("FR", "DE");
    CHECK(again.waiting_since == again.probe.time);
    CHECK_FALSE(again.echoed);
    CHECK(again.good_echo == answered.good_echo);
  }

  TEST_CASE_FIXTURE(Canary, "the echo of an older probe says that messages come through, and the newest still waits") {
    probe("FR-P-1", {country("DE")});
    auto const first = pair("FR", "DE").probe.time;
    probe("FR-P-2", {country("DE")});
    echo("DE-P-1", "FR-P-1");
    auto const now = pair("FR", "DE");
    CHECK(now.good_probe == first);
    CHECK_FALSE(now.echoed);
    CHECK(now.waiting_since == now.probe.time);
  }

  TEST_CASE_FIXTURE(Canary, "pairs are directed, and a bureau is one with itself") {
    probe("FR-P-1", {country("FR"), country("DE")});
    probe("DE-P-1", {country("FR")});
    echo("FR-P-2", "FR-P-1");
    CHECK(must(messages::pairs(store.state(), {})).size() == 3);
    CHECK(must(messages::pairs(store.state(), country("FR"))).size() == 2);
    CHECK_FALSE(pair("FR", "FR").waiting_since);
    CHECK(pair("FR", "DE").waiting_since);
    CHECK_FALSE(must(messages::pair(store.state(), country("DE"), country("DE"))));
  }

  TEST_CASE_FIXTURE(Canary, "no officer finds probes and echoes in a list") {
    probe("FR-P-1", {country("DE")});
    echo("DE-P-1", "FR-P-1");
    for (std::string const member : {"FR", "DE"})
      CHECK(must(messages::list(store.state(), country(member), {}, {}, 10, 100)).rows.empty());
    CHECK(must(messages::message_named(store.state(), country("FR"), "FR-P-1")));
  }
}
