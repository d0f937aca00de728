// What has ended is erased when it need not be kept any more, in a whole hub: the content is gone from every file, what
// happened stays provable. The clock is turned by months.
#include <fstream>
#include <iterator>

#include "gateway/log/entries.hpp"
#include "protocol/base/limits.hpp"
#include "storage/kv/secrets.hpp"
#include "tests/integration/chains.hpp"
#include "tests/integration/logs.hpp"

using namespace huecry;
using namespace huecry::test;
using namespace std::chrono_literals;
using json::Json;

namespace {

struct Archive : Desk {
  /// Held by everyone whom policy allows, then cancelled; who has it has purged it, but for the last.
  std::string ended(bool one_is_late = false) {
    container = sign("FR", envelope::DocumentType::notice, sample("FR", 10));
    std::string const id = submit_again().body["id"];
    for (char const* act : {"take", "approve", "cancel"}) REQUIRE(decide(act, id).status == 201);
    Json const recipients = get("FR", "/v1/notices/" + id + "/status").body["recipients"];
    REQUIRE(recipients.size() > 1);
    REQUIRE(gets("DE", {"recall"}));
    for (std::size_t i = one_is_late ? 1 : 0; i < recipients.size(); ++i) purge(recipients[i]["country"]);
    late = recipients[0]["country"];
    return id;
  }
  Reply submit_again() { return post("FR", "/v1/notices", "application/vnd.huecry.notice+jws", container); }
  void purge(std::string const& country) {
    REQUIRE(say(country, "purged", get(country, "/v1/inbox").body["items"][0]).status == 201);
  }
  /// By everyone who was recalled last of this notice.
  void purge_everywhere(std::string const& id) {
    Json const recipients = get("FR", "/v1/notices/" + id + "/status").body["recipients"];
    for (Json const& recipient : recipients) {
      Json const items = get(recipient["country"], "/v1/inbox").body["items"];
      REQUIRE(say(recipient["country"], "purged", items.back()).status == 201);
    }
  }
  /// The hub looks at what is due so much later; then its clock is ours again, for revocation lists last a week.
  void pass(std::chrono::milliseconds time) {
    auto const now = clock().now();
    clock().advance(time);
    std::this_thread::sleep_for(600ms);
    clock().advance(now - clock().now());
  }
  void pass_retention() { pass(limits::retention_after_end + limits::duty_delay + 1min); }

  /// In any file of the store.
  [[nodiscard]] bool lies_readable(std::string const& words) const {
    for (auto const& entry : std::filesystem::recursive_directory_iterator(data_dir())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::string const bytes{std::istreambuf_iterator<char>(in), {}};
      if (bytes.find(words) != std::string::npos) return true;
    }
    return false;
  }
  [[nodiscard]] std::string file_bytes(std::filesystem::path const& name) const {
    std::ifstream in(data_dir() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string container, late;
};

}

TEST_SUITE("integration erasure") {
  TEST_CASE("90 days after its end a notice is erased: no words of it can be had, its steps and digests stay") {
    Archive hub;
    std::string const id = hub.ended();
    REQUIRE(hub.get("FR", "/v1/notices/" + id).status == 200);
    Json const before = hub.get("FR", "/v1/notices/" + id + "/chain").body["items"];
    hub.pass(limits::retention_after_end - 1h);
    CHECK(hub.state(id) == "cancelled");
    hub.pass_retention();
    CHECK(hub.state(id) == "deleted");

    Reply const gone = hub.get("FR", "/v1/notices/" + id);
    CHECK(gone.status == 410);
    CHECK(gone.code == "erased");
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.get("FR", "/v1/notices/" + id + "/decision?ver=0").code == "erased");
    Json const listed = hub.get("FR", "/v1/notices?state=deleted").body["items"];
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].value("title", "") == "");
    Json const told = hub.get("FR", "/v1/inbox").body["items"].back();
    CHECK(told["act"] == "erase");

