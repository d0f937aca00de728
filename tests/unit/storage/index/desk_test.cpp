// The review desk: requests in their order, leases and agreements, updates that wait beside the version in force.
#include "storage/index/desk.hpp"

#include "tests/unit/storage/index/notices.hpp"

using namespace huecry;
using namespace huecry::test;
using index::DecisionFacts;
using index::NoticeState;
using life::NoticeEvent;

namespace {

Digest digest(std::uint8_t value) {
  Digest made;
  made.bytes.fill(value);
  return made;
}

/// A version that waits for the secretariat, of a notice in this state.
journal::Record request(ViewStore const& store, std::string const& id, NoticeState notice = NoticeState::requested,
                        bool urgent = false) {
  index::NoticeFacts facts = some_facts();
  facts.state = notice;
  facts.waits = true;
  facts.urgent = urgent;
  facts.search_text = "waiting";
  journal::Record record = version(store, id, {}, facts);
  auto const head = index::current_head(store.state(), record.iss, id);
  if (*head) record.ver = (*head)->newest + 1;
  record.object = digest(static_cast<std::uint8_t>(100 + record.ver));
  record.deliveries.clear();
  return record;
}

journal::Record decision(std::string const& id, std::uint32_t ver, NoticeEvent act, NoticeState after,
                         std::optional<NoticeState> open, index::NoticeNumber number = {}) {
  journal::Record record;
  record.kind = log::LeafKind::decision;
  record.object = digest(static_cast<std::uint8_t>(act));
  record.certificate = digest(77);
  record.facts = index::encode(DecisionFacts{
      {country(id.substr(0, 2)), id, ver}, act, after, open, "GS", UnixSeconds(std::chrono::seconds(900)), number});
  return record;
}

std::optional<index::Request> request_of(ViewStore const& store, std::string const& id) {
  auto const found = index::request_of(store.state(), head_of(store, id).first.position);
  REQUIRE(found);
  return *found;
}

std::vector<std::string> queue_of(ViewStore const& store) {
  std::vector<std::string> ids;
  for (std::string after;;) {
    auto const page = index::queue(store.state(), after, 2);
    REQUIRE(page);
    for (auto const& item : page->items) ids.push_back(index::head_at(store.state(), item.first)->id);
    if (page->next.empty()) return ids;
    after = page->next;
  }
}

}

