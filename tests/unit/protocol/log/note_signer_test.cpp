#include "protocol/log/note_signer.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "protocol/crypto/signer.hpp"

using namespace huecry;
using crypto::Algorithm;

namespace {

using namespace std::chrono_literals;

std::string const k_body = "hub.example/log/2026\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n";
UnixSeconds const k_time{1679315147s};

std::shared_ptr<crypto::Signer> key_of(Algorithm algorithm) {
  return std::make_shared<crypto::PrivateKey>(*crypto::PrivateKey::generate(algorithm));
}

}

TEST_SUITE("protocol/log note signer") {
  TEST_CASE("what a log signs reads back and verifies") {
    for (Algorithm algorithm : {Algorithm::eddsa, Algorithm::es256}) {
      CAPTURE(to_text(algorithm));
      auto const signer = log::NoteSigner::make("hub.example/log/2026", key_of(algorithm));
      REQUIRE(signer);
      auto const text = log::sign_note(k_body, *signer);
      REQUIRE(text);
      auto const note = log::parse_note(*text);
      REQUIRE(note);
      CHECK(note->body == k_body);
      log::NoteKey const keys[] = {signer->key()};
      CHECK(log::verify_note(*note, keys));
    }
  }

  TEST_CASE("a signer needs a name and a key of the right kind") {
    CHECK(log::NoteSigner::make("", key_of(Algorithm::eddsa)).error().code == Errc::key_unusable);
    CHECK(log::NoteSigner::make("a b", key_of(Algorithm::eddsa)).error().code == Errc::key_unusable);
    CHECK(log::Cosigner::make("a", key_of(Algorithm::es256)).error().code == Errc::key_unusable);
    CHECK(log::Cosigner::make("a+b", key_of(Algorithm::eddsa)).error().code == Errc::key_unusable);
  }

  // C2SP tlog-cosignature, "Ed25519 signed message".
  TEST_CASE("a witness signs its name for the format, the time and the body") {
    CHECK(log::cosigned_text(k_body, k_time) == "cosignature/v1\ntime 1679315147\n" + k_body);
    auto const key = key_of(Algorithm::eddsa);
    auto const cosigner = log::Cosigner::make("witness.example/w1", key);
    REQUIRE(cosigner);
    auto const line = cosigner->cosign(k_body, k_time);
    REQUIRE(line);
    REQUIRE(line->signature.size() == 72);
    CHECK(ByteView(line->signature).first(8)[4] == 0x64);  // 1679315147 is 0x641850cb
    CHECK(ByteView(line->signature).first(8)[7] == 0xcb);
    auto const signature = ByteView(line->signature).subspan(8);
    CHECK(key->public_key().verify(Algorithm::eddsa, as_bytes(log::cosigned_text(k_body, k_time)), signature));
  }

  TEST_CASE("a cosignature verifies with its time, and only as one") {
    auto const key = key_of(Algorithm::eddsa);
    auto const cosigner = log::Cosigner::make("witness.example/w1", key);
    log::NoteLine const line = *cosigner->cosign(k_body, k_time);
    log::NoteKey const keys[] = {cosigner->key()};
    auto const verified = log::verify_note({k_body, {line}}, keys);
    REQUIRE(verified);
    CHECK(verified->front().time == k_time);

    struct Row {
      std::string name;
      std::size_t byte;
    };
    Row const rows[] = {{"another time", 7}, {"time beyond 63 bits", 0}, {"another signature", 8}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      log::NoteLine changed = line;
      changed.signature[row.byte] ^= 0x80;
      CHECK_FALSE(log::verify_note({k_body, {changed}}, keys));
    }
    log::NoteLine cut = line;
    cut.signature.resize(7);
    CHECK_FALSE(log::verify_note({k_body, {cut}}, keys));

    // A plain signature by the same key is not a cosignature, nor the other way round.
    auto const as_log = log::NoteSigner::make("witness.example/w1", key);
    log::NoteLine plain = *as_log->sign(k_body);
    plain.key_id = cosigner->key().id;
    CHECK_FALSE(log::verify_note({k_body, {plain}}, keys));
    log::NoteKey const log_keys[] = {as_log->key()};
    log::NoteLine disguised = line;
    disguised.key_id = as_log->key().id;
    CHECK_FALSE(log::verify_note({k_body, {disguised}}, log_keys));
  }
}
