#include "protocol/log/receipt.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/log/note_signer.hpp"
#include "tests/unit/protocol/log/naive_tree.hpp"
#include "tests/unit/protocol/log/tile_store.hpp"

using namespace huecry;
using crypto::Algorithm;
using log::Receipt;

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t k_size = 300;
constexpr std::uint64_t k_index = 137;
std::string const k_origin = "hub.example/log/2026";
std::string const k_compact = "eyJ9.eyJ9.c2ln";
UnixSeconds const k_time{1793613601s};

std::shared_ptr<crypto::Signer> fresh_key() {
  return std::make_shared<crypto::PrivateKey>(*crypto::PrivateKey::generate(Algorithm::eddsa));
}

log::Leaf leaf_about(std::string_view compact) {
  log::Leaf leaf;
  leaf.id = "FR-1";
  leaf.ver = 2;
  leaf.iss = *CountryCode::parse("FR");
  leaf.object = crypto::sha256(compact);
  return leaf;
}

/// A log of 300 leaves with ours at 137, its signer, and two witnesses.
struct World {
  World() {
    std::vector<Digest> leaves = test::test_leaves(k_size);
    leaves[k_index] = log::leaf_hash(leaf);
    edge = test::grow(store, {}, leaves, 100);
  }

  [[nodiscard]] std::string body(std::string const& origin = k_origin) const {
    return log::to_body({origin, {k_size, edge.range.root()}});
  }
  [[nodiscard]] Receipt receipt() const { return receipt_with({*signer.sign(body())}); }
  [[nodiscard]] Receipt receipt_with(std::vector<log::NoteLine> lines) const {
    log::Prover prover(k_size, store.reader());
    return {leaf, k_index, *prover.inclusion(k_index), log::to_text(log::Note{body(), std::move(lines)})};
  }
  /// `quorum`: none, any or all of the two witnesses.
  [[nodiscard]] log::ReceiptPolicy policy(std::string const& quorum = "none") const {
    std::string text = "witness 1 " + to_vkey(witness_1.key()) + "\nwitness 2 " + to_vkey(witness_2.key()) + '\n';
    text += quorum == "none" ? "quorum none\n" : "group both " + quorum + " 1 2\nquorum both\n";
    auto parsed = log::WitnessPolicy::parse(text);
    REQUIRE(parsed);
    witnesses = *std::move(parsed);
    return {.logs = log_keys, .witnesses = &witnesses};
  }

  std::string leaf = log::to_json(leaf_about(k_compact));
  test::TileStore store;
  log::Edge edge;
  log::NoteSigner signer = *log::NoteSigner::make(k_origin, fresh_key());
  log::Cosigner witness_1 = *log::Cosigner::make("w1.example", fresh_key());
  log::Cosigner witness_2 = *log::Cosigner::make("w2.example", fresh_key());
  std::vector<log::NoteKey> log_keys{signer.key()};
  mutable log::WitnessPolicy witnesses;
};

log::ReceiptSubject subject() { return {k_compact, "FR-1", *CountryCode::parse("FR"), 2}; }

}

