// The sub-log of a bureau in a whole hub: what it lists, what it proves, and what it keeps from others.

#include <doctest/doctest.h>

#include "gateway/log/sublog.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "tests/integration/logs.hpp"

using namespace huecry;
using json::Json;
using test::must;
using test::TestHub;

namespace {

CountryCode country(std::string_view alpha2) { return *CountryCode::parse(alpha2); }

struct Sublogs {
  TestHub hub;

  std::string submit(std::uint64_t seed, std::string const& excluded = "") {
    auto const reply = hub.submit("FR", test::sample("FR", seed, excluded));
    REQUIRE_MESSAGE(reply.status == 201, reply.text);
    return reply.body["id"];
  }

  follow::CommittedHead head(std::string const& bureau) {
    auto const reply = hub.get(bureau, "/v1/inbox/head");
    REQUIRE_MESSAGE(reply.status == 200, reply.text);
    return must(follow::committed_head(reply.text, country(bureau), std::array{test::log_key(hub)}));
  }

  Json entries(std::string const& bureau, std::string const& query = "") {
    auto const reply = hub.get(bureau, "/v1/inbox/entries" + query);
    REQUIRE_MESSAGE(reply.status == 200, reply.text);
    return reply.body;
  }

  /// The head as the list gives it, page by page.
  log::SublogHead computed(std::string const& bureau, std::size_t limit) {
    follow::SublogChain chain(std::nullopt);
    std::string query = "?limit=" + std::to_string(limit);
    for (bool more = true; more;) {
      Json const page = entries(bureau, query);
      for (Json const& item : page["items"]) {
        auto const kind = item["delivery"] == "recall" ? log::SublogKind::recall : log::SublogKind::document;
        Digest const leaf = must(digest_from_base64url(item["leaf"].get<std::string>()));
        REQUIRE(chain.add({item["position"], kind, leaf}, item["batch"]));
      }
      more = page["more"];
      query = "?limit=" + std::to_string(limit) + "&after=" + page["next"].dump();
    }
    return chain.finish();
  }

  std::vector<std::string> standings(std::string const& bureau) {
    std::vector<std::string> all;
    Json const page = entries(bureau);
    for (Json const& item : page["items"]) all.push_back(item["standing"]);
    return all;
  }
};

}

TEST_SUITE("sub-logs") {
  TEST_CASE_FIXTURE(Sublogs,
                    "what is listed gives the head that the newest checkpoint commits to, in pages of any size") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) submit(seed, seed % 2 == 0 ? "DE" : "");
    for (std::size_t const limit : {std::size_t{1}, std::size_t{2}, std::size_t{1000}}) {
      CAPTURE(limit);
      CHECK(computed("DE", limit) == head("DE").head);
      CHECK(computed("IT", limit) == head("IT").head);
    }
    CHECK(head("DE").head.items == 3);
    CHECK(head("IT").head.items == 5);
    hub.restart();
    CHECK(computed("DE", 1000) == head("DE").head);
  }

  TEST_CASE_FIXTURE(Sublogs, "a recall is an item too, and what it recalls is over, not gone") {
    submit(1);
    auto const withdrawn = hub.submit("FR", test::withdrawal("FR", 1, 2));
    REQUIRE_MESSAGE(withdrawn.status == 201, withdrawn.text);
    CHECK(standings("DE") == std::vector<std::string>{"over", "shown"});
    CHECK(computed("DE", 10) == head("DE").head);
    Json const page = entries("DE");
    CHECK(page["items"][1]["delivery"] == "recall");
  }

  TEST_CASE_FIXTURE(Sublogs, "the head of a bureau to which nothing came is known as well") {
    submit(1, "DE");
    CHECK(head("DE").head == log::SublogHead());
    CHECK(computed("DE", 10) == log::SublogHead());
  }

  TEST_CASE_FIXTURE(Sublogs, "a head is one bureau's alone, and an old one is not the newest") {
    submit(1);
    std::string const german = hub.get("DE", "/v1/inbox/head").text;
    std::array const keys{test::log_key(hub)};
    CHECK_FALSE(follow::committed_head(german, country("IT"), keys));
    std::string const before = german;
    submit(2);
    CHECK(must(follow::committed_head(before, country("DE"), keys)).head.items == 1);  // it was the newest then
    CHECK(head("DE").head.items == 2);
    CHECK(head("DE").entry > must(follow::committed_head(before, country("DE"), keys)).entry);
  }

  TEST_CASE_FIXTURE(Sublogs, "only bureaus have one, and pages have limits") {
    submit(1);
    for (char const* path : {"/v1/inbox/entries", "/v1/inbox/head"}) {
      CAPTURE(path);
      CHECK(hub.get("XP/GS", path).status == 403);
    }
    struct Row {
      char const* query;
      int status;
    };
    std::string const most = "?limit=" + std::to_string(limits::inbox_page_items_max);
    std::string const above = "?limit=" + std::to_string(limits::inbox_page_items_max + 1);
    for (Row const& row : {Row{most.c_str(), 200}, Row{above.c_str(), 400}, Row{"?limit=0", 400}, Row{"?after=-1", 400},
                           Row{"?after=999999", 200}, Row{"?before=1", 400}}) {
      CAPTURE(row.query);
      CHECK(hub.get("DE", std::string("/v1/inbox/entries") + row.query).status == row.status);
    }
  }
}
