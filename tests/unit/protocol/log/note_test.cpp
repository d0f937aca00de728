#include "protocol/log/note.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "protocol/base/limits.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/log/note_signer.hpp"

using namespace huecry;
using crypto::Algorithm;
using log::NoteKey;
using log::NoteSigner;

namespace {

std::string const k_body = "This is an example message.\n";
std::string const k_line =
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

NoteKey known_key() {
  return *log::parse_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
}

NoteSigner fresh(std::string name, Algorithm algorithm = Algorithm::eddsa) {
  return *NoteSigner::make(std::move(name),
                           std::make_shared<crypto::PrivateKey>(*crypto::PrivateKey::generate(algorithm)));
}

log::Note note_of(std::string const& body, std::vector<log::NoteLine> lines) { return {body, std::move(lines)}; }

}

TEST_SUITE("protocol/log note") {
  TEST_CASE("the known answer of C2SP signed-note verifies") {
    auto const note = log::parse_note(k_body + "\n" + k_line);
    REQUIRE(note);
    CHECK(note->body == k_body);
    NoteKey const keys[] = {known_key()};
    auto const verified = log::verify_note(*note, keys);
    REQUIRE(verified);
    REQUIRE(verified->size() == 1);
    CHECK(verified->front().key == 0);
    CHECK_FALSE(verified->front().time);
    CHECK(log::to_text(*note) == k_body + "\n" + k_line);
  }

  TEST_CASE("a note in another form is refused") {
    struct Row {
      std::string name;
      std::string text;
      bool accepted;
    };
    std::string const line = "— n AAAAAAA=\n";
    Row const rows[] = {{"plain", "b\n\n" + line, true},
                        {"empty lines in the body", "b\n\n\nc\n\n" + line, true},
                        {"body of one empty line", "\n\n" + line, true},
                        {"other languages", "日本語 Ünïcode \u00a0\n\n" + line, true},
                        {"empty", "", false},
                        {"only a body", "b\n", false},
                        {"no signature line", "b\n\n", false},
                        {"no empty line", "b\n" + line, false},
                        {"no body", "\n" + line, false},
                        {"text after the signatures", "b\n\n" + line + "c\n", false},
                        {"empty line after the signatures", "b\n\n" + line + "\n", false},
                        {"no last line feed", "b\n\n— n AAAAAAA=", false},
                        {"carriage return", "b\r\n\n" + line, false},
                        {"tab", "b\tc\n\n" + line, false},
                        {"NUL", std::string("b\0\n\n", 4) + line, false},
                        {"not UTF-8", "b\xff\n\n" + line, false},
                        {"hyphen for the dash", "b\n\n- n AAAAAAA=\n", false},
                        {"en dash", "b\n\n– n AAAAAAA=\n", false},
                        {"two spaces", "b\n\n—  n AAAAAAA=\n", false},
                        {"two spaces before the signature", "b\n\n— n  AAAAAAA=\n", false},
                        {"space at the end", "b\n\n— n AAAAAAA= \n", false},
                        {"no name", "b\n\n— AAAAAAA=\n", false},
                        {"name with plus", "b\n\n— n+m AAAAAAA=\n", false},
                        {"name with a wide space", "b\n\n— n\u2003m AAAAAAA=\n", false},
                        {"signature of four bytes is only an id", "b\n\n— n AAAAAA==\n", false},
                        {"base64 without padding", "b\n\n— n AAAAAAA\n", false},
                        {"base64url", "b\n\n— n AAAA__8=\n", false},
                        {"trailing bits", "b\n\n— n AAAAAAB=\n", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const note = log::parse_note(row.text);
      REQUIRE(static_cast<bool>(note) == row.accepted);
      if (row.accepted) CHECK(log::to_text(*note) == row.text);
      if (!row.accepted) CHECK(note.error().code == Errc::log_text_invalid);
    }
  }

  TEST_CASE("signature lines and bytes have their limits") {
    auto const with_lines = [](std::size_t count) {
      std::string text = "b\n\n";
      for (std::size_t i = 0; i < count; ++i) text += "— n AAAAAAA=\n";
      return text;
    };
    static_assert(limits::note_signature_lines_max >= 16, "C2SP signed-note");
    CHECK(log::parse_note(with_lines(limits::note_signature_lines_max)));
    CHECK_FALSE(log::parse_note(with_lines(limits::note_signature_lines_max + 1)));

    std::string const end = "\n\n— n AAAAAAA=\n";
    std::string const at_limit = std::string(limits::note_bytes_max - end.size(), 'b') + end;
    CHECK(log::parse_note(at_limit));
    CHECK_FALSE(log::parse_note("b" + at_limit));
  }

  TEST_CASE("a note with several signatures verifies for whoever knows one of the keys") {
    NoteSigner const first = fresh("a.example");
    NoteSigner const second = fresh("b.example", Algorithm::es256);
    NoteSigner const third = fresh("c.example");
    log::Note const note = note_of(k_body, {*first.sign(k_body), *second.sign(k_body), *third.sign(k_body)});
    for (NoteSigner const* signer : {&first, &second, &third}) {
      NoteKey const keys[] = {known_key(), signer->key()};
      auto const verified = log::verify_note(note, keys);
      REQUIRE(verified);
      REQUIRE(verified->size() == 1);
      CHECK(verified->front().key == 1);
      CHECK(note.lines[verified->front().line].name == signer->name());
    }
    NoteKey const all[] = {third.key(), first.key(), second.key()};
    CHECK(log::verify_note(note, all)->size() == 3);
  }

  TEST_CASE("unknown keys are ignored, a known key whose signature fails rejects the note") {
    NoteSigner const mine = fresh("a.example");
    NoteSigner const other = fresh("b.example");
    log::NoteLine const good = *mine.sign(k_body);
    log::NoteLine const foreign = *other.sign("another body\n");
    log::NoteLine bad = good;
    bad.signature[7] ^= 1;
    log::NoteLine unknown_id = bad;
    unknown_id.key_id ^= 1;
    log::NoteLine unknown_name = bad;
    unknown_name.name = "c.example";
    log::NoteLine cut = good;
    cut.signature.pop_back();
    log::NoteLine longer = good;
    longer.signature.push_back(0);

    struct Row {
      std::string name;
      std::vector<log::NoteLine> lines;
      bool accepted;
    };
    Row const rows[] = {{"good", {good}, true},
                        {"good after an unknown key's nonsense", {foreign, good}, true},
                        {"known id under another name", {unknown_name, good}, true},
                        {"known name with another id", {unknown_id, good}, true},
                        {"good twice", {good, good}, true},
                        {"only unknown keys", {foreign, unknown_id}, false},
                        {"bad", {bad}, false},
                        {"bad after good", {good, bad}, false},
                        {"bad before good", {bad, good}, false},
                        {"one byte short", {cut}, false},
                        {"one byte longer", {longer}, false}};
    NoteKey const keys[] = {mine.key()};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const verified = log::verify_note(note_of(k_body, row.lines), keys);
      REQUIRE(static_cast<bool>(verified) == row.accepted);
      if (row.accepted) CHECK(verified->size() == 1);
      if (!row.accepted) CHECK(verified.error().code == Errc::log_signature_invalid);
    }
    CHECK_FALSE(log::verify_note(note_of(k_body + "x\n", {good}), keys));
    CHECK_FALSE(log::verify_note(note_of(k_body, {good}), {}));
  }

  TEST_CASE("a second line by an ECDSA key must be DER") {
    NoteSigner const signer = fresh("hub.example/log/2026", Algorithm::es256);
    NoteKey const keys[] = {signer.key()};
    log::NoteLine line = *signer.sign(k_body);
    CHECK(line.signature.front() == 0x30);
    REQUIRE(log::verify_note(note_of(k_body, {line}), keys));
    line.signature.push_back(0);
    CHECK_FALSE(log::verify_note(note_of(k_body, {line}), keys));
    line.signature.assign(64, 1);
    CHECK_FALSE(log::verify_note(note_of(k_body, {line}), keys));
  }
}
