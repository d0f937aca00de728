#include "storage/kv/secrets.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "protocol/base/log.hpp"
#include "storage/kv/rocks_store.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using kv::Secrets;

namespace {

struct SecretsFixture {
  [[nodiscard]] std::unique_ptr<Secrets> open(bool make = true) const {
    auto opened = Secrets::open(file, make);
    REQUIRE_MESSAGE(opened, opened.error().detail);
    return *std::move(opened);
  }
  [[nodiscard]] static std::string bytes_of(Secrets const& secrets, std::uint64_t number) {
    auto const key = secrets.get(number);
    REQUIRE(key);
    REQUIRE(key->has_value());
    return {(*key)->bytes.begin(), (*key)->bytes.end()};
  }
  [[nodiscard]] std::string content() const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(std::string const& bytes) const {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }

  test::TempDir folder;
  std::filesystem::path const file = folder / "secrets";
};

}

TEST_SUITE("storage/kv secrets") {
  TEST_CASE_FIXTURE(SecretsFixture, "keys that were prepared are there, each another, also after a restart") {
    std::set<std::string> keys;
    std::string first;
    {
      auto const secrets = open();
      REQUIRE(secrets->prepare(0, 100));
      for (std::uint64_t number = 0; number < 100; ++number) keys.insert(bytes_of(*secrets, number));
      first = bytes_of(*secrets, 0);
    }
    CHECK(keys.size() == 100);
    CHECK(bytes_of(*open(false), 0) == first);
  }

  TEST_CASE_FIXTURE(SecretsFixture, "preparing again, or from elsewhere, changes no key that is there") {
    auto const secrets = open();
    REQUIRE(secrets->prepare(0, 10));
    std::string const third = bytes_of(*secrets, 3);
    REQUIRE(secrets->prepare(3, 5000));
    REQUIRE(secrets->prepare(2, 3));
    REQUIRE(open()->prepare(0, 9000));
    CHECK(bytes_of(*secrets, 3) == third);
    CHECK(bytes_of(*secrets, 8999).size() == 32);
  }

  TEST_CASE_FIXTURE(SecretsFixture, "a number that was never prepared has no key, and its error says what that means") {
    auto const secrets = open();
    REQUIRE(secrets->prepare(0, 1));
    std::uint64_t const beyond = (content().size() / 32) - 1;
    CHECK(secrets->get(beyond - 1));
    auto const none = secrets->get(beyond);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Errc::corrupt);
    CHECK(none.error().detail.find("another store, or is older") != std::string::npos);
  }

  TEST_CASE_FIXTURE(SecretsFixture, "a destroyed key is gone from the file, and its neighbours are not") {
    auto const secrets = open();
    REQUIRE(secrets->prepare(0, 10));
    std::string const gone = bytes_of(*secrets, 4), stays = bytes_of(*secrets, 5);
    REQUIRE(content().find(gone) != std::string::npos);
    REQUIRE(secrets->destroy({4}));
    CHECK(content().find(gone) == std::string::npos);
    auto const key = open(false)->get(4);
    REQUIRE(key);
    CHECK_FALSE(key->has_value());
    CHECK(bytes_of(*secrets, 5) == stays);
    CHECK(secrets->destroy({4, 4}));  // again
  }

  TEST_CASE_FIXTURE(SecretsFixture, "keys that a power cut left empty are made before they are used") {
    REQUIRE(open());
    write(content() + std::string(std::size_t{32} * 3 + 7, '\0'));
    auto const secrets = open(false);
    REQUIRE(secrets->prepare(1, 3));
    CHECK(bytes_of(*secrets, 1) != bytes_of(*secrets, 2));
    auto const before = secrets->get(0);  // nobody asked for that
    REQUIRE(before);
    CHECK_FALSE(before->has_value());
  }

  TEST_CASE_FIXTURE(SecretsFixture, "a file of another kind is refused and left as it is") {
    struct Row {
      std::string name, bytes;
    };
    Row const rows[] = {{"something else", "huecry secrets"},
                        {"a newer form", "huecry secrets 2\n---------------"},
                        {"keys without a head", std::string(64, 'k')}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      write(row.bytes);
      bool const may_be_cut_off = row.name == "something else";  // the beginning of a head: a start that was cut off
      auto const refused = Secrets::open(file, !may_be_cut_off);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == Errc::config_invalid);
      CHECK(content() == row.bytes);
    }
  }

  TEST_CASE_FIXTURE(SecretsFixture, "no file, and none to be made, is not found") {
    auto const none = Secrets::open(file, false);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Errc::not_found);
  }

  TEST_CASE_FIXTURE(SecretsFixture, "only its owner may read it") {
    REQUIRE(open());
    auto const mode = std::filesystem::status(file).permissions();
    CHECK((mode & std::filesystem::perms::mask) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }

  TEST_CASE_FIXTURE(SecretsFixture, "a file on which others have rights is refused, and says which mode it wants") {
    REQUIRE(open());
    for (auto const right : {std::filesystem::perms::group_read, std::filesystem::perms::others_write}) {
      std::filesystem::permissions(file, right, std::filesystem::perm_options::add);
      auto const refused = Secrets::open(file, false);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == Errc::config_invalid);
      CHECK(refused.error().detail.find("0600") != std::string::npos);
      std::filesystem::permissions(file, right, std::filesystem::perm_options::remove);
    }
    CHECK(open(false));
  }

  TEST_CASE_FIXTURE(SecretsFixture, "a file that ends before its store does is refused, and stays as it is") {
    auto const secrets = open();
    REQUIRE(secrets->prepare(0, 1));
    std::uint64_t const keys = content().size() / 32 - 1;
    std::string const before = content();
    auto const refused = open(false)->prepare(keys + 1, keys + 2);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::config_invalid);
    CHECK(refused.error().detail.find("put the newest in its place") != std::string::npos);
    CHECK(content() == before);
    CHECK(open(false)->prepare(keys, keys + 1));
  }

  TEST_CASE("a new store whose secrets would lie in no folder is not made") {
    test::TempDir const folder;
    NullLog log;
    kv::RocksOptions options;
    options.directory = folder / "store";
    options.secrets_file = folder / "missing/secrets";
    options.disk_free_bytes_min = 0;
    auto const refused = kv::RocksStore::open(options, log);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::config_invalid);
    CHECK(refused.error().detail.find("its folder does not exist") != std::string::npos);
    std::filesystem::create_directory(folder / "missing");
    CHECK(kv::RocksStore::open(options, log));
  }

  TEST_CASE("a store whose secrets are gone does not start, and says what to restore") {
    test::TempDir const folder;
    NullLog log;
    kv::RocksOptions options;
    options.directory = folder / "store";
    options.disk_free_bytes_min = 0;
    REQUIRE(kv::RocksStore::open(options, log));
    std::filesystem::rename(folder / "store.secrets", folder / "elsewhere");
    auto const refused = kv::RocksStore::open(options, log);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::config_invalid);
    CHECK(refused.error().detail.find("restore that file") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder / "store.secrets"));
    options.secrets_file = folder / "elsewhere";
    CHECK(kv::RocksStore::open(options, log));
  }
}
