#include "gateway/log/sublog.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/log/compact_range.hpp"
#include "protocol/log/note_signer.hpp"
#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using follow::SublogChain;
using log::SublogHead;
using log::SublogItem;
using log::SublogKind;
using test::must;

namespace {

CountryCode const k_de = *CountryCode::parse("DE");

SublogItem item(std::uint64_t position, SublogKind kind = SublogKind::document) {
  return {position, kind, crypto::sha256("item " + std::to_string(position))};
}

/// A log whose last entry commits to heads, and the hub's answer about one of them.
struct CommittedLog {
  std::shared_ptr<crypto::PrivateKey> key =
      std::make_shared<crypto::PrivateKey>(must(crypto::PrivateKey::generate(crypto::Algorithm::eddsa)));
  log::NoteSigner signer = must(log::NoteSigner::make("hub.example/log", key));
  std::array<log::NoteKey, 1> keys{signer.key()};
  SublogHead head{3, crypto::sha256("head")};
  std::uint64_t others_before = 4, others_after = 0;
  std::string id = "heads";

  [[nodiscard]] json::Json answer() const {
    log::SublogHeads heads{};
    heads[k_de.slot()] = head;
    Digest const seed = crypto::sha256("seed");
    log::HeadsTree const tree(heads, seed);
    log::Leaf leaf;
    leaf.kind = log::LeafKind::delivery;
    leaf.id = id;
    leaf.iss = *CountryCode::parse("XP");
    leaf.object = tree.root();
    json::Json path = json::Json::array();
    for (Digest const& hash : tree.path(k_de)) path.push_back(to_base64url(hash));
    return {{"bureau", "DE"},
            {"items", head.items},
            {"head", to_base64url(head.digest)},
            {"blind", to_base64url(log::blind_of(seed, k_de))},
            {"path", std::move(path)},
            {"receipt", receipt(log::to_json(leaf))}};
  }

  [[nodiscard]] std::string receipt(std::string const& leaf) const {
    std::vector<Digest> leaves;
    for (std::uint64_t i = 0; i < others_before; ++i) leaves.push_back(crypto::sha256("leaf " + std::to_string(i)));
    leaves.push_back(log::leaf_hash(leaf));
    for (std::uint64_t i = 0; i < others_after; ++i) leaves.push_back(crypto::sha256("later " + std::to_string(i)));
    log::CompactRange range;
    std::string tile;
    for (Digest const& hash : leaves) {
      range.push(hash);
      tile += as_text(hash.view());
    }
    log::Prover prover(leaves.size(), [&](log::TileId) -> Result<std::string> { return tile; });
    std::string const body = log::to_body({signer.name(), {range.size(), range.root()}});
    return log::to_text(
        log::Receipt{leaf, others_before, must(prover.inclusion(others_before)), must(log::sign_note(body, signer))});
  }

  [[nodiscard]] Result<follow::CommittedHead> read(json::Json const& json) const {
    return follow::committed_head(json::write(json), k_de, keys);
  }
};

}