TEST_SUITE("storage/index desk") {
  TEST_CASE("the urgent stand first, then the oldest, and pages of any size tell all of them") {
    ViewStore store = make_index();
    for (std::string const id : {"FR-1", "DE-2", "IT-3"}) REQUIRE(store.add(request(store, id)));
    REQUIRE(store.add(request(store, "ES-4", NoticeState::requested, true)));
    CHECK(queue_of(store) == std::vector<std::string>{"ES-4", "FR-1", "DE-2", "IT-3"});
  }

  TEST_CASE("a request that was returned leaves the queue, and comes back at its end when it is sent anew") {
    ViewStore store = make_index();
    REQUIRE(store.add(request(store, "FR-1")));
    REQUIRE(store.add(request(store, "DE-2")));
    REQUIRE(store.add(decision("FR-1", 1, NoticeEvent::take, NoticeState::under_review, NoticeState::under_review)));
    auto const taken = request_of(store, "FR-1");
    REQUIRE(taken->lease);
    CHECK(taken->lease->party == "GS");
    CHECK(taken->lease->signer == digest(77));
    REQUIRE(store.add(decision("FR-1", 1, NoticeEvent::give_back, NoticeState::returned, NoticeState::returned)));
    CHECK(queue_of(store) == std::vector<std::string>{"DE-2"});
    CHECK(request_of(store, "FR-1")->answer_until == UnixSeconds(std::chrono::seconds(900)));
    CHECK_FALSE(request_of(store, "FR-1")->lease);
    REQUIRE(store.add(request(store, "FR-1")));
    CHECK(queue_of(store) == std::vector<std::string>{"DE-2", "FR-1"});
    CHECK(request_of(store, "FR-1")->ver == 2);
    CHECK(head_of(store, "FR-1").state == NoticeState::requested);
  }

  TEST_CASE("an approval gives the number, ends the request, and the content can be found") {
    ViewStore store = make_index();
    REQUIRE(store.add(request(store, "FR-1")));
    REQUIRE(store.add(decision("FR-1", 1, NoticeEvent::take, NoticeState::under_review, NoticeState::under_review)));
    REQUIRE(store.add(decision("FR-1", 1, NoticeEvent::approve, NoticeState::under_review, NoticeState::under_review)));
    REQUIRE(request_of(store, "FR-1")->agreements.size() == 1);
    CHECK(request_of(store, "FR-1")->agreements.front().act == NoticeEvent::approve);
    REQUIRE(store.add(decision("FR-1", 1, NoticeEvent::approve, NoticeState::published, std::nullopt, {2026, 17})));
    auto const head = head_of(store, "FR-1");
    CHECK(head.state == NoticeState::published);
    CHECK(head.number == index::NoticeNumber{2026, 17});
    CHECK(head.search_text == "waiting");
    CHECK_FALSE(request_of(store, "FR-1"));
    CHECK(queue_of(store).empty());
    CHECK(*index::last_number(store.state(), 2026) == 17);
    CHECK(*index::last_number(store.state(), 2027) == 0);
  }

  TEST_CASE("an update waits beside the version in force, and takes its place once it is approved") {
    ViewStore store = make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(request(store, "FR-1", NoticeState::published)));
    auto waiting = head_of(store, "FR-1");
    CHECK(waiting.ver == 1);
    CHECK(waiting.newest == 2);
    CHECK(waiting.state == NoticeState::published);
    CHECK(waiting.search_text == "dupont\njean");
    CHECK(waiting.holders == countries({"DE", "IT"}));
    REQUIRE(store.add(decision("FR-1", 2, NoticeEvent::approve, NoticeState::published, std::nullopt)));
    auto const head = head_of(store, "FR-1");
    CHECK(head.ver == 2);
    CHECK(head.search_text == "waiting");
    CHECK(head.holders == countries({"DE", "IT"}));  // of version 1, until they have this one
    CHECK(head.released == CountrySet());
    auto const versions = index::history_of(store.state(), country("FR"), "FR-1");
    REQUIRE(versions);
    REQUIRE(versions->size() == 2);
    CHECK((*versions)[0].ver == 1);
    CHECK((*versions)[1].ver == 2);
  }

  TEST_CASE("a refused update leaves the version in force, and its number is used up") {
    ViewStore store = make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    REQUIRE(store.add(request(store, "FR-1", NoticeState::published)));
    REQUIRE(store.add(decision("FR-1", 2, NoticeEvent::refuse, NoticeState::published, std::nullopt)));
    CHECK(head_of(store, "FR-1").ver == 1);
    CHECK(head_of(store, "FR-1").newest == 2);
    CHECK_FALSE(request_of(store, "FR-1"));
  }

  TEST_CASE("whatever ends a notice ends the update that waits") {
    ViewStore store = make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE"}))));
    REQUIRE(store.add(request(store, "FR-1", NoticeState::published)));
    SUBCASE("its source") {
      auto record = withdrawal(store, "FR-1");
      record.ver = 3;
      REQUIRE(store.add(record));
      CHECK(head_of(store, "FR-1").state == NoticeState::withdrawn);
    }
    SUBCASE("the secretariat, which recalls it from its holders") {
      auto record = decision("FR-1", 1, NoticeEvent::cancel, NoticeState::cancelled, std::nullopt);
      record.deliveries.push_back({journal::DeliveryKind::recall, countries({"DE"}), {}});
      REQUIRE(store.add(record));
      CHECK(head_of(store, "FR-1").state == NoticeState::cancelled);
    }
    CHECK_FALSE(request_of(store, "FR-1"));
    CHECK(queue_of(store).empty());
    CHECK(head_of(store, "FR-1").holders.empty());
  }

  TEST_CASE("history tells each decision, and the last step is the newest of versions and decisions") {
    ViewStore store = make_index();
    auto const first = request(store, "FR-1");
    REQUIRE(store.add(first));
    auto const last = [&] { return *index::last_step(store.state(), head_of(store, "FR-1")); };
    CHECK(last() == first.object);
    REQUIRE(store.add(decision("FR-1", 1, NoticeEvent::take, NoticeState::under_review, NoticeState::under_review)));
    CHECK(last() == digest(static_cast<std::uint8_t>(NoticeEvent::take)));
    REQUIRE(store.add(decision("FR-1", 1, NoticeEvent::give_back, NoticeState::returned, NoticeState::returned)));
    auto const again = request(store, "FR-1");
    REQUIRE(store.add(again));
    CHECK(last() == again.object);
    auto const steps = index::steps_of(store.state(), head_of(store, "FR-1").first.position);
    REQUIRE(steps);
    REQUIRE(steps->size() == 2);
    CHECK((*steps)[0].event == NoticeEvent::take);
    CHECK((*steps)[1].event == NoticeEvent::give_back);
    CHECK((*steps)[1].after == NoticeState::returned);
    CHECK((*steps)[1].party == "GS");
  }

  TEST_CASE("a purge of what one version recalled leaves what a later one recalls") {
    ViewStore store = make_index();
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    REQUIRE(store.add(version(store, "FR-1", countries({"IT"}))));  // recalled from Germany
    REQUIRE(store.add(version(store, "FR-1", countries({"DE", "IT"}))));
    CHECK(head_of(store, "FR-1").owed.empty());
    REQUIRE(store.add(withdrawal(store, "FR-1")));
    REQUIRE(store.add(evidence(purged, "DE", {{"FR-1", 2}})));
    REQUIRE(head_of(store, "FR-1").owed.size() == 1);
    CHECK(head_of(store, "FR-1").owed.front().to == countries({"DE", "IT"}));
    REQUIRE(store.add(evidence(purged, "DE", {{"FR-1", 4}})));
    CHECK(head_of(store, "FR-1").owed.front().to == countries({"IT"}));
  }

  TEST_CASE("rows read back, and cut short they are corrupt") {
    index::Request request{3,
                           NoticeState::returned,
                           {7, {}},
                           true,
                           index::Lease{digest(1), "GS", {}},
                           {{NoticeEvent::approve, digest(2), "LEG"}},
                           UnixSeconds{}};
    std::string const row = index::encode(request);
    CHECK(*index::decode_request(row) == request);
    for (std::size_t length = 0; length < row.size(); ++length)
      CHECK_FALSE(index::decode_request(std::string_view(row).substr(0, length)));
    index::Step const step{{7, {}}, NoticeEvent::cancel, NoticeState::cancelled, 2, digest(3), "GS"};
    CHECK(*index::decode_step(index::encode(step)) == step);
    CHECK_FALSE(index::decode_step(index::encode(step) + "x"));
  }
}
