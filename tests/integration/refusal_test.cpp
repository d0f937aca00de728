// What bad input gets: its own code, nothing stored, nothing delivered (docs/protocol.md §2, in the order of
// verification).

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/json/write.hpp"
#include "tests/integration/policies.hpp"

using namespace huecry;
using namespace huecry::test;
using envelope::DocumentType;
using json::Json;

namespace {

constexpr char const* k_notice_type = "application/vnd.huecry.notice+jws";

/// The container with one of its three members changed in the text.
std::string with_member(std::string const& container, std::string const& name, std::string const& value) {
  Json body = *json::read(container, {});
  body[name] = value;
  return json::write(body);
}

std::string with_header(std::string const& container, std::function<void(Json&)> const& change) {
  Json body = *json::read(container, {});
  Bytes const decoded = *base64url_decode(body["protected"].get<std::string>());
  Json header = *json::read(as_text(decoded), {});
  change(header);
  body["protected"] = base64url_encode(as_bytes(json::write(header)));
  return json::write(body);
}

struct Refusal {
  std::string name;
  std::string body;
  int status;
  std::string code;
};

}

TEST_SUITE("integration refusals") {
  TEST_CASE("each step of the verification order refuses with its own code, and nothing is stored") {
    TestHub hub;
    std::string const payload = sample("FR", 10);
    std::string const good = hub.sign("FR", DocumentType::notice, payload);
    auto const signed_payload = [&](std::string const& text) { return hub.sign("FR", DocumentType::notice, text); };
    auto const patched = [&](std::function<void(Json&)> const& change) {
      return signed_payload(changed(payload, change));
    };
    Refusal const rows[] = {
        {"one byte past the limit", std::string(limits::document_bytes_max + 1, ' '), 413, "body-too-large"},
        {"a NUL byte", good + std::string(1, '\0'), 400, "body-encoding"},
        {"a BOM", "\xef\xbb\xbf" + good, 400, "body-encoding"},
        {"invalid UTF-8", good.substr(0, 1) + "\xff" + good.substr(1), 400, "body-encoding"},
        {"not JSON", "hello", 400, "jws-container"},
        {"a fourth member", with_member(good, "header", "x"), 400, "jws-container"},
        {"a duplicate member", good.substr(0, good.size() - 1) + ",\"payload\":\"e30\"}", 400, "jws-container"},
        {"deep nesting", std::string(100000, '['), 400, "jws-container"},
        {"padding", with_member(good, "signature", "QQ=="), 400, "jws-base64"},
        {"unknown header member", with_header(good, [](Json& h) { h["kid"] = "x"; }), 400, "jws-header"},
        {"crit", with_header(good, [](Json& h) { h["crit"] = Json::array({"b64"}); }), 400, "jws-header"},
        {"no algorithm", with_header(good, [](Json& h) { h["alg"] = "none"; }), 400, "jws-header"},
        {"another type", hub.sign("FR", DocumentType::evidence, payload), 400, "jws-type"},
        {"unknown certificate", with_header(good, [](Json& h) { h["x5t#S256"] = std::string(43, 'A'); }), 403,
         "signer-unknown"},
        {"the connection's TLS certificate signs", hub.sign("FR", DocumentType::notice, payload, "tls"), 403,
         "signer-purpose"},
        {"another's TLS certificate signs", hub.sign("DE", DocumentType::notice, payload, "tls"), 403,
         "signer-unknown"},
        {"another algorithm", with_header(good, [](Json& h) { h["alg"] = "EdDSA"; }), 403, "signer-algorithm"},
        {"a certificate of another purpose", hub.sign("FR", DocumentType::notice, payload, "policy"), 403,
         "signer-purpose"},
        {"another bureau's document", hub.sign("DE", DocumentType::notice, sample("DE", 10)), 403, "signer-bureau"},
        {"signed too long ago", hub.sign("FR", DocumentType::notice, payload, "notices", -24 * 3600 - 60), 400,
         "iat-window"},
        {"signed in the future", hub.sign("FR", DocumentType::notice, payload, "notices", 180), 400, "iat-window"},
        {"another payload under the signature",
         with_member(good, "payload", base64url_encode(as_bytes(sample("FR", 11)))), 400, "signature-invalid"},
        {"payload is no JSON", signed_payload("{"), 400, "payload-json"},
        {"payload with a duplicate key", signed_payload("{\"v\":1,\"v\":1}"), 400, "payload-json"},
        {"payload number out of range", signed_payload("{\"v\":9007199254740992}"), 400, "payload-json"},
        {"unknown field", patched([](Json& n) { n["shoe_size"] = 43; }), 422, "payload-schema"},
        {"missing field", patched([](Json& n) { n.erase("file_no"); }), 422, "payload-schema"},
        {"issuer's own exclusion", patched([](Json& n) { n["exclude"] = {"FR"}; }), 422, "payload-rule"},
        {"another country's name", patched([](Json& n) { n["iss"] = "DE", n["id"] = "DE-1"; }), 403, "payload-issuer"}};
    for (Refusal const& row : rows) {
      CAPTURE(row.name);
      Reply const reply = hub.post("FR", "/v1/notices", k_notice_type, row.body);
      CHECK(reply.status == row.status);
      CHECK(reply.code == row.code);
    }
    CHECK(hub.get("DE", "/v1/inbox").body["items"].empty());
    CHECK(hub.get("XP/GS", "/v1/notices").body["items"].empty());
    CHECK(hub.post("FR", "/v1/notices", k_notice_type, good).status == 201);
  }

  TEST_CASE("a signer's clock may be a little behind and a little ahead") {
    TestHub hub;
    CHECK(hub.post("FR", "/v1/notices", k_notice_type,
                   hub.sign("FR", DocumentType::notice, sample("FR", 20), "notices", -240))
              .status == 201);
    CHECK(hub.post("FR", "/v1/notices", k_notice_type,
                   hub.sign("FR", DocumentType::notice, sample("FR", 21), "notices", 100))
              .status == 201);
  }

  TEST_CASE("every offending field is named, not only the first") {
    TestHub hub;
    Reply const reply = hub.submit("FR", changed(sample("FR", 10), [](Json& n) {
                                     n["shoe_size"] = 43;
                                     n["priority"] = 10;
                                     n.erase("file_no");
                                   }));
    CHECK(reply.code == "payload-schema");
    std::set<std::string> pointers;
    for (auto const& error : reply.body["errors"]) pointers.insert(error["pointer"].get<std::string>());
    CHECK(pointers.contains("/shoe_size"));
    CHECK(pointers.contains("/priority"));
    CHECK(pointers.contains("/file_no"));
  }

  TEST_CASE("the request itself is checked before any document") {
    TestHub hub;
    std::string const good = hub.sign("FR", DocumentType::notice, sample("FR", 10));
    CHECK(hub.post("FR", "/v1/notices", "application/json", good).code == "media-type");
    CHECK(hub.post("FR", "/v1/nothing", k_notice_type, good).code == "route-unknown");
    CHECK(hub.post("FR", "/v1/inbox", k_notice_type, good).code == "method-not-allowed");
    CHECK(hub.post("XP/GS", "/v1/notices", k_notice_type, good).code == "role-required");
    for (char const* path : {"/v1/nothing", "/v1/evidence"})  // refused by the header alone, and quotable all the same
      CHECK_FALSE(hub.get("XP/GS", path).body["correlation"].get<std::string>().empty());
    CHECK(hub.get("DE", "/v1/inbox?limit=0").code == "parameter-invalid");
    CHECK(hub.get("DE", "/v1/inbox?limit=1000").status == 200);
    CHECK(hub.get("DE", "/v1/inbox?limit=1001").code == "parameter-invalid");
    CHECK(hub.get("DE", "/v1/inbox?after=-1").code == "parameter-invalid");
    CHECK(hub.get("DE", "/v1/inbox?colour=RED").code == "parameter-invalid");
    CHECK(hub.get("DE", "/v1/notices?colour=PINK").code == "parameter-invalid");
    CHECK(hub.get("DE", "/v1/notices?colour=RED&colour=BLUE").code == "parameter-invalid");
  }

  TEST_CASE("a batch holds up to its limit of documents") {
    TestHub hub;
    auto const batch = [&](std::size_t lines) {
      std::string body;
      for (std::size_t i = 0; i < lines; ++i) body += "{}\n";
      return hub.post("FR", "/v1/notices", "application/vnd.huecry.batch+jsonl", body);
    };
    CHECK(batch(limits::batch_documents_max).status == 200);
    CHECK(batch(limits::batch_documents_max + 1).code == "batch-too-large");
    CHECK(batch(0).code == "request-malformed");
  }

  TEST_CASE("one member's flood is answered 429 while another goes on") {
    TestHub hub([](ops::Config& config) {
      config.requests_per_second = 1;
      config.requests_burst = 3;
    });
    auto const flooding = hub.client("FR");
    int refused = 0;
    for (int i = 0; i < 20; ++i) {
      auto const response = flooding->get("/v1/whoami");
      REQUIRE(response);
      refused += response->status == 429 ? 1 : 0;
    }
    CHECK(refused >= 10);
    CHECK(hub.get("DE", "/v1/whoami").status == 200);
  }

  TEST_CASE("a revoked signing certificate signs nothing more, a revoked connection is closed") {
    TestHub hub;
    auto const live = hub.client("FR");
    REQUIRE(live->get("/v1/whoami"));
    REQUIRE(certs::federation::revoke(hub.workshop(), {*CountryCode::parse("FR"), "NCB"}, "notices"));
    hub.hub().reload();
    CHECK(hub.submit("FR", sample("FR", 10)).code == "signer-revoked");
    REQUIRE(certs::federation::revoke(hub.workshop(), {*CountryCode::parse("FR"), "NCB"}, "tls"));
    hub.hub().reload();
    CHECK_FALSE(live->get("/v1/whoami"));
    CHECK(hub.get("DE", "/v1/whoami").status == 200);
  }

  TEST_CASE("a suspended country is out at once, keeps its mail, and gets what it missed when it is back") {
    TestHub hub;
    REQUIRE(hub.submit("FR", sample("FR", 10)).status == 201);
    REQUIRE(certs::federation::suspend_country(hub.workshop(), *CountryCode::parse("DE"), true));
    hub.hub().reload();
    CHECK_FALSE(hub.client("DE")->get("/v1/inbox"));
    Reply const meanwhile = hub.submit("FR", sample("FR", 11));
    CHECK(meanwhile.text.find("\"DE\"") == std::string::npos);
    REQUIRE(certs::federation::suspend_country(hub.workshop(), *CountryCode::parse("DE"), false));
    hub.hub().reload();
    REQUIRE(eventually([&] { return hub.get("DE", "/v1/inbox").body["items"].size() > 1; }));
    Json const items = hub.get("DE", "/v1/inbox").body["items"];
    REQUIRE(items.size() == 2);  // and no recall of the first
    CHECK(items[0]["position"].get<int>() < meanwhile.body["position"].get<int>());
    CHECK(items[1]["id"] == meanwhile.body["id"]);
    CHECK(items[1]["position"].get<int>() > meanwhile.body["position"].get<int>());
  }

  TEST_CASE("a suspended holder is not recalled by an update, and gets the update when it is back") {
    TestHub hub;
    std::string const payload = sample("FR", 10);
    REQUIRE(hub.submit("FR", payload).status == 201);
    REQUIRE(certs::federation::suspend_country(hub.workshop(), *CountryCode::parse("DE"), true));
    hub.hub().reload();
    Reply const update = hub.submit("FR", changed(payload, [](Json& notice) { notice["ver"] = 2; }));
    REQUIRE(update.status == 201);
    CHECK(update.body["recalled"].empty());
    REQUIRE(certs::federation::suspend_country(hub.workshop(), *CountryCode::parse("DE"), false));
    hub.hub().reload();
    REQUIRE(eventually([&] { return hub.get("DE", "/v1/inbox").body["items"].size() > 1; }));
    Json const items = hub.get("DE", "/v1/inbox").body["items"];
    CHECK(items[0]["kind"] == "notice");
    CHECK(items[1]["kind"] == "update");
  }

  TEST_CASE("a hub whose port is taken says so and ends in order") {
    TestHub hub;
    std::uint16_t const taken = hub.hub().port();
    TestHub other;
    other.stop();
    auto const started = other.try_start([taken](ops::Config& config) { config.listen_port = taken; });
    REQUIRE_FALSE(started);
    CHECK(started.error().detail.find(std::to_string(taken)) != std::string::npos);
  }

  TEST_CASE("old_trust_list_refused") {
    TestHub hub;
    auto const list = hub.federation_dir() / "trust/list.jws";
    std::filesystem::copy_file(list, hub.federation_dir() / "old.jws");
    REQUIRE(certs::federation::suspend_country(hub.workshop(), *CountryCode::parse("DE"), true));
    hub.hub().reload();
    std::filesystem::rename(hub.federation_dir() / "old.jws", list);
    hub.hub().reload();
    CHECK(hub.get("FR", "/v1/whoami").body["trust_list"]["seq"] == 2);
    hub.restart();  // what the journal holds is the truth, whatever the file says
    CHECK(hub.get("FR", "/v1/whoami").body["trust_list"]["seq"] == 2);
  }
}