    Json const after = hub.get("FR", "/v1/notices/" + id + "/chain").body["items"];
    REQUIRE(after.size() == before.size() + 1);
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(after[i]["object"] == before[i]["object"]);
    CHECK(after[0]["erased"] == true);
    CHECK_FALSE(after[0].contains("document"));
    auto const holds = verify_chain(hub, after, id);
    CHECK_MESSAGE(holds, holds.error().detail);
    CHECK(hub.submit_again().body["position"] == before[0]["position"]);  // the first receipt, still
    CHECK(hub.decide("hold", id).code == "state-conflict");
  }

  TEST_CASE(
      "what is erased stays proved: its receipt is the same, the tree has not changed, and the erasure is an entry") {
    Archive hub;
    std::string const id = hub.ended();
    Reply const first = hub.submit_again();
    REQUIRE(first.body["duplicate"] == true);
    std::string const receipt = first.body["receipt"];
    auto const known = audited(hub, "DE").state;
    hub.pass_retention();
    REQUIRE(hub.state(id) == "deleted");
    std::string const target = "/v1/receipts/" + first.body["object"].get<std::string>();
    CHECK(hub.get("DE", target).text == receipt);
    CHECK(checked(hub, receipt).leaf.id == id);
    CHECK(checked(hub, hub.get("DE", target + "?newest=true").text).leaf == checked(hub, receipt).leaf);
    auto const later = audited(hub, "DE", known);
    CHECK_FALSE(later.objection);
    CHECK(later.state.range.size() > known.range.size());
    follow::Entries entries(log_of(hub, "XP/AUDIT"));
    audited(hub, "XP/AUDIT", {}, [&](follow::Leaves const& leaves) { return entries.check(leaves); });
    CHECK(entries.of(log::LeafKind::erasure) == 1);
  }

  TEST_CASE("a hub that shows no document, and no erasure, is not believed") {
    Archive hub;
    std::string const id = hub.ended();
    Json items = hub.get("FR", "/v1/notices/" + id + "/chain").body["items"];
    REQUIRE(verify_chain(hub, items, id));
    items[0].erase("document");
    items[0]["erased"] = true;
    auto const refused = verify_chain(hub, items, id);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_verified);
  }

  TEST_CASE("nothing of a notice lies readable in the store, and the key of what is erased is in no file") {
    Archive hub;
    std::string const id = hub.ended();
    std::string const title = hub.get("FR", "/v1/notices").body["items"][0]["title"];
    REQUIRE(title.size() > 5);
    hub.stop();
    CHECK(hub.lies_readable(id));  // we do look where it would be
    CHECK_FALSE(hub.lies_readable(title));
    std::string const keys = hub.file_bytes("store.secrets");
    hub.restart();
    Json const first = hub.get("FR", "/v1/notices/" + id + "/chain").body["items"][0];
    std::string const key = keys.substr(32 * (first["position"].get<std::size_t>() + 1), 32);
    REQUIRE(key.size() == 32);
    REQUIRE(hub.lies_readable(key));
    hub.pass_retention();
    hub.stop();
    CHECK_FALSE(hub.lies_readable(key));
    hub.restart();
    CHECK(hub.state(id) == "deleted");
  }

  TEST_CASE(
      "a notice in force whose key is gone, as in an old copy of the store, is erased to its source and no one's "
      "item") {
    Archive hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const first = hub.get("FR", "/v1/notices/" + id + "/chain").body["items"][0];
    hub.stop();
    {
      auto const secrets = kv::Secrets::open(hub.data_dir() / "store.secrets", false);
      REQUIRE(secrets);
      REQUIRE((*secrets)->destroy({first["position"].get<std::uint64_t>()}));
    }
    hub.restart();
    CHECK(hub.get("FR", "/v1/notices/" + id).code == "erased");
    CHECK(hub.get("DE", "/v1/notices/" + id).status == 404);
    CHECK(hub.get("DE", "/v1/notices").body["items"].empty());
    CHECK(inbox_kinds(hub, "DE").empty());
    CHECK(hub.get("XP/RC-EUROPE", "/v1/coordination/gaps").status == 200);
  }

  TEST_CASE("while one holder owes its purge nothing is erased; with its purge it is") {
    Archive hub;
    std::string const id = hub.ended(true);
    hub.pass_retention();
    CHECK(hub.state(id) == "cancelled");
    CHECK(hub.get("FR", "/v1/notices/" + id).status == 200);
    hub.purge(hub.late);
    hub.pass_retention();
    CHECK(hub.state(id) == "deleted");
  }

  TEST_CASE("a legal hold keeps it, however long; only the body that holds it lifts it") {
    Archive hub;
    std::string const id = hub.ended();
    CHECK(hub.decide("hold", id, "FR").code == "role-required");
    CHECK(hub.get("FR", "/v1/review/" + id).body.contains("erased_from"));
    REQUIRE(hub.decide("hold", id, "XP/CCF").status == 201);
    CHECK(hub.get("FR", "/v1/review/" + id).body["holds"] == Json{"CCF"});
    CHECK_FALSE(hub.get("FR", "/v1/review/" + id).body.contains("erased_from"));
    CHECK(hub.decide("hold", id, "XP/CCF").code == "state-conflict");
    hub.pass_retention();
    CHECK(hub.state(id) == "cancelled");
    CHECK(hub.decide("lift", id, "XP/GS").code == "state-conflict");
    REQUIRE(hub.decide("lift", id, "XP/CCF").status == 201);
    hub.pass_retention();
    CHECK(hub.state(id) == "deleted");
  }

  TEST_CASE("evidence about what is erased keeps its codes and loses its words; nothing more is said of it") {
    Archive hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const notice = hub.get("DE", "/v1/inbox").body["items"][0];
    Json evidence = {{"v", 1},
                     {"id", "DE-E-1"},
                     {"iss", "DE"},
                     {"kind", "outcome"},
                     {"outcome", "LOCATED"},
                     {"text", "seen at the border"},
                     {"at", 1793613600},
                     {"items", Json::array({{{"id", id}, {"ver", 1}, {"obj", notice["object"]}}})}};
    auto const send = [&] {
      return hub.post("DE", "/v1/evidence", "application/vnd.huecry.evidence+jws",
                      hub.sign("DE", envelope::DocumentType::evidence, json::write(evidence)));
    };
    REQUIRE(send().status == 201);
    REQUIRE(inbox_kinds(hub, "FR").back() == "evidence");
    REQUIRE(hub.decide("cancel", id).status == 201);
    hub.purge_everywhere(id);
    hub.pass_retention();
    REQUIRE(hub.state(id) == "deleted");
    Kinds const kinds = inbox_kinds(hub, "FR");
    CHECK(std::ranges::find(kinds, "evidence") == kinds.end());
    evidence["id"] = "DE-E-2";
    CHECK(send().code == "state-conflict");
  }

  TEST_CASE("a hit on what is erased keeps its codes and loses its words; nothing more is said of it") {
    Archive hub;
    std::string const id = hub.published(sample("FR", 10));
    Json const report = {{"v", 1},
                         {"id", "DE-H-1"},
                         {"iss", "DE"},
                         {"act", "report"},
                         {"notice", id},
                         {"ver", 1},
                         {"clock", "EU_STANDARD"},
                         {"text", "seen at the border"}};
    auto const send = [&](std::string const& party, Json const& hit) {
      return hub.post(party, "/v1/hits", "application/vnd.huecry.hit+jws",
                      hub.sign(party, envelope::DocumentType::hit, json::write(hit)));
    };
    REQUIRE(send("DE", report).status == 201);
    REQUIRE(hub.decide("cancel", id).status == 201);
    hub.purge_everywhere(id);
    hub.pass_retention();
    REQUIRE(hub.state(id) == "deleted");
    Json const hit = hub.get("DE", "/v1/hits/DE-H-1").body;
    CHECK(hit["documents"].empty());
    CHECK(hit["notice"] == id);
    Json const outcome = {{"v", 1},       {"id", "DE-H-2"}, {"iss", "DE"},           {"act", "outcome"},
                          {"notice", id}, {"of", "DE-H-1"}, {"outcome", "NO_TRACE"}, {"text", "gone"}};
    Reply const late = send("DE", outcome);
    CHECK(late.code == "state-conflict");
    CHECK(inbox_kinds(hub, "FR") == Kinds{"decision", "decision", "hit", "decision"});
  }
}
