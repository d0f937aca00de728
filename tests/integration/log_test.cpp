// The log over HTTP: what every member may read of it, what auditors alone may, and the receipts of documents.

#include <doctest/doctest.h>

#include <sstream>

#include "gateway/log/entries.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/write.hpp"
#include "protocol/log/proof.hpp"
#include "tests/integration/logs.hpp"

using namespace huecry;
using test::Reply;
using test::sample;

namespace {

struct LogHub : test::TestHub {
  [[nodiscard]] log::TreeHead head() {
    return test::must(follow::open_head(get("FR", "/v1/log/checkpoint").text, std::array{test::log_key(*this)})).head();
  }
  std::uint64_t size() { return head().size; }
  void grow(std::size_t notices) {
    for (std::size_t i = 0; i < notices; ++i) REQUIRE(submit("FR", sample("FR", 1000 + next_++)).status == 201);
  }

 private:
  std::uint64_t next_ = 0;
};

std::vector<Digest> hashes_in(std::string const& lines) {
  std::vector<Digest> hashes;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    Bytes const bytes = test::must(base64_decode(line));
    REQUIRE(bytes.size() == sizeof(Digest));
    hashes.emplace_back();
    std::ranges::copy(bytes, hashes.back().bytes.begin());
  }
  return hashes;
}

}

