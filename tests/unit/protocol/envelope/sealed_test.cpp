#include "protocol/envelope/sealed.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using envelope::SealFor;
using json::Json;

namespace {

struct Party {
  crypto::PrivateKey key = *crypto::PrivateKey::generate(crypto::Algorithm::es256);
  Digest kid = crypto::sha256(ByteView(key.public_key().spki()));

  [[nodiscard]] crypto::UnwrapKey own() const {
    EVP_PKEY_up_ref(key.native());
    return *crypto::UnwrapKey::from_native(crypto::EvpPkey(key.native()));
  }
  [[nodiscard]] SealFor as_recipient() const { return {kid, key.public_key()}; }
};

struct Sealed {
  test::SeededRandom random{test::seed()};
  Party one, two, stranger;
  std::string const inner = "eyJ0eXAi.eyJ2IjoxfQ.c2lnbmF0dXJl";

  std::string seal(std::vector<SealFor> const& recipients) {
    auto text = envelope::seal_message(inner, "FR-M-1", recipients, random);
    REQUIRE(text);
    return *text;
  }
  std::string good() { return seal({one.as_recipient(), two.as_recipient()}); }
  Json parsed() { return Json::parse(good()); }

  Result<std::string> opened(std::string const& text, Party const& by) const {
    HUECRY_TRY(auto const message, envelope::parse_sealed(text));
    return envelope::open_sealed(message, by.kid, by.own());
  }
};

Errc code_of(std::string const& text) {
  auto const parsed = envelope::parse_sealed(text);
  REQUIRE_FALSE(parsed);
  return parsed.error().code;
}

/// The protected header with one member changed, or with one more.
std::string header(char const* member, Json value) {
  Json header = {{"alg", "ECDH-ES+A256KW"},
                 {"enc", "A256GCM"},
                 {"typ", "vnd.huecry.sealed+jwe"},
                 {"cty", "vnd.huecry.message+jws"},
                 {"msg", "FR-M-1"}};
  if (value.is_null())
    header.erase(member);
  else
    header[member] = std::move(value);
  return base64url_encode(as_bytes(json::write(header)));
}

}

