#include "server/exchange/canary_watch.hpp"

#include "protocol/base/message_limits.hpp"
#include "storage/messages/message_view.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/storage/mailbox/view_store.hpp"
#include "tests/unit/storage/messages/message_entry.hpp"

using namespace huecry;
using documents::MessageAct;
using documents::MessageEnvelope;
using namespace std::chrono_literals;
using test::must;

namespace {

CountryCode country(std::string_view code) { return *CountryCode::parse(code); }

struct Watched {
  test::ViewStore store{std::make_unique<messages::MessageView>()};
  test::ManualClock clock;
  exchange::CanaryWatch watch{store.store(), clock};
  std::chrono::milliseconds passed{};
  int minutes = 0;

  void add(std::string const& id, CountrySet const& to, MessageAct act, std::string const& of = "") {
    MessageEnvelope envelope = test::envelope_of(id, to, act);
    envelope.of = of;
    if (!of.empty()) envelope.asker = country(of.substr(0, 2));
    must(store.add(test::entry_of(envelope)));
    clock.set(store.time_of(store.next()) + passed);
  }
  void wait(std::chrono::milliseconds time) {
    store.pass(time);
    passed += time;
    clock.advance(time);
  }
  void probe(std::string const& id, CountrySet const& to) { add(id, to, MessageAct::probe); }
  /// Later each of them probes all of them.
  void minute(std::vector<std::string> const& members) {
    wait(1min);
    ++minutes;
    CountrySet all;
    for (std::string const& member : members) all.add(country(member));
    for (std::string const& member : members) probe(newest(member), all);
    wait(6s);  // what was seen is seen anew
  }
  [[nodiscard]] std::string newest(std::string const& member) const { return member + "-P-" + std::to_string(minutes); }
  void echo(std::string const& id, std::string const& of) { add(id, {country(of.substr(0, 2))}, MessageAct::echo, of); }
};

}

TEST_SUITE("server/exchange canary watch") {
  TEST_CASE_FIXTURE(Watched, "without participants there is nothing to say") {
    auto const standing = must(watch.standing());
    CHECK(standing.participants == 0);
    CHECK(standing.pairs == 0);
    CHECK(watch.check());
  }

  TEST_CASE_FIXTURE(Watched, "a pair is stalled once its probe has waited for more than five minutes") {
    probe("FR-P-1", {country("FR")});
    clock.set(store.time_of(0) + 5min);
    CHECK(must(watch.standing()).stalled == 0);
    clock.advance(5s);
    CHECK(must(watch.standing()).stalled == 1);
    CHECK(must(watch.standing()).newest_probe == store.time_of(0));
    CHECK(must(watch.standing()).newest_echo == UnixMillis{});
  }

  TEST_CASE_FIXTURE(Watched, "the hub is unready while nothing comes back to any of three, not to fewer") {
    for (int i = 0; i < 10; ++i) minute({"FR", "DE"});
    CHECK(must(watch.standing()).stalled == 4);
    CHECK(watch.check());
    for (int i = 0; i < 10; ++i) minute({"FR", "DE", "IT"});
    CHECK(must(watch.standing()).stalled == 9);
    auto const unready = watch.check();
    REQUIRE_FALSE(unready);
    CHECK(unready.error().detail.find("none has had an echo") != std::string::npos);
  }

  TEST_CASE_FIXTURE(Watched, "one echo of another is enough, one of one's own is not") {
    for (int i = 0; i < 10; ++i) minute({"FR", "DE", "IT"});
    echo("FR-E-1", newest("FR"));
    wait(6s);
    CHECK_FALSE(watch.check());
    echo("DE-E-1", newest("IT"));
    wait(6s);
    auto const standing = must(watch.standing());
    CHECK(standing.pairs == 9);
    CHECK(standing.stalled == 7);
    CHECK(watch.check());
  }

  TEST_CASE_FIXTURE(Watched, "who has stopped well makes nothing look well, and who has stopped ill nothing ill") {
    for (int i = 0; i < 3; ++i) minute({"FR", "DE", "IT", "LU"});
    for (std::string const of : {"FR", "DE", "IT", "LU"}) echo("LU-E-" + of, newest(of));
    for (int i = 0; i < 10; ++i) minute({"FR", "DE", "IT"});
    CHECK(must(watch.standing()).silent == 1);
    CHECK_FALSE(watch.check());  // not thanks to the echoes of LU
    for (int i = 0; i < 10; ++i) minute({"FR", "DE"});
    CHECK(must(watch.standing()).silent == 2);
    CHECK(watch.check());  // two are too few to say anything
  }

  TEST_CASE_FIXTURE(Watched, "the hub is unready when no probe comes in any more from any of three") {
    for (int i = 0; i < 3; ++i) minute({"FR", "DE", "IT"});
    wait(6min);
    auto const unready = watch.check();
    REQUIRE_FALSE(unready);
    CHECK(unready.error().detail.find("no probe comes in") != std::string::npos);
    minute({"DE"});
    CHECK(watch.check());
  }

  TEST_CASE_FIXTURE(Watched, "who stopped a week ago is no participant, and its pairs do not count") {
    probe("FR-P-1", {country("FR"), country("DE")});
    clock.advance(limits::canary_left_after);
    probe("DE-P-1", {country("DE"), country("FR")});
    clock.set(store.time_of(1) + limits::canary_left_after);
    auto const standing = must(watch.standing());
    CHECK(standing.participants == 1);
    CHECK(standing.pairs == 1);
  }

  TEST_CASE_FIXTURE(Watched, "what was seen is remembered for some seconds") {
    CHECK(must(watch.standing()).participants == 0);
    store.pass(0ms);
    auto const before = clock.now();
    probe("FR-P-1", {country("FR")});
    clock.set(before + 1s);
    CHECK(must(watch.standing()).participants == 0);
    clock.set(before + 6s);
    CHECK(must(watch.standing()).participants == 1);
  }
}