TEST_SUITE("gateway/log sub-log") {
  TEST_CASE_FIXTURE(CommittedLog, "a head counts that the newest checkpoint commits to") {
    auto const committed = must(read(answer()));
    CHECK(committed.head == head);
    CHECK(committed.entry == 4);
    CHECK(committed.checkpoint.head.size == 5);
  }

  TEST_CASE_FIXTURE(CommittedLog, "a head that is not of the newest entry does not count") {
    others_after = 1;
    auto const refused = read(answer());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_verified);
  }

  TEST_CASE_FIXTURE(CommittedLog, "an entry of another kind commits to nothing") {
    id = "read-1";
    CHECK_FALSE(read(answer()));
  }

  TEST_CASE_FIXTURE(CommittedLog, "whatever is changed in the answer is found") {
    struct Row {
      char const* member;
      json::Json value;
    };
    std::string const other = to_base64url(crypto::sha256("other"));
    Row const rows[] = {{"items", 4},    {"items", 2},      {"items", -1},       {"items", "3"},
                        {"head", other}, {"head", "short"}, {"blind", other},    {"path", json::Json::array()},
                        {"path", other}, {"path", {1, 2}},  {"receipt", "none"}, {"receipt", 1}};
    for (Row const& row : rows) {
      CAPTURE(row.member);
      CAPTURE(json::write(row.value));
      auto changed = answer();
      changed[row.member] = row.value;
      CHECK_FALSE(read(changed));
      changed.erase(row.member);
      CHECK_FALSE(read(changed));
    }
  }

  TEST_CASE_FIXTURE(CommittedLog, "the head of another bureau is none of ours") {
    CHECK_FALSE(follow::committed_head(json::write(answer()), *CountryCode::parse("FR"), keys));
  }

  TEST_CASE_FIXTURE(CommittedLog, "a log that nobody named is not believed") {
    auto const stranger = must(log::NoteSigner::make(
        "hub.example/log",
        std::make_shared<crypto::PrivateKey>(must(crypto::PrivateKey::generate(crypto::Algorithm::eddsa)))));
    std::array const others{stranger.key()};
    CHECK_FALSE(follow::committed_head(json::write(answer()), k_de, others));
  }

  TEST_CASE("items give the head batch by batch, in one audit or in several") {
    SublogChain whole(std::nullopt);
    REQUIRE(whole.add(item(0), 2));
    REQUIRE(whole.add(item(1, SublogKind::recall), 2));
    REQUIRE(whole.add(item(5), 6));
    SublogHead expected =
        log::advanced({}, 2, 2, log::batch_digest(std::vector<SublogItem>{item(0), item(1, SublogKind::recall)}));
    follow::SublogState const first{expected, 2};
    expected = log::advanced(expected, 6, 1, log::batch_digest(std::vector<SublogItem>{item(5)}));
    CHECK(whole.finish() == expected);
    SublogChain rest(first);
    REQUIRE(rest.add(item(5), 6));
    CHECK(rest.finish() == expected);
  }

  TEST_CASE("nothing new leaves the head as it was") {
    follow::SublogState const known{{7, crypto::sha256("head")}, 12};
    CHECK(SublogChain(known).finish() == known.head);
    CHECK(SublogChain(std::nullopt).finish() == SublogHead());
  }

  TEST_CASE("items out of order are refused") {
    struct Row {
      char const* name;
      std::vector<std::pair<std::uint64_t, std::uint64_t>> items;  // position, batch
    };
    Row const rows[] = {{"twice the same", {{11, 14}, {11, 14}}},
                        {"an earlier one", {{12, 14}, {11, 14}}},
                        {"of a batch that has ended", {{11, 12}, {12, 14}}},
                        {"before what was audited", {{9, 14}}},
                        {"the entry that ended the audited batch", {{10, 14}}},
                        {"after the end of its batch", {{15, 14}}},
                        {"the end of its batch", {{14, 14}}}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      SublogChain chain(follow::SublogState{{1, crypto::sha256("head")}, 10});
      Result<> last = ok();
      for (auto const& [position, batch] : row.items) last = chain.add(item(position), batch);
      REQUIRE_FALSE(last);
      CHECK(last.error().code == Errc::not_verified);
    }
  }

  TEST_CASE("what was seen is remembered, for one bureau") {
    test::TempDir const dir;
    auto const file = dir / "folder" / "log.DE.inbox.json";
    CHECK_FALSE(must(follow::load_sublog(file, k_de)));
    follow::SublogState const state{{12, crypto::sha256("head")}, 34};
    REQUIRE(follow::save_sublog(file, k_de, state));
    auto const loaded = must(follow::load_sublog(file, k_de));
    REQUIRE(loaded);
    CHECK(loaded->head == state.head);
    CHECK(loaded->entry == 34);
    auto const others = follow::load_sublog(file, *CountryCode::parse("FR"));
    REQUIRE_FALSE(others);
    CHECK(others.error().code == Errc::config_invalid);
  }

  TEST_CASE("a memory that is none of ours is refused, not begun anew") {
    test::TempDir const dir;
    for (char const* text : {"", "{}", "[]", R"({"v":1,"bureau":"DE","items":-1,"head":"","entry":1})"}) {
      CAPTURE(text);
      std::ofstream(dir / "state.json") << text;
      auto const refused = follow::load_sublog(dir / "state.json", k_de);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == Errc::config_invalid);
    }
  }
}
