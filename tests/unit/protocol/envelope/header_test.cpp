#include "protocol/envelope/header.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "protocol/base/limits.hpp"
#include "tests/unit/protocol/envelope/documents.hpp"

using namespace huecry;
using namespace huecry::envelope;
using json::Json;

namespace {

Result<ProtectedHeader> read(std::string const& text) { return read_header(text, DocumentType::notice); }
Result<ProtectedHeader> read(Json const& header) { return read(header.dump()); }

Json with(std::string const& name, Json value) {
  Json header = test::good_header();
  header[name] = std::move(value);
  return header;
}

Json without(std::string const& name) {
  Json header = test::good_header();
  header.erase(name);
  return header;
}

/// A header whose x5c holds these certificates and whose x5t#S256 names the first.
Json with_chain(std::vector<Bytes> const& chain) {
  Json header = test::good_header();
  header["x5t#S256"] = to_base64url(test::x5t_of(chain.front()));
  header["x5c"] = Json::array();
  for (Bytes const& der : chain) header["x5c"].push_back(base64_encode(der));
  return header;
}

struct Row {
  std::string name;
  Json header;
  std::string detail;  // how it starts
};

void check_refused(std::vector<Row> const& rows, Errc code) {
  for (Row const& row : rows) {
    CAPTURE(row.name);
    auto const header = read(row.header);
    REQUIRE_FALSE(header);
    CAPTURE(header.error().detail);
    CHECK(header.error().code == code);
    CHECK(header.error().detail.starts_with(row.detail));
  }
}

}

