#include "protocol/envelope/jws.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/base/limits.hpp"
#include "tests/unit/protocol/envelope/documents.hpp"

using namespace huecry;
using namespace huecry::envelope;
using huecry::test::b64u;
using huecry::test::compact_of;
using huecry::test::good_header;
using huecry::test::k_plenty_bytes;

namespace {

Result<SignedDocument> parse(std::string const& body) {
  return parse_container(body, DocumentType::notice, k_plenty_bytes);
}

std::string container(std::string const& protected_text, std::string const& payload, std::string const& signature) {
  return R"({"payload":")" + payload + R"(","protected":")" + protected_text + R"(","signature":")" + signature + "\"}";
}

std::string part(std::string const& compact, int index) {
  auto const first = compact.find('.');
  auto const second = compact.find('.', first + 1);
  if (index == 0) return compact.substr(0, first);
  if (index == 1) return compact.substr(first + 1, second - first - 1);
  return compact.substr(second + 1);
}

json::Json header_with(char const* name, char const* value) {
  json::Json header = good_header();
  header[name] = value;
  return header;
}

}

TEST_SUITE("protocol/envelope jws") {
  TEST_CASE("every algorithm signs what every reader reads and verifies") {
    for (auto algorithm :
         {crypto::Algorithm::es256, crypto::Algorithm::es384, crypto::Algorithm::ps256, crypto::Algorithm::eddsa}) {
      CAPTURE(std::string(crypto::to_text(algorithm)));
      auto key = crypto::PrivateKey::generate(algorithm);
      REQUIRE(key);
      auto const compact = sign(test::good_request(), *key);
      REQUIRE(compact);
      auto const document = parse(to_container(*compact));
      REQUIRE(document);
      CHECK(document->compact() == *compact);
      CHECK(document->payload() == R"({"v":1,"id":"FR-1"})");
      CHECK(document->header().alg == algorithm);
      CHECK(document->header().type == DocumentType::notice);
      CHECK(document->header().iat == 1793613600);
      CHECK(document->digest() == crypto::sha256(*compact));
      CHECK(document->signing_input() == compact->substr(0, compact->rfind('.')));
      CHECK(document->signing_digest() == crypto::sha256(document->signing_input()));
      CHECK(base64url_encode(document->signature()) == part(*compact, 2));
      CHECK(verify_signature(*document, key->public_key()));
      CHECK(verify_signature(*document, test::signer().public_key()).error().code == Errc::signature_invalid);
      auto const again = parse_compact(*compact, DocumentType::notice);
      REQUIRE(again);
      CHECK(again->digest() == document->digest());
    }
  }

  TEST_CASE("a document stays whole when it is copied and moved") {
    auto original = parse(to_container(compact_of(good_header().dump())));
    REQUIRE(original);
    std::string const compact = original->compact();
    SignedDocument const copy = *original;
    SignedDocument const moved = *std::move(original);
    for (SignedDocument const* document : {&copy, &moved}) {
      CHECK(document->compact() == compact);
      CHECK(document->signing_input() == compact.substr(0, compact.rfind('.')));
      CHECK(verify_signature(*document, test::signer().public_key()));
    }
  }

  TEST_CASE("documents made with openssl alone are accepted") {
    struct Row {
      std::string name;
      std::string spki;
      std::string compact;
      std::string digest;
      std::string signing_digest;
    };
    Row const rows[] = {
        {"ES256",
         "3059301306072a8648ce3d020106082a8648ce3d03010703420004c7c332193d0c0261cc845e872e1c48c3246822ef71c66541a2e5a17"
         "6509d15bb3e"
         "b807557880bd035afb24e61e0f37e9986bc6653ed859b9a4655ebb8e507bcd",
         "eyJ0eXAiOiJ2bmQuaHVlY3J5Lm5vdGljZStqd3MiLCJjdHkiOiJ2bmQuaHVlY3J5Lm5vdGljZStqc29uIiwiYWxnIjoiRVMyNTYiLCJpYXQiO"
         "jE3OTM2MT"
         "M2MDAsIng1dCNTMjU2IjoiZ2F6WFloUVBwcEtoUW9JdEw3NU54dlZMeXFVQjlvcXpmbHJ1MExyLVRaayJ9."
         "eyJ2IjoxLCJpZCI6IkZSLTIwMjYtMSIsInR"
         "pdGxlIjoiQWZmYWlyZSBuwrAgMSDigJQg0JYifQ.KeX0H_yKR-NGYDU98OhDSO__JF9m7MpDrRlNK4Pqv1v66-"
         "Fy1If6kuGPPstXGAHNRBu2nnGLSJ6Sqs"
         "cvr9c4OA",
         "040e56702c729b9946ee9f55f9f3f828783c289aaf162beed8036da38ec63fa6",
         "32eb8467a9390ebcee0f5a13ba684eb4b4f0d7cbba1b597d7e42bd566acc1f3f"},
        {"EdDSA", "302a300506032b65700321004b7278b52996255b4eef35422b77db870b86d629154286acc283f532d1789767",
         "eyJ0eXAiOiJ2bmQuaHVlY3J5Lm5vdGljZStqd3MiLCJjdHkiOiJ2bmQuaHVlY3J5Lm5vdGljZStqc29uIiwiYWxnIjoiRWREU0EiLCJpYXQiO"
         "jE3OTM2MT"
         "M2MDAsIng1dCNTMjU2IjoiZ2F6WFloUVBwcEtoUW9JdEw3NU54dlZMeXFVQjlvcXpmbHJ1MExyLVRaayJ9."
         "eyJ2IjoxLCJpZCI6IkZSLTIwMjYtMSIsInR"
         "pdGxlIjoiQWZmYWlyZSBuwrAgMSDigJQg0JYifQ.O7KbeUZu0eVCt-EOfo6Sz-jdAEg2P3Ip79rwYfcPrhNbKc0aff2qzV35SlotD-"
         "8MPyzzO3gAJst70CP"
         "flHAYBQ",
         "3e833918a69b24fecc9bbf614a2b5473885ada498e3cd16c52d43b5adcb7dacb",
         "45d54fd239d10da1631694834352f1a359c06bd8bbbc5c00d04f08cdab828a1b"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const key = crypto::PublicKey::from_spki(*hex_decode(row.spki));
      REQUIRE(key);
      auto const document = parse(to_container(row.compact));
      REQUIRE(document);
      CHECK(verify_signature(*document, *key));
      CHECK(document->payload() == R"({"v":1,"id":"FR-2026-1","title":"Affaire n° 1 — Ж"})");
      CHECK(document->header().x5t == crypto::sha256("a certificate"));
      CHECK(hex_encode(document->digest().view()) == row.digest);
      CHECK(hex_encode(document->signing_digest().view()) == row.signing_digest);
    }
  }

  TEST_CASE("each step refuses with its code") {
    std::string const good = compact_of(good_header().dump());
    std::string const head = part(good, 0);
    std::string const payload = part(good, 1);
    std::string const signature = part(good, 2);
    REQUIRE(parse(container(head, payload, signature)));
    struct Row {
      std::string name;
      std::string body;
      Errc code;
    };
    Row const rows[] = {
        {"1 NUL", to_container(good) + std::string(1, '\0'), Errc::body_encoding},
        {"1 BOM", "\xef\xbb\xbf" + to_container(good), Errc::body_encoding},
        {"1 invalid UTF-8", to_container(good) + "\xc3", Errc::body_encoding},
        {"2 empty", "", Errc::jws_container},
        {"2 a compact string", good, Errc::jws_container},
        {"2 a further member", R"({"header":{},)" + to_container(good).substr(1), Errc::jws_container},
        {"2 two values", to_container(good) + to_container(good), Errc::jws_container},
        {"2 control character in a value", container(head, payload + "\n", signature), Errc::jws_container},
        {"2 not UTF-16 either", container(head, R"(\ud800)", signature), Errc::jws_container},
        {"3 padding", container(head, payload, signature + "=="), Errc::jws_base64},
        {"3 white space", container(head, payload + " ", signature), Errc::jws_base64},
        {"3 escaped line break", container(head, payload + R"(\n)", signature), Errc::jws_base64},
        {"3 standard alphabet", container(head, payload, "+" + signature.substr(1)), Errc::jws_base64},
        {"3 impossible length", container(head, payload, signature.substr(0, 85)), Errc::jws_base64},
        {"3 unused bits set", container(head, payload, signature.substr(0, 85) + (signature[85] == 'A' ? "B" : "Z")),
         Errc::jws_base64},
        {"3 not ASCII", container(head, payload + "é", signature), Errc::jws_base64},
        {"3 in the header", container(head + "=", payload, signature), Errc::jws_base64},
        {"4 empty header", container("", payload, signature), Errc::jws_header},
        {"4 header is no JSON", container(b64u("hello"), payload, signature), Errc::jws_header},
        {"4 header in UTF-8 with BOM", container(b64u("\xef\xbb\xbf" + good_header().dump()), payload, signature),
         Errc::jws_header},
        {"4 crit", container(b64u(header_with("crit", "x").dump()), payload, signature), Errc::jws_header},
        {"4 none", container(b64u(header_with("alg", "none").dump()), payload, ""), Errc::jws_header},
        {"5 typ", to_container(compact_of(header_with("typ", "JWT").dump())), Errc::jws_type},
        {"5 cty", to_container(compact_of(header_with("cty", "JWT").dump())), Errc::jws_type},
        {"5 a good evidence document",
         to_container(compact_of(
             R"({"alg":"ES256","typ":"vnd.huecry.evidence+jws","cty":"vnd.huecry.evidence+json","iat":1,"x5t#S256":")" +
             std::string(43, 'A') + "\"}")),
         Errc::jws_type}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const document = parse(row.body);
      REQUIRE_FALSE(document);
      CAPTURE(document.error().detail);
      CHECK(document.error().code == row.code);
    }
  }

  TEST_CASE("a body with several flaws gets the code of the first step") {
    std::string const good = compact_of(header_with("typ", "JWT").dump());
    // Each further row takes away the first flaw of the row before.
    std::string const bad_header = b64u(R"({"alg":"none","typ":"JWT"})");
    struct Row {
      std::string name;
      std::string body;
      std::size_t bytes_max;
      Errc code;
    };
    Row const rows[] = {
        {"size", container(bad_header + "=", "A", "A") + "\xff", 10, Errc::body_too_large},
        {"encoding", "[" + container(bad_header + "=", "A", "A") + "\xff", k_plenty_bytes, Errc::body_encoding},
        {"container", "[" + container(bad_header + "=", "A", "A"), k_plenty_bytes, Errc::jws_container},
        {"base64", container(bad_header, "A", "A"), k_plenty_bytes, Errc::jws_base64},
        {"header", container(bad_header, "AA", "AA"), k_plenty_bytes, Errc::jws_header},
        {"type", container(part(good, 0), "AA", "AA"), k_plenty_bytes, Errc::jws_type}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(parse_container(row.body, DocumentType::notice, row.bytes_max).error().code == row.code);
    }
    // With nothing left but a bad signature the form is good: the signature is step 9.
    auto const document = parse(container(b64u(good_header().dump()), "AA", "AA"));
    REQUIRE(document);
    CHECK(verify_signature(*document, test::signer().public_key()).error().code == Errc::signature_invalid);
  }

  TEST_CASE("the size is accepted at the limit and refused one past it") {
    std::string const body = to_container(compact_of(good_header().dump()));
    CHECK(parse_container(body, DocumentType::notice, body.size()));
    CHECK(parse_container(body, DocumentType::notice, body.size() - 1).error().code == Errc::body_too_large);
  }

  TEST_CASE("a compact string is held to the same rules, without a container") {
    std::string const good = compact_of(good_header().dump());
    CHECK(parse_compact(good, DocumentType::notice));
    struct Row {
      std::string name;
      std::string compact;
      Errc code;
    };
    Row const rows[] = {{"empty", "", Errc::jws_container},
                        {"two parts", good.substr(0, good.rfind('.')), Errc::jws_container},
                        {"four parts", good + ".", Errc::jws_container},
                        {"container", to_container(good), Errc::jws_container},
                        {"padding", good + "=", Errc::jws_base64},
                        {"line break", good + "\n", Errc::jws_base64},
                        {"header", compact_of("{}"), Errc::jws_header},
                        {"type", compact_of(header_with("typ", "JWT").dump()), Errc::jws_type}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(parse_compact(row.compact, DocumentType::notice).error().code == row.code);
    }
  }

  TEST_CASE("step 9: the header's algorithm must be the key's, and the signature its length") {
    auto const es256 = parse(to_container(compact_of(good_header().dump())));
    auto const claims_eddsa = parse(to_container(compact_of(header_with("alg", "EdDSA").dump())));
    auto const claims_es384 = parse(to_container(compact_of(header_with("alg", "ES384").dump())));
    auto const claims_ps256 = parse(to_container(compact_of(header_with("alg", "PS256").dump())));
    crypto::PublicKey const key = test::signer().public_key();
    CHECK(verify_signature(*es256, key));
    CHECK(verify_signature(*claims_eddsa, key).error().code == Errc::signature_invalid);
    CHECK(verify_signature(*claims_es384, key).error().code == Errc::signature_invalid);
    CHECK(verify_signature(*claims_ps256, key).error().code == Errc::signature_invalid);
    CHECK(verify_signature(*es256, crypto::PrivateKey::generate(crypto::Algorithm::eddsa)->public_key()).error().code ==
          Errc::signature_invalid);
  }

  TEST_CASE("the same text signed twice has one signing digest and two object digests") {
    auto const first = parse(to_container(*sign(test::good_request(), test::signer())));
    auto const second = parse(to_container(*sign(test::good_request(), test::signer())));
    auto const other = parse(to_container(*sign(test::good_request("{}"), test::signer())));
    CHECK(first->signing_digest() == second->signing_digest());
    CHECK(first->digest() != second->digest());
    CHECK(first->signing_digest() != other->signing_digest());
  }

  TEST_CASE("a payload is carried as it is, whatever its bytes: step 10 judges it") {
    for (std::string const& payload :
         {std::string(), std::string("not JSON"), std::string("\0\xff", 2), std::string(100'000, 'x')}) {
      auto const document = parse(to_container(*sign(test::good_request(payload), test::signer())));
      REQUIRE(document);
      CHECK(document->payload() == payload);
      CHECK(verify_signature(*document, test::signer().public_key()));
    }
  }

  TEST_CASE("a chain is carried, and one that no reader would take is not signed") {
    Bytes const leaf = test::fake_certificate(300);
    SigningRequest request = test::good_request();
    request.x5c = {leaf, test::fake_certificate(400)};
    auto const document = parse(to_container(*sign(request, test::signer())));
    REQUIRE(document);
    CHECK(document->header().x5c == request.x5c);
    request.x5c = {test::fake_certificate(400), leaf};
    CHECK(sign(request, test::signer()).error().code == Errc::jws_header);
    request.x5c.assign(limits::x5c_certificates_max + 1, leaf);
    CHECK(sign(request, test::signer()).error().code == Errc::jws_header);
  }
}