TEST_SUITE("protocol/log receipt") {
  TEST_CASE("a receipt proves that the document is in the log") {
    World const world;
    auto const checked = log::check_receipt(world.receipt(), world.policy(), subject());
    REQUIRE(checked);
    CHECK(checked->index == k_index);
    CHECK(checked->leaf == leaf_about(k_compact));
    CHECK(checked->checkpoint.origin == k_origin);
    CHECK(checked->checkpoint.head.size == k_size);
    CHECK(checked->witnesses.empty());
  }

  TEST_CASE("a receipt is this text and reads back") {
    World const world;
    Receipt const receipt = world.receipt();
    std::string const text = log::to_text(receipt);
    std::string expected = "c2sp.org/tlog-proof@v1\nextra " + base64_encode(as_bytes(world.leaf)) + "\nindex 137\n";
    for (Digest const& hash : receipt.proof) expected += base64_encode(hash.view()) + "\n";
    CHECK(text == expected + "\n" + receipt.checkpoint);
    auto const read = log::parse_receipt(text);
    REQUIRE(read);
    CHECK(*read == receipt);
  }

  TEST_CASE("a receipt without the leaf reads back but cannot be checked alone") {
    World const world;
    Receipt receipt = world.receipt();
    receipt.extra.clear();
    auto const read = log::parse_receipt(log::to_text(receipt));
    REQUIRE(read);
    CHECK(*read == receipt);
    CHECK(log::check_receipt(*read, world.policy()).error().code == Errc::log_text_invalid);
  }

  TEST_CASE("a receipt in another form is refused") {
    World const world;
    Receipt const receipt = world.receipt();
    std::string const good = log::to_text(receipt);
    auto const with = [&good](std::string const& from, std::string const& to) {
      std::string text = good;
      std::size_t const at = text.find(from);
      REQUIRE(at != std::string::npos);
      return text.replace(at, from.size(), to);
    };
    std::string const first_hash = base64_encode(receipt.proof.front().view());
    struct Row {
      std::string name;
      std::string text;
    };
    Row const rows[] = {{"empty", ""},
                        {"another version", with("@v1", "@v2")},
                        {"no index", with("index 137\n", "")},
                        {"index with leading zero", with("index 137", "index 0137")},
                        {"index beyond 64 bits", with("index 137", "index 18446744073709551616")},
                        {"index first", with("extra ", "index 137\nextra ")},
                        {"extra twice", with("index", "extra AA==\nindex")},
                        {"extra empty", with("extra ", "extra \nextra ")},
                        {"extra not base64", with("extra ", "extra *")},
                        {"a hash cut", with(first_hash, first_hash.substr(0, 40))},
                        {"a hash without padding", with(first_hash, first_hash.substr(0, 43))},
                        {"no empty line", with("\n\n", "\n")},
                        {"no checkpoint", good.substr(0, good.find("\n\n") + 2)},
                        {"checkpoint without signature", good.substr(0, good.rfind("—"))},
                        {"text after", good + "x"},
                        {"carriage returns", with("@v1\n", "@v1\r\n")}};
    REQUIRE(log::parse_receipt(good));
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const read = log::parse_receipt(row.text);
      REQUIRE_FALSE(read);
      CHECK(read.error().code == Errc::log_text_invalid);
    }
  }

  TEST_CASE("a proof has at most as many hashes as a tree is high") {
    Receipt receipt = World().receipt();
    receipt.proof.assign(limits::proof_hashes_max, Digest{});
    CHECK(log::parse_receipt(log::to_text(receipt)));
    receipt.proof.push_back(Digest{});
    CHECK_FALSE(log::parse_receipt(log::to_text(receipt)));
  }

  TEST_CASE("the largest receipt fits its limit, and nothing larger is read") {
    Receipt receipt = World().receipt();
    receipt.extra = std::string(limits::leaf_bytes_max, 'x');
    receipt.proof.assign(limits::proof_hashes_max, Digest{});
    std::string const end = "\n\n— n AAAAAAA=\n";
    receipt.checkpoint = std::string(limits::note_bytes_max - end.size(), 'b') + end;
    std::string const text = log::to_text(receipt);
    CHECK(text.size() <= limits::receipt_bytes_max);
    CHECK(log::parse_receipt(text));
    CHECK_FALSE(log::parse_receipt(text + std::string(limits::receipt_bytes_max, 'x')));
  }

  TEST_CASE("a receipt that was changed, or is about something else, does not hold") {
    World const world;
    log::NoteSigner const stranger = *log::NoteSigner::make(k_origin, fresh_key());
    log::NoteSigner const other_name = *log::NoteSigner::make("other.example", fresh_key());
    World two_logs;
    two_logs.log_keys.push_back(other_name.key());

    struct Row {
      std::string name;
      Receipt receipt;
      log::ReceiptSubject subject;
      Errc code;
    };
    auto const changed = [&world](auto change) {
      Receipt receipt = world.receipt();
      change(receipt);
      return receipt;
    };
    log::ReceiptSubject other_document = subject();
    other_document.compact = "eyJ9.eyJ9.c2lo";
    log::ReceiptSubject other_id = subject();
    other_id.id = "FR-2";
    log::ReceiptSubject other_issuer = subject();
    other_issuer.iss = *CountryCode::parse("DE");
    log::ReceiptSubject other_version = subject();
    other_version.ver = 3;
    Row const rows[] = {
        {"index", changed([](Receipt& r) { r.index ^= 1; }), subject(), Errc::proof_invalid},
        {"index beyond the tree", changed([](Receipt& r) { r.index = k_size; }), subject(), Errc::proof_invalid},
        {"hash", changed([](Receipt& r) { r.proof[3].bytes[0] ^= 1; }), subject(), Errc::proof_invalid},
        {"a hash missing", changed([](Receipt& r) { r.proof.pop_back(); }), subject(), Errc::proof_invalid},
        {"leaf", changed([](Receipt& r) { r.extra.replace(r.extra.find("FR-1"), 4, "FR-3"); }), subject(),
         Errc::proof_invalid},
        {"leaf is no leaf", changed([](Receipt& r) { r.extra = "leaf 137"; }), subject(), Errc::log_text_invalid},
        {"checkpoint is no checkpoint",
         changed([](Receipt& r) { r.checkpoint.insert(r.checkpoint.find("\n\n"), "\nmore"); }), subject(),
         Errc::log_text_invalid},
        {"signed by a stranger of the same name", world.receipt_with({*stranger.sign(world.body())}), subject(),
         Errc::log_signature_invalid},
        {"signed by a witness alone", world.receipt_with({*world.witness_1.cosign(world.body(), k_time)}), subject(),
         Errc::log_signature_invalid},
        {"another document", world.receipt(), other_document, Errc::proof_invalid},
        {"another id", world.receipt(), other_id, Errc::proof_invalid},
        {"another issuer", world.receipt(), other_issuer, Errc::proof_invalid},
        {"another version", world.receipt(), other_version, Errc::proof_invalid}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const result = log::check_receipt(row.receipt, world.policy(), row.subject);
      REQUIRE_FALSE(result);
      CHECK(token_of(result.error().code) == token_of(row.code));
    }
    // A log that is accepted under its own name cannot speak for another one.
    Receipt const borrowed = two_logs.receipt_with({*other_name.sign(two_logs.body())});
    CHECK(log::check_receipt(borrowed, two_logs.policy()).error().code == Errc::log_signature_invalid);
  }

  TEST_CASE("witnesses count once each, and only known ones") {
    World const world;
    log::Cosigner const stranger = *log::Cosigner::make("w3.example", fresh_key());
    log::NoteLine const own = *world.signer.sign(world.body());
    log::NoteLine const first = *world.witness_1.cosign(world.body(), k_time);
    log::NoteLine const again = *world.witness_1.cosign(world.body(), k_time + 1s);
    log::NoteLine const second = *world.witness_2.cosign(world.body(), k_time);
    log::NoteLine const unknown = *stranger.cosign(world.body(), k_time);
    log::NoteLine bad = second;
    bad.signature.back() ^= 1;

    struct Row {
      std::string name;
      std::vector<log::NoteLine> lines;
      std::string wanted;
      bool accepted;
    };
    Row const rows[] = {{"none wanted, none there", {own}, "none", true},
                        {"one wanted, none there", {own}, "any", false},
                        {"one wanted, one there", {own, first}, "any", true},
                        {"two wanted, the same twice", {own, first, again}, "all", false},
                        {"two wanted, one unknown", {own, first, unknown}, "all", false},
                        {"two wanted, both there, any order", {second, own, first}, "all", true},
                        {"none wanted, one fails", {own, bad}, "none", false},
                        {"both there, the log missing", {first, second}, "all", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const result = log::check_receipt(world.receipt_with(row.lines), world.policy(row.wanted), subject());
      CHECK(static_cast<bool>(result) == row.accepted);
      if (!row.accepted) CHECK(result.error().code == Errc::log_signature_invalid);
    }
  }
}