TEST_SUITE("protocol/envelope header") {
  TEST_CASE("a good header gives its values") {
    auto const header = read(test::good_header());
    REQUIRE(header);
    CHECK(header->alg == crypto::Algorithm::es256);
    CHECK(header->type == DocumentType::notice);
    CHECK(header->iat == 1793613600);
    CHECK(header->x5t == test::x5t_of(test::fake_certificate(300)));
    CHECK(header->x5c.empty());
  }

  TEST_CASE("each of the four algorithms and each type is taken where it belongs") {
    for (char const* name : {"ES256", "ES384", "PS256", "EdDSA"}) CHECK(read(with("alg", name)));
    for (DocumentType type : document_types()) {
      Json header = with("typ", std::string(typ_of(type)));
      header["cty"] = std::string(cty_of(type));
      CHECK(read_header(header.dump(), type));
      CHECK(static_cast<bool>(read(header)) == (type == DocumentType::notice));
    }
  }

  TEST_CASE("every required member is required") {
    check_refused({{"alg", without("alg"), "alg: a string is required"},
                   {"typ", without("typ"), "typ: a string is required"},
                   {"cty", without("cty"), "cty: a string is required"},
                   {"iat", without("iat"), "iat: an integer is required"},
                   {"x5t#S256", without("x5t#S256"), "x5t#S256: a string is required"},
                   {"all of them", Json::object(), "alg: a string is required"}},
                  Errc::jws_header);
  }

  TEST_CASE("the set is closed") {
    std::vector<Row> rows;
    for (char const* name : {"crit", "b64", "jku", "jwk", "kid", "x5u", "x5t", "zip", "sigT", "sigPId", "enc", "epk",
                             "url", "nonce", "ALG", "x5t#s256", ""}) {
      rows.push_back({name, with(name, "x"), std::string(name) + ": an unknown member"});
    }
    check_refused(rows, Errc::jws_header);
  }

  TEST_CASE("types are exact") {
    check_refused({{"alg is null", with("alg", nullptr), "alg"},
                   {"alg is an array", with("alg", {"ES256"}), "alg"},
                   {"typ is a number", with("typ", 1), "typ"},
                   {"cty is null", with("cty", nullptr), "cty"},
                   {"iat is a string", with("iat", "1793613600"), "iat"},
                   {"iat is null", with("iat", nullptr), "iat"},
                   {"iat is a fraction", with("iat", 1793613600.5), "a number with a fraction"},
                   {"iat is a whole fraction", with("iat", 1793613600.0), "a number with a fraction"},
                   {"iat is out of range", with("iat", 9007199254740992), "an integer beyond"},
                   {"x5t#S256 is a number", with("x5t#S256", 1), "x5t#S256"},
                   {"x5c is a string", with("x5c", "MAA="), "x5c"},
                   {"x5c is null", with("x5c", nullptr), "x5c"},
                   {"an array", Json::array({test::good_header()}), "an object is required"},
                   {"a string", "header", "an object is required"}},
                  Errc::jws_header);
  }

  TEST_CASE("no algorithm outside the list") {
    std::vector<Row> rows;
    for (char const* name :
         {"none", "NONE", "", "HS256", "RS256", "PS384", "ES512", "ES256K", "Ed25519", "es256", "ECDH-ES"}) {
      rows.push_back({name, with("alg", name), "alg: ES256, ES384, PS256 or EdDSA"});
    }
    check_refused(rows, Errc::jws_header);
  }

  TEST_CASE("x5t#S256 has 43 strict characters") {
    std::string const good(43, 'A');
    CHECK(read(with("x5t#S256", good)));
    check_refused({{"short", with("x5t#S256", good.substr(1)), "x5t#S256"},
                   {"long", with("x5t#S256", good + "A"), "x5t#S256"},
                   {"empty", with("x5t#S256", ""), "x5t#S256"},
                   {"padded", with("x5t#S256", good + "="), "x5t#S256"},
                   {"unused bits set", with("x5t#S256", good.substr(1) + "B"), "x5t#S256"},
                   {"standard alphabet", with("x5t#S256", "/" + good.substr(1)), "x5t#S256"}},
                  Errc::jws_header);
  }

  TEST_CASE("x5c holds one to four certificates whose first is the one named, at most 16 KiB") {
    Bytes const leaf = test::fake_certificate(300);
    Bytes const issuer = test::fake_certificate(301, 7);
    CHECK(read(with_chain({leaf})));
    auto const chain = read(with_chain({leaf, issuer, issuer, issuer}));
    REQUIRE(chain);
    CHECK(chain->x5c == std::vector<Bytes>{leaf, issuer, issuer, issuer});
    CHECK(read(with_chain({test::fake_certificate(limits::x5c_bytes_max)})));
    CHECK(read(with_chain({test::fake_certificate(limits::x5c_bytes_max - 300), leaf})));

    Json another = with_chain({leaf});
    another["x5t#S256"] = to_base64url(test::x5t_of(issuer));
    Bytes longer = leaf;
    longer.push_back(0);
    Json line_break = with_chain({leaf});
    line_break["x5c"][0] = line_break["x5c"][0].get<std::string>().insert(64, "\n");
    check_refused(
        {{"none", with("x5c", Json::array()), "x5c: 1 to 4 certificates"},
         {"five", with_chain({leaf, issuer, issuer, issuer, issuer}), "x5c: 1 to 4 certificates"},
         {"one byte too many", with_chain({test::fake_certificate(limits::x5c_bytes_max + 1)}),
          "x5c: more than 16 KiB"},
         {"too much together", with_chain({test::fake_certificate(limits::x5c_bytes_max - 299), leaf}),
          "x5c: more than 16 KiB"},
         {"the second is named", another, "x5c: the first certificate is not the one"},
         {"not a string", with("x5c", {1}), "x5c: strings are required"},
         {"not base64", with("x5c", {"MA A"}), "x5c"},
         {"base64url", with("x5c", {"-_-_"}), "x5c"},
         {"without padding", with("x5c", {"MAA"}), "x5c"},
         {"with a line break", line_break, "x5c"},
         {"empty", with("x5c", {""}), "x5c: not a certificate in DER"},
         {"not DER", with("x5c", {"AAAA"}), "x5c: not a certificate in DER"},
         {"something after the certificate", with_chain({longer}), "x5c: not a certificate in DER"},
         {"cut certificate", with_chain({Bytes(leaf.begin(), leaf.end() - 1)}), "x5c: not a certificate in DER"}},
        Errc::jws_header);
  }

  TEST_CASE("strict JSON, with its limits") {
    std::string const good = test::good_header().dump();
    std::string const open = good.substr(0, good.size() - 1);
    CHECK(read(" " + good + "\n"));
    struct Text {
      std::string name;
      std::string text;
    };
    Text const rows[] = {{"empty", ""},
                         {"cut", open},
                         {"two values", good + good},
                         {"equal keys", open + R"(,"alg":"ES256"})"},
                         {"equal keys after unescaping", open + R"(,"\u0061lg":"ES256"})"},
                         {"BOM", "\xef\xbb\xbf" + good},
                         {"NUL", good + std::string(1, '\0')},
                         {"invalid UTF-8", open + ",\"\xff\":1}"},
                         {"too deep", open + R"(,"x5c":[[[[[[[[]]]]]]]]})"}};
    for (Text const& row : rows) {
      CAPTURE(row.name);
      auto const header = read(row.text);
      REQUIRE_FALSE(header);
      CHECK(header.error().code == Errc::jws_header);
    }
  }

  TEST_CASE("the size is accepted at the limit and refused one past it") {
    std::string text = test::good_header().dump();
    text.insert(1, limits::protected_bytes_max - text.size(), ' ');
    CHECK(read(text));
    text.insert(1, " ");
    CHECK(read(text).error().code == Errc::jws_header);
  }

  TEST_CASE("typ and cty are exactly the expected ones, and are looked at last") {
    check_refused({{"another typ", with("typ", "vnd.huecry.evidence+jws"), "typ: expected vnd.huecry.notice+jws"},
                   {"typ as media type", with("typ", "application/vnd.huecry.notice+jws"), "typ"},
                   {"typ in capitals", with("typ", "VND.HUECRY.NOTICE+JWS"), "typ"},
                   {"typ JWT", with("typ", "JWT"), "typ"},
                   {"another cty", with("cty", "vnd.huecry.evidence+json"), "cty: expected vnd.huecry.notice+json"},
                   {"cty as typ", with("cty", "vnd.huecry.notice+jws"), "cty"},
                   {"cty empty", with("cty", ""), "cty"}},
                  Errc::jws_type);
    Json both = with("typ", "JWT");
    both["kid"] = "x";
    CHECK(read(both).error().code == Errc::jws_header);
  }

  TEST_CASE("what is written reads back equal, byte for byte in one order") {
    ProtectedHeader header;
    header.alg = crypto::Algorithm::eddsa;
    header.type = DocumentType::evidence;
    header.iat = -5;
    header.x5t = test::x5t_of(test::fake_certificate(300));
    for (std::size_t certificates : {0U, 1U, 4U}) {
      header.x5c.assign(certificates, test::fake_certificate(300));
      std::string const text = write_header(header);
      CAPTURE(text);
      CHECK(text.starts_with(
          R"({"alg":"EdDSA","typ":"vnd.huecry.evidence+jws","cty":"vnd.huecry.evidence+json","iat":-5,"x5t#S256":")"));
      auto const read = read_header(text, DocumentType::evidence);
      REQUIRE(read);
      CHECK(read->alg == header.alg);
      CHECK(read->iat == header.iat);
      CHECK(read->x5t == header.x5t);
      CHECK(read->x5c == header.x5c);
    }
  }
}
