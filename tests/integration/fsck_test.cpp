// huecryd fsck on the store of a hub that was stopped: whole, with damage in the journal, and with views that lie.

#include "server/app/fsck.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "protocol/base/encoding.hpp"
#include "storage/kv/key.hpp"
#include "storage/kv/rocks_store.hpp"
#include "tests/support/must.hpp"
#include "tests/support/test_hub.hpp"

using namespace huecry;
using kv::Family;

namespace {

struct StoppedHub : test::TestHub {
  StoppedHub() {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) REQUIRE(submit("FR", test::sample("FR", seed)).status == 201);
    stop();
  }

  struct Checked {
    app::FsckResult result;
    std::vector<std::string> findings;
  };
  Result<Checked> try_fsck(bool mend = false) {
    Checked checked;
    app::FsckOptions options;
    options.quarantine = quarantine;
    options.mend = mend;
    options.on_finding = [&](std::string const& sentence) { checked.findings.push_back(sentence); };
    options.on_progress = [](auto const&, auto, auto) {};
    HUECRY_TRY(checked.result, app::fsck(config(), options, log_));
    return checked;
  }
  Checked fsck(bool mend = false) { return test::must(try_fsck(mend)); }

  /// In the store, while nobody else has it.
  void change(std::function<void(kv::Reader const&, kv::Transaction&)> const& edit) {
    kv::RocksOptions options;
    options.directory = data_dir() / "store";
    options.disk_free_bytes_min = 0;
    auto const store = test::must(kv::RocksStore::open(options, log_));
    auto const transaction = store->begin();
    edit(*store, *transaction);
    test::must(store->commit(*transaction, kv::Sync::yes));
  }
  /// The first row of a family: its key and value.
  static std::pair<std::string, std::string> first(kv::Reader const& state, Family family) {
    auto const cursor = state.scan(family, {});
    REQUIRE(cursor->valid());
    return {std::string(cursor->key()), std::string(cursor->value())};
  }
  [[nodiscard]] std::string kept(std::string const& family, std::string const& key) const {
    std::ostringstream text;
    text << std::ifstream(quarantine / (family + '-' + hex_encode(as_bytes(key))), std::ios::binary).rdbuf();
    return text.str();
  }

  std::filesystem::path quarantine = data_dir().string() + ".damaged";

 private:
  NullLog log_;
};

}

TEST_SUITE("fsck") {
  TEST_CASE("a store that is whole is found to be whole, views and all, and stays as it was") {
    StoppedHub hub;
    auto const checked = hub.fsck();
    CHECK(checked.findings.empty());
    CHECK(checked.result.entries >= 3);
    CHECK(checked.result.damaged == 0);
    CHECK(checked.result.differing == 0);
    CHECK(checked.result.views_compared);
    CHECK_FALSE(std::filesystem::exists(hub.data_dir() / "fsck"));
    test::must(hub.try_start([](ops::Config&) {}));
    CHECK(hub.get("DE", "/v1/inbox").body["items"].size() == 3);
  }

  TEST_CASE(
      "rows of views that the journal does not explain are named, kept aside, and made again when that is wanted") {
    StoppedHub hub;
    std::string mailbox_key, mailbox_value;
    hub.change([&](kv::Reader const& state, kv::Transaction& transaction) {
      std::tie(mailbox_key, mailbox_value) = StoppedHub::first(state, Family::mailbox);
      transaction.put(Family::mailbox, mailbox_key, "made up");
      transaction.put(Family::status, "nobody knows why", "x");
      transaction.erase(Family::notice, StoppedHub::first(state, Family::notice).first);
    });
    auto const found = hub.fsck();
    CHECK(found.result.damaged == 0);
    CHECK(found.result.differing == 3);
    CHECK(found.findings.size() == 3);
    CHECK(hub.kept("mailbox", mailbox_key) == "made up");
    CHECK(hub.kept("status", "nobody knows why") == "x");
    CHECK(hub.fsck(true).result.differing == 3);
    CHECK(hub.fsck().result.differing == 0);
    test::must(hub.try_start([](ops::Config&) {}));
    CHECK(hub.get("DE", "/v1/inbox").body["items"].size() == 3);
  }

  TEST_CASE("damage in the journal is named and kept aside, nothing is changed, and the rest is served") {
    StoppedHub hub;
    std::string damaged;
    hub.change([&](kv::Reader const& state, kv::Transaction& transaction) {
      damaged = *test::must(state.get(Family::record, kv::be64(1)));
      damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
      transaction.put(Family::record, kv::be64(1), damaged);
    });
    for (bool const mend : {false, true}) {
      auto const found = hub.fsck(mend);
      CHECK(found.result.damaged == 1);
      CHECK_FALSE(found.result.views_compared);
      REQUIRE(found.findings.size() == 2);
      CHECK(found.findings.front().starts_with("record 1: "));
      CHECK(hub.kept("record", kv::be64(1)) == damaged);
    }
    test::must(hub.try_start([](ops::Config&) {}));
    CHECK(hub.submit("FR", test::sample("FR", 10)).status == 201);
    CHECK(hub.get("FR", "/v1/notices").status == 200);
  }

  TEST_CASE("a store that a hub is running on, and one that is not there, are left alone") {
    StoppedHub hub;
    test::must(hub.try_start([](ops::Config&) {}));
    CHECK(hub.try_fsck().error().code == Errc::io);
    hub.stop();
    std::filesystem::rename(hub.data_dir() / "store", hub.data_dir() / "elsewhere");
    CHECK(hub.try_fsck().error().code == Errc::config_invalid);
    CHECK_FALSE(std::filesystem::exists(hub.data_dir() / "store"));
  }
}