TEST_SUITE("the log") {
  TEST_CASE("an accepted document is answered with the proof that it is in the log") {
    LogHub hub;
    std::string const container = hub.sign("FR", envelope::DocumentType::notice, sample("FR", 10));
    Reply const reply = hub.post("FR", "/v1/notices", "application/vnd.huecry.notice+jws", container);
    REQUIRE(reply.status == 201);
    auto const document =
        test::must(envelope::parse_container(container, envelope::DocumentType::notice, limits::document_bytes_max));
    json::Json const payload = json::Json::parse(document.payload());
    std::string const id = payload["id"];
    auto const receipt = test::must(log::parse_receipt(reply.body["receipt"].get<std::string>()));
    auto const checked = test::must(
        log::check_receipt(receipt, {.logs = std::array{test::log_key(hub)}},
                           {.compact = document.compact(), .id = id, .iss = *CountryCode::parse("FR"), .ver = 1}));
    CHECK(checked.index == reply.body["position"]);
    CHECK(checked.leaf.kind == log::LeafKind::notice);
  }

  TEST_CASE("its receipt is read again by its digest: the first one, or the newest, also after a restart") {
    LogHub hub;
    Reply const reply = hub.submit("FR", sample("FR", 10));
    REQUIRE(reply.status == 201);
    std::string const target = "/v1/receipts/" + reply.body["object"].get<std::string>();
    std::string const first = reply.body["receipt"];
    CHECK(hub.get("FR", target).text == first);
    hub.grow(3);
    for (bool const restarted : {false, true}) {
      CAPTURE(restarted);
      if (restarted) hub.restart();
      CHECK(hub.get("DE", target).text == first);
      CHECK(hub.get("DE", target + "?newest=false").text == first);
      Reply const newest = hub.get("DE", target + "?newest=true");
      REQUIRE(newest.status == 200);
      CHECK(test::checked(hub, newest.text).checkpoint.head.size == hub.size());
      CHECK(test::checked(hub, newest.text).index == reply.body["position"]);
    }
  }

  TEST_CASE("no receipt for what is no digest of a document, whatever it is") {
    LogHub hub;
    hub.grow(1);
    Reply const unknown = hub.get("FR", "/v1/receipts/" + to_base64url(crypto::sha256("nothing")));
    CHECK(unknown.status == 404);
    for (auto const* name : {"x", "AAAA", "%20", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
      CAPTURE(name);
      Reply const reply = hub.get("FR", std::string("/v1/receipts/") + name);
      CHECK(reply.status == 404);
      CHECK(reply.code == unknown.code);
    }
    CHECK(hub.get("FR", "/v1/receipts/x?newest=perhaps").code == "parameter-invalid");
  }

  TEST_CASE("every member can audit the whole log, and go on from where it was") {
    LogHub hub;
    hub.grow(3);
    for (auto const* party : {"DE", "XP/GS", "XP/RC-EUROPE", "XP/AUDIT"}) {
      CAPTURE(party);
      auto const audited = test::audited(hub, party, {});
      CHECK_FALSE(audited.objection);
      CHECK(audited.state.range.size() == hub.size());
    }
    auto const known = test::audited(hub, "DE", {}).state;
    hub.grow(2);
    hub.restart();
    auto const later = test::audited(hub, "IT", known);
    CHECK_FALSE(later.objection);
    CHECK(later.state.range.size() == known.range.size() + 4);
  }

  TEST_CASE("entries are for auditors, who find each to be what the tree holds") {
    LogHub hub;
    hub.grow(5);
    std::string const bundle = "/v1/log/tile/entries/000.p/" + std::to_string(hub.size());
    for (auto const* party : {"FR", "DE", "XP/GS", "XP/RC-EUROPE"}) {
      CAPTURE(party);
      CHECK(hub.get(party, bundle).code == "role-required");
    }
    follow::Entries entries(test::log_of(hub, "XP/AUDIT"));
    test::audited(hub, "XP/AUDIT", {}, [&](follow::Leaves const& leaves) { return entries.check(leaves); });
    CHECK(entries.of(log::LeafKind::notice) == 5);
    CHECK(entries.all() == hub.size());
  }

  TEST_CASE("a tile is served at every width that there is, and never changes") {
    LogHub hub;
    hub.grow(4);
    std::uint64_t const size = hub.size();
    REQUIRE(size < 256);
    auto const client = hub.client("DE");
    auto const whole = test::must(client->get("/v1/log/tile/0/000.p/" + std::to_string(size)));
    REQUIRE(whole.status == 200);
    CHECK(whole.content_type == "application/octet-stream");
    CHECK(whole.header("cache-control") == "max-age=31536000, immutable");
    for (std::uint64_t width = 1; width <= size; ++width) {
      Reply const part = hub.get("DE", "/v1/log/tile/0/000.p/" + std::to_string(width));
      CHECK(part.text == whole.body.substr(0, width * 32));
    }
    CHECK(test::must(client->get("/v1/log/checkpoint")).header("cache-control") == "no-cache");
  }

  TEST_CASE("what the tree does not have is not there") {
    LogHub hub;
    hub.grow(1);
    std::string const next = std::to_string(hub.size() + 1);
    for (std::string const& path :
         {std::string("0/000"), "0/000.p/" + next, std::string("0/001"), std::string("1/000"), std::string("1/000.p/1"),
          std::string("63/000"), std::string("64/000"), std::string("0/0"), std::string("0/000.p/0"),
          std::string("0/000.p/256"), std::string("0/x000/000.p/1"), std::string("entries"), std::string("0"),
          std::string("x"), std::string("0/x999/x999/x999/x999/x999/x999/999")}) {
      CAPTURE(path);
      CHECK(hub.get("DE", "/v1/log/tile/" + path).status == 404);
    }
    for (std::string const& path :
         {std::string("000"), "000.p/" + next, std::string("001"), std::string("0"), std::string("000.p/0"),
          std::string("x000/000.p/1"), std::string("0/000.p/1"), std::string("x")}) {
      CAPTURE(path);
      CHECK(hub.get("XP/AUDIT", "/v1/log/tile/entries/" + path).status == 404);
    }
  }

  TEST_CASE("two sizes of the log are proved to be one log") {
    LogHub hub;
    std::vector<log::TreeHead> heads;
    for (int i = 0; i < 6; ++i) {
      hub.grow(1);
      heads.push_back(hub.head());
    }
    for (std::size_t a = 0; a < heads.size(); ++a) {
      for (std::size_t b = a; b < heads.size(); ++b) {
        Reply const reply = hub.get(
            "DE", "/v1/log/consistency?from=" + std::to_string(heads[a].size) + "&to=" + std::to_string(heads[b].size));
        REQUIRE(reply.status == 200);
        CHECK(log::verify_consistency(heads[a], heads[b], hashes_in(reply.text)));
      }
    }
    std::string const beyond = std::to_string(heads.back().size + 1);
    for (std::string const& query : {std::string("?from=0"), std::string(""), "?from=" + beyond, "?from=1&to=" + beyond,
                                     std::string("?from=3&to=2"), std::string("?from=x")}) {
      CAPTURE(query);
      CHECK(hub.get("DE", "/v1/log/consistency" + query).code == "parameter-invalid");
    }
  }

  TEST_CASE("two hubs with one key and two histories are caught by whoever has seen both") {
    LogHub hub;
    hub.grow(2);
    auto const common = test::audited(hub, "DE", {}).state;
    hub.stop();
    std::filesystem::copy(hub.data_dir(), hub.data_dir().string() + ".kept", std::filesystem::copy_options::recursive);
    REQUIRE(hub.try_start([](ops::Config&) {}));
    hub.grow(3);
    auto const germany = test::audited(hub, "DE", common).state;
    hub.stop();
    std::filesystem::remove_all(hub.data_dir());
    std::filesystem::rename(hub.data_dir().string() + ".kept", hub.data_dir());
    REQUIRE(hub.try_start([](ops::Config&) {}));
    CHECK(test::audited(hub, "DE", germany).objection == follow::Objection::older);
    CHECK_FALSE(test::audited(hub, "IT", common).objection);  // Italy alone cannot know
    hub.grow(3);
    CHECK(test::audited(hub, "DE", germany).objection == follow::Objection::two_roots);
    hub.grow(1);
    CHECK(test::audited(hub, "DE", germany).objection == follow::Objection::denied);
  }
}