TEST_SUITE("protocol/envelope sealed message") {
  TEST_CASE_FIXTURE(Sealed, "each recipient opens it, and nobody else") {
    HUECRY_SEEDED;
    std::string const text = good();
    auto const message = envelope::parse_sealed(text);
    REQUIRE(message);
    CHECK(message->id() == "FR-M-1");
    CHECK(message->entries().size() == 2);
    for (Party const* party : {&one, &two}) {
      auto const plain = opened(text, *party);
      REQUIRE(plain);
      CHECK(*plain == inner);
    }
    auto const other = opened(text, stranger);
    REQUIRE_FALSE(other);
    CHECK(other.error().code == Errc::not_found);
    auto const wrong_key = envelope::open_sealed(*message, one.kid, two.own());
    REQUIRE_FALSE(wrong_key);
    CHECK(wrong_key.error().code == Errc::corrupt);
  }

  TEST_CASE_FIXTURE(Sealed, "a bit changed in what is sealed, its tag, nonce or header is found") {
    HUECRY_SEEDED;
    for (char const* const member : {"ciphertext", "tag", "iv", "protected"}) {
      CAPTURE(member);
      Json changed = parsed();
      auto bytes = *base64url_decode(changed[member].get<std::string>());
      // Of the header, the name of the message: all else is no header then.
      bytes[member == std::string_view("protected") ? bytes.size() - 3 : 0] ^= 1;
      changed[member] = base64url_encode(bytes);
      auto const plain = opened(json::write(changed), one);
      REQUIRE_FALSE(plain);
      CHECK(plain.error().code == Errc::corrupt);
    }
  }

  TEST_CASE_FIXTURE(Sealed, "everything but the one form is refused") {
    HUECRY_SEEDED;
    struct Row {
      char const* name;
      std::function<void(Json&)> change;
    };
    Row const rows[] = {
        {"a member unprotected", [](Json& m) { m["unprotected"] = Json::object(); }},
        {"a member aad", [](Json& m) { m["aad"] = "YQ"; }},
        {"no recipients", [](Json& m) { m["recipients"] = Json::array(); }},
        {"no list of recipients", [](Json& m) { m.erase("recipients"); }},
        {"one recipient in flattened form", [](Json& m) { m["header"] = m["recipients"][0]["header"]; }},
        {"one certificate twice",
         [](Json& m) { m["recipients"][1]["header"]["kid"] = m["recipients"][0]["header"]["kid"]; }},
        {"alg in a recipient's header", [](Json& m) { m["recipients"][0]["header"]["alg"] = "ECDH-ES+A256KW"; }},
        {"a recipient without epk", [](Json& m) { m["recipients"][0]["header"].erase("epk"); }},
        {"a recipient without key", [](Json& m) { m["recipients"][0].erase("encrypted_key"); }},
        {"a private part in epk", [](Json& m) { m["recipients"][0]["header"]["epk"]["d"] = "YQ"; }},
        {"another curve", [](Json& m) { m["recipients"][0]["header"]["epk"]["crv"] = "P-384"; }},
        {"x of 31 bytes", [](Json& m) { m["recipients"][0]["header"]["epk"]["x"] = base64url_encode(Bytes(31, 1)); }},
        {"a wrapped key of 41 bytes",
         [](Json& m) { m["recipients"][0]["encrypted_key"] = base64url_encode(Bytes(41, 1)); }},
        {"a nonce of 16 bytes", [](Json& m) { m["iv"] = base64url_encode(Bytes(16, 1)); }},
        {"a tag of 12 bytes", [](Json& m) { m["tag"] = base64url_encode(Bytes(12, 1)); }},
        {"a tag of 17 bytes", [](Json& m) { m["tag"] = base64url_encode(Bytes(17, 1)); }},
        {"ciphertext with padding", [](Json& m) { m["ciphertext"] = m["ciphertext"].get<std::string>() + "="; }},
        {"zip", [](Json& m) { m["protected"] = header("zip", "DEF"); }},
        {"crit", [](Json& m) { m["protected"] = header("crit", Json::array({"exp"})); }},
        {"kid in the protected header", [](Json& m) { m["protected"] = header("kid", "x"); }},
        {"direct agreement", [](Json& m) { m["protected"] = header("alg", "ECDH-ES"); }},
        {"a shorter key wrap", [](Json& m) { m["protected"] = header("alg", "ECDH-ES+A128KW"); }},
        {"RSA", [](Json& m) { m["protected"] = header("alg", "RSA-OAEP"); }},
        {"a password", [](Json& m) { m["protected"] = header("alg", "PBES2-HS256+A128KW"); }},
        {"dir", [](Json& m) { m["protected"] = header("alg", "dir"); }},
        {"another cipher", [](Json& m) { m["protected"] = header("enc", "A128GCM"); }},
        {"CBC", [](Json& m) { m["protected"] = header("enc", "A256CBC-HS512"); }},
        {"another typ", [](Json& m) { m["protected"] = header("typ", "JWE"); }},
        {"another cty", [](Json& m) { m["protected"] = header("cty", "JWT"); }},
        {"no name", [](Json& m) { m["protected"] = header("msg", nullptr); }},
        {"a name that is a number", [](Json& m) { m["protected"] = header("msg", 1); }},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Json changed = parsed();
      row.change(changed);
      CHECK(code_of(json::write(changed)) == Errc::seal_form);
    }
    CHECK(code_of("[]") == Errc::seal_form);
    CHECK(code_of(good() + " {}") == Errc::seal_form);
    CHECK(code_of("\xff") == Errc::body_encoding);
  }

  TEST_CASE_FIXTURE(Sealed, "as many wrapped keys as the limit, and not one more") {
    HUECRY_SEEDED;
    Json message = parsed();
    auto const with = [&message](std::size_t count) {
      Json many = message;
      many["recipients"] = Json::array();
      for (std::size_t i = 0; i < count; ++i) {
        Json entry = message["recipients"][0];
        entry["header"]["kid"] = to_base64url(crypto::sha256(std::to_string(i)));
        many["recipients"].push_back(entry);
      }
      return json::write(many);
    };
    CHECK(envelope::parse_sealed(with(limits::sealed_entries_max)));
    CHECK(code_of(with(limits::sealed_entries_max + 1)) == Errc::seal_form);
    CHECK(code_of(with(10'000)) == Errc::body_too_large);
  }

  TEST_CASE_FIXTURE(Sealed, "a message of the size limit is sealed, and a longer one is not") {
    HUECRY_SEEDED;
    std::vector<SealFor> const to{one.as_recipient()};
    auto const size_with = [&](std::size_t bytes) {
      return envelope::seal_message(std::string(bytes, 'a'), "FR-M-1", to, random);
    };
    std::size_t const empty = size_with(0)->size();
    std::size_t const most = (limits::sealed_bytes_max - empty) / 4 * 3;
    auto const longest = size_with(most);
    REQUIRE(longest);
    CHECK(envelope::parse_sealed(*longest));
    CHECK(envelope::parse_sealed(*longest + std::string(limits::sealed_bytes_max - longest->size(), ' ')));
    CHECK(code_of(*longest + std::string(limits::sealed_bytes_max - longest->size() + 1, ' ')) == Errc::body_too_large);
    auto const longer = size_with(most + 3);
    REQUIRE_FALSE(longer);
    CHECK(longer.error().code == Errc::body_too_large);
  }
}
