#include "protocol/log/vkey.hpp"

#include <doctest/doctest.h>

#include <string>

#include "protocol/crypto/signer.hpp"

using namespace huecry;
using crypto::Algorithm;
using log::KeyType;

namespace {
// C2SP signed-note and golang.org/x/mod/sumdb/note.
std::string const k_known = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

crypto::PublicKey fresh(Algorithm algorithm) { return crypto::PrivateKey::generate(algorithm)->public_key(); }
}

TEST_SUITE("protocol/log vkey") {
  TEST_CASE("the known vkey reads and writes") {
    auto const key = log::parse_vkey(k_known);
    REQUIRE(key);
    CHECK(key->name == "example.com/foo");
    CHECK(key->id == 0x530d903a);
    CHECK(key->type == KeyType::ed25519);
    CHECK(log::to_vkey(*key) == k_known);
  }

  TEST_CASE("keys of every type read back") {
    struct Row {
      std::string name;
      KeyType type;
      Algorithm algorithm;
    };
    Row const rows[] = {{"log.example", KeyType::ed25519, Algorithm::eddsa},
                        {"hub.example/log/2026", KeyType::ecdsa, Algorithm::es256},
                        {"témoin.example/w1", KeyType::cosignature, Algorithm::eddsa}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const key = log::make_note_key(row.name, row.type, fresh(row.algorithm));
      REQUIRE(key);
      auto const back = log::parse_vkey(log::to_vkey(*key));
      REQUIRE(back);
      CHECK(back->name == row.name);
      CHECK(back->id == key->id);
      CHECK(back->type == row.type);
      CHECK(back->key == key->key);
    }
  }

  TEST_CASE("one key has different ids as a log's and as a witness's, and under another name") {
    crypto::PublicKey const key = fresh(Algorithm::eddsa);
    auto const log_key = log::make_note_key("a.example", KeyType::ed25519, key);
    CHECK(log_key->id != log::make_note_key("a.example", KeyType::cosignature, key)->id);
    CHECK(log_key->id != log::make_note_key("b.example", KeyType::ed25519, key)->id);
  }

  TEST_CASE("a key that does not fit the type is refused") {
    struct Row {
      std::string name;
      KeyType type;
      Algorithm algorithm;
    };
    Row const rows[] = {{"ES256 as a log key", KeyType::ed25519, Algorithm::es256},
                        {"Ed25519 as ECDSA", KeyType::ecdsa, Algorithm::eddsa},
                        {"ES384 as ECDSA", KeyType::ecdsa, Algorithm::es384},
                        {"RSA as ECDSA", KeyType::ecdsa, Algorithm::ps256},
                        {"ES256 as a witness", KeyType::cosignature, Algorithm::es256}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const key = log::make_note_key("a.example", row.type, fresh(row.algorithm));
      REQUIRE_FALSE(key);
      CHECK(key.error().code == Errc::key_unusable);
    }
  }

  TEST_CASE("a key name is not empty and has no space, no plus, no control character") {
    struct Row {
      std::string name;
      bool accepted;
    };
    Row const rows[] = {{"a", true},
                        {"hub.example/log/2026", true},
                        {"日本.example", true},
                        {std::string(255, 'n'), true},
                        {std::string(256, 'n'), false},
                        {"", false},
                        {"a b", false},
                        {"a+b", false},
                        {"a\tb", false},
                        {"a\nb", false},
                        {std::string("a\0b", 3), false},
                        {"a\u00a0b", false},
                        {"a\u0085", false},
                        {"\u2003a", false},
                        {"a\u3000b", false},
                        {"a\u200b", true},  // zero width space is no White_Space
                        {"a\xff", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(log::is_key_name(row.name) == row.accepted);
    }
  }

  TEST_CASE("any other spelling of a vkey is refused") {
    struct Row {
      std::string name;
      std::string text;
    };
    std::string const key = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    Row const rows[] = {{"empty", ""},
                        {"no id", "example.com/foo+" + key},
                        {"wrong id", "example.com/foo+530d903b+" + key},
                        {"upper case id", "example.com/foo+530D903A+" + key},
                        {"short id", "example.com/foo+530d903+" + key},
                        {"no name", "+530d903a+" + key},
                        {"another name", "example.com/fou+530d903a+" + key},
                        {"no key", "example.com/foo+530d903a+"},
                        {"no plus before the key", "example.com/foo+530d903a " + key},
                        {"key cut", "example.com/foo+530d903a+" + key.substr(0, 40)},
                        {"unknown type", "example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"},
                        {"type 03", "example.com/foo+530d903a+A+kyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"},
                        {"line feed", k_known + "\n"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK_FALSE(log::parse_vkey(row.text));
    }
  }
}
