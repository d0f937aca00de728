#include "protocol/envelope/general.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/protocol/envelope/documents.hpp"

using namespace huecry;
using namespace huecry::envelope;
using json::Json;

namespace {

struct Officer {
  crypto::PrivateKey key;
  Digest x5t;
};

/// Five signers with certificates of their own, the same in the whole run.
std::vector<Officer>& officers() {
  static std::vector<Officer> all = [] {
    std::vector<Officer> made;
    for (std::uint8_t i = 0; i < 5; ++i) {
      made.push_back({*crypto::PrivateKey::generate(i % 2 == 0 ? crypto::Algorithm::es256 : crypto::Algorithm::eddsa),
                      test::x5t_of(test::fake_certificate(300, i))});
    }
    return made;
  }();
  return all;
}

std::string signed_by(std::size_t officer, std::string const& payload = R"({"seq":7})",
                      DocumentType type = DocumentType::trustlist) {
  SigningRequest request = test::good_request(payload);
  request.type = type;
  request.x5t = officers()[officer].x5t;
  return *sign(request, officers()[officer].key);
}

std::vector<std::string> signed_by_first(std::size_t count) {
  std::vector<std::string> compacts;
  for (std::size_t i = 0; i < count; ++i) compacts.push_back(signed_by(i));
  return compacts;
}

Result<GeneralDocument> parse(std::string const& body) {
  return parse_general(body, DocumentType::trustlist, test::k_plenty_bytes);
}

Json good_body() { return Json::parse(*to_general(signed_by_first(2))); }

crypto::PublicKey key_named(Digest const& x5t) {
  return std::ranges::find(officers(), x5t, &Officer::x5t)->key.public_key();
}

}

TEST_SUITE("protocol/envelope general") {
  TEST_CASE("two to four signers over one payload, each verified by itself") {
    for (std::size_t count : {2U, 3U, 4U}) {
      CAPTURE(count);
      auto const body = to_general(signed_by_first(count));
      REQUIRE(body);
      auto const document = parse(*body);
      REQUIRE(document);
      CHECK(document->entries().size() == count);
      CHECK(document->payload() == R"({"seq":7})");
      for (SignedDocument const& entry : document->entries()) {
        CHECK(entry.payload() == document->payload());
        CHECK(verify_signature(entry, key_named(entry.header().x5t)));
      }
    }
    CHECK(to_general(signed_by_first(1)).error().code == Errc::jws_container);
    CHECK(to_general(signed_by_first(5)).error().code == Errc::jws_container);
  }

  TEST_CASE("the object digest is that of the compact strings by x5t#S256, whatever the order on the wire") {
    std::vector<std::string> compacts = signed_by_first(3);
    auto const x5t = [](std::string const& compact) {
      return to_base64url(parse_compact(compact, DocumentType::trustlist)->header().x5t);
    };
    std::vector<std::string> ordered = compacts;
    std::ranges::sort(ordered, {}, x5t);
    Digest const expected = crypto::sha256(ordered[0] + "\n" + ordered[1] + "\n" + ordered[2] + "\n");
    std::ranges::sort(compacts);
    do {
      auto const document = parse(*to_general(compacts));
      REQUIRE(document);
      CHECK(document->digest() == expected);
      CHECK(document->entries().front().compact() == ordered.front());
    } while (std::ranges::next_permutation(compacts).found);
  }

  TEST_CASE("one bad entry is seen, wherever it stands") {
    for (std::size_t bad : {0U, 1U}) {
      Json body = good_body();
      body["signatures"][bad]["signature"] = test::b64u(std::string(64, '\1'));
      auto const document = parse(body.dump());
      REQUIRE(document);
      auto const good = std::ranges::count_if(document->entries(), [](SignedDocument const& entry) {
        return static_cast<bool>(verify_signature(entry, key_named(entry.header().x5t)));
      });
      CHECK(good == 1);
    }
  }

  TEST_CASE("each flaw gets its code") {
    auto const changed = [](auto change) {
      Json body = good_body();
      change(body);
      return body.dump();
    };
    struct Row {
      std::string name;
      std::string body;
      Errc code;
    };
    Row const rows[] = {
        {"BOM", "\xef\xbb\xbf" + good_body().dump(), Errc::body_encoding},
        {"flattened form", to_container(signed_by(0)), Errc::jws_container},
        {"compact form", signed_by(0), Errc::jws_container},
        {"no payload", changed([](Json& body) { body.erase("payload"); }), Errc::jws_container},
        {"payload is no string", changed([](Json& body) { body["payload"] = 1; }), Errc::jws_container},
        {"no signatures", changed([](Json& body) { body.erase("signatures"); }), Errc::jws_container},
        {"signatures is an object", changed([](Json& body) { body["signatures"] = Json::object(); }),
         Errc::jws_container},
        {"one entry", changed([](Json& body) { body["signatures"].erase(0); }), Errc::jws_container},
        {"five entries", changed([](Json& body) { body["signatures"] = Json::array({1, 2, 3, 4, 5}); }),
         Errc::jws_container},
        {"an entry that is no object", changed([](Json& body) { body["signatures"][1] = "x"; }), Errc::jws_container},
        {"an entry without signature", changed([](Json& body) { body["signatures"][1].erase("signature"); }),
         Errc::jws_container},
        {"an entry with an unprotected header",
         changed([](Json& body) { body["signatures"][1]["header"] = {{"alg", "none"}}; }), Errc::jws_container},
        {"a further member", changed([](Json& body) { body["x"] = 1; }), Errc::jws_container},
        {"both forms at once", changed([](Json& body) { body["signature"] = "AA"; }), Errc::jws_container},
        {"padding in the payload", changed([](Json& body) { body["payload"] = "AA=="; }), Errc::jws_base64},
        {"padding in the last entry", changed([](Json& body) { body["signatures"][1]["signature"] = "AA=="; }),
         Errc::jws_base64},
        {"a bad header in the last entry", changed([](Json& body) { body["signatures"][1]["protected"] = "AA"; }),
         Errc::jws_header},
        {"one signer twice", changed([](Json& body) { body["signatures"][1] = body["signatures"][0]; }),
         Errc::jws_header},
        {"another type in the last entry", changed([](Json& body) {
           std::string const compact = signed_by(1, R"({"seq":7})", DocumentType::notice);
           body["signatures"][1]["protected"] = compact.substr(0, compact.find('.'));
         }),
         Errc::jws_type}};
    REQUIRE(parse(good_body().dump()));
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const document = parse(row.body);
      REQUIRE_FALSE(document);
      CAPTURE(document.error().detail);
      CHECK(document.error().code == row.code);
    }
  }

  TEST_CASE("one signer who signs the same text twice does not count for two") {
    auto const body = to_general({signed_by(0), signed_by(0)});
    REQUIRE(body);
    CHECK(parse(*body).error().code == Errc::jws_header);
  }

  TEST_CASE("the size is accepted at the limit and refused one past it") {
    std::string const body = good_body().dump();
    CHECK(parse_general(body, DocumentType::trustlist, body.size()));
    CHECK(parse_general(body, DocumentType::trustlist, body.size() - 1).error().code == Errc::body_too_large);
  }

  TEST_CASE("only strings over one payload go together") {
    CHECK(to_general({signed_by(0), signed_by(1, "{}")}).error().code == Errc::jws_container);
    CHECK(to_general({signed_by(0), "x"}).error().code == Errc::jws_container);
    CHECK(to_general({"x", signed_by(0)}).error().code == Errc::jws_container);
  }
}
