#include "storage/journal/record.hpp"

#include <doctest/doctest.h>

#include "protocol/base/encoding.hpp"
#include "storage/kv/key.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/storage/sealing.hpp"

using namespace huecry;
using journal::Record;

namespace {

Digest digest_of_byte(std::uint8_t byte) {
  Digest digest;
  digest.bytes.fill(byte);
  return digest;
}

Record sample() {
  Record record;
  record.kind = log::LeafKind::evidence;
  record.id = "FR-1";
  record.ver = 3;
  record.iss = *CountryCode::parse("FR");
  record.document = "a.b.c";
  record.decision = "{}";
  record.deliveries = {{journal::DeliveryKind::recall, CountrySet(), {{record.iss, "AB"}}}};
  record.facts = std::string("\0\xff", 2);
  record.content = "c";
  record.object = digest_of_byte(0x11);
  record.signing = digest_of_byte(0x22);
  record.certificate = digest_of_byte(0x33);
  record.policy = digest_of_byte(0x44);
  record.crls = digest_of_byte(0x55);
  record.position = 0x0102;
  record.received = UnixMillis(std::chrono::milliseconds(1'793'613'600'123));
  test::seal(record);
  return record;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

/// Its length, then the sealed bytes: the number of the key, and what no two sealings have in common.
std::string sealed_hex(std::string const& sealed, std::size_t text_bytes) {
  CHECK(sealed.size() == 8 + 12 + text_bytes + 16);
  std::string const hex = hex_encode(as_bytes(sealed));
  CHECK(hex.starts_with("0000000000000102"));
  return "000000" + hex_encode(as_bytes(std::string(1, static_cast<char>(sealed.size())))) + hex;
}

/// The sample, written by hand after docs/storage.md.
std::string golden_hex(Record const& record) {
  return "03"                // form
         "07"                // kind: evidence
         "0000000000000102"  // position
         "000001a19bb3957b"  // received, ms
         "00000003"          // ver
         "4652"              // iss: FR
         "04"
         "46522d31"  // id: FR-1
         + repeated("11", 32) + repeated("22", 32) + repeated("33", 32) + repeated("44", 32) + repeated("55", 32) +
         "01"  // one delivery
         "02" +
         repeated("00", 32) +  // recall, to no bureau
         "0001"                // but to one entity
         "4652"
         "02"
         "4142" +  // FR/AB
         sealed_hex(record.sealed.document, 5) +
         sealed_hex(record.sealed.decision, 2) +
         "00000002"
         "00ff" +  // facts
         sealed_hex(record.sealed.content, 1);
}

std::string random_text(std::mt19937_64& random, std::size_t bytes_max) {
  std::string text(random() % (bytes_max + 1), '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

Record random_record(std::mt19937_64& random) {
  Record record;
  record.kind = static_cast<log::LeafKind>(random() % log::k_leaf_kinds);
  record.id = random_text(random, 64);
  record.ver = static_cast<std::uint32_t>(random());
  record.iss = *CountryCode::from_slot(static_cast<std::uint8_t>(random() % 100));
  record.document = random_text(random, 3000);
  record.decision = random_text(random, 300);
  record.facts = random_text(random, 300);
  record.content = random_text(random, 300);
  for (std::size_t i = random() % 4; i != 0; --i) {
    CountrySet to;
    for (int n = 0; n < 40; ++n) to.add(*CountryCode::from_slot(static_cast<std::uint8_t>(random() % 100)));
    record.deliveries.push_back(
        {random() % 2 == 0 ? journal::DeliveryKind::document : journal::DeliveryKind::recall, to});
    for (std::size_t n = random() % 3; n != 0; --n)
      record.deliveries.back().entities.push_back({record.iss, "E" + random_text(random, 40)});
  }
  for (Digest* digest : {&record.object, &record.signing, &record.certificate, &record.policy, &record.crls})
    *digest = digest_of_byte(static_cast<std::uint8_t>(random()));
  record.position = random() % test::k_secrets;
  record.received = UnixMillis(std::chrono::milliseconds(random() % (1ULL << 53)));
  test::seal(record);
  return record;
}

}

TEST_SUITE("storage/journal record") {
  TEST_CASE("the stored form is the documented one") {
    Record const wanted = sample();
    CHECK(hex_encode(as_bytes(journal::encode(wanted))) == golden_hex(wanted));
    auto const bytes = hex_decode(golden_hex(wanted));
    REQUIRE(bytes);
    auto const record = journal::decode(as_text(*bytes), test::secrets());
    REQUIRE(record);
    CHECK(*record == wanted);
  }

  TEST_CASE("each kind has its own code, fixed for ever") {
    struct Row {
      std::string name;
      log::LeafKind kind;
      int code;
    };
    using log::LeafKind;
    Row const rows[] = {{"notice", LeafKind::notice, 1},       {"diffusion", LeafKind::diffusion, 2},
                        {"decision", LeafKind::decision, 3},   {"publication", LeafKind::publication, 4},
                        {"envelope", LeafKind::envelope, 5},   {"delivery", LeafKind::delivery, 6},
                        {"evidence", LeafKind::evidence, 7},   {"policy", LeafKind::policy, 8},
                        {"trustlist", LeafKind::trustlist, 9}, {"crl", LeafKind::crl, 10},
                        {"logkey", LeafKind::logkey, 11},      {"tst", LeafKind::tst, 12},
                        {"erasure", LeafKind::erasure, 13}};
    CHECK(std::size(rows) == log::k_leaf_kinds);
    for (Row const& row : rows) {
      CAPTURE(row.name);
      Record record = sample();
      record.kind = row.kind;
      CHECK(static_cast<int>(journal::encode(record)[1]) == row.code);
      auto const back = journal::decode(journal::encode(record), test::secrets());
      REQUIRE(back);
      CHECK(back->kind == row.kind);
    }
  }

  TEST_CASE("decode gives back what encode took") {
    HUECRY_SEEDED;
    auto random = test::generator("journal record");
    for (int i = 0; i < 300; ++i) {
      Record const record = random_record(random);
      auto const back = journal::decode(journal::encode(record), test::secrets());
      REQUIRE(back);
      CHECK(*back == record);
    }
  }

  TEST_CASE("once its key is destroyed, of an entry remains who sent what when, and no word of it") {
    auto own = kv::Secrets::open(test::secrets().file().string() + "-destroyed", true);
    REQUIRE(own);
    REQUIRE((*own)->prepare(0, 0x0103));
    Record record = sample();
    test::seal(record, **own);
    std::string const bytes = journal::encode(record);
    REQUIRE((*own)->destroy({0x0102}));
    auto const left = journal::decode(bytes, **own);
    REQUIRE(left);
    CHECK(left->erased);
    record.erased = true;
    for (std::string* text : {&record.document, &record.decision, &record.content}) text->clear();
    CHECK(*left == record);
    CHECK(journal::encode(*left) == bytes);  // whoever copies it copies the same
  }

  TEST_CASE("what is sealed cannot be put in another entry or in another place of its own") {
    Record one = sample();
    Record other = sample();
    other.position = 0x0103;
    test::seal(other);
    SUBCASE("of another entry, under its own number") {
      one.sealed.document = kv::be64(0x0103) + one.sealed.document.substr(8);
    }
    SUBCASE("the decision as document") { one.sealed.document = one.sealed.decision; }
    auto const read = journal::decode(journal::encode(one), test::secrets());
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Errc::corrupt);
  }

  TEST_CASE("damaged bytes are corruption") {
    std::string const good = journal::encode(sample());
    auto const refused = [](std::string const& bytes) {
      auto const record = journal::decode(bytes, test::secrets());
      return !record && record.error().code == Errc::corrupt;
    };
    for (std::size_t bytes = 0; bytes < good.size(); ++bytes) {
      CAPTURE(bytes);
      CHECK(refused(good.substr(0, bytes)));
    }
    CHECK(refused(good + "x"));

    struct Row {
      std::string name;
      std::size_t at;
      char byte;
    };
    Row const rows[] = {{"unknown form", 0, 4},       {"the form before", 0, 2},
                        {"kind zero", 1, 0},          {"kind of the future", 1, 14},
                        {"unknown country", 22, '?'}, {"unknown delivery", 24 + 1 + 4 + 5 * 32 + 1, 3}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      std::string bad = good;
      bad[row.at] = row.byte;
      CHECK(refused(bad));
    }
  }
}
