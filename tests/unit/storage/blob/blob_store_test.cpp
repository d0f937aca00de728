#include "storage/blob/blob_store.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using blob::BlobStore;
using blob::Name;
using blob::Standing;

namespace {

CountryCode country(std::string_view code) { return *CountryCode::parse(code); }

struct Blobs {
  test::TempDir dir;
  std::string const content = std::string(1000, 'a') + std::string(1000, 'b');
  Name const name{country("FR"), crypto::sha256(content)};
  std::unique_ptr<BlobStore> store = opened();

  std::unique_ptr<BlobStore> opened(std::uint64_t bytes_max = 10'000) const {
    return test::must(BlobStore::open(dir / "blobs", bytes_max));
  }
  Result<Standing> append(std::uint64_t offset, std::size_t bytes) {
    return store->append(name, offset, content.size(), std::string_view(content).substr(offset, bytes));
  }
  [[nodiscard]] Standing standing() const { return test::must(store->standing(name)); }
  void put() { REQUIRE(append(0, content.size())); }
};

Errc code_of(auto const& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

}

TEST_SUITE("storage/blob") {
  TEST_CASE_FIXTURE(Blobs, "what comes in parts is whole with the last of them, also over a restart") {
    CHECK(standing() == Standing{});
    CHECK(*append(0, 700) == Standing{700, false});
    store = opened();
    CHECK(standing() == Standing{700, false});
    CHECK(*append(700, 1299) == Standing{1999, false});
    CHECK(code_of(store->read(name, 0, 10)) == Errc::not_found);
    CHECK(*append(1999, 1) == Standing{2000, true});
    CHECK(*store->read(name, 0, 5000) == content);
    CHECK(*store->read(name, 999, 2) == "ab");
    CHECK(*store->read(name, 1999, 1) == "b");
    CHECK(code_of(store->read(name, 2000, 1)) == Errc::range_invalid);
  }

  TEST_CASE_FIXTURE(Blobs, "a part that begins behind where the last one ended is refused, and says where to go on") {
    REQUIRE(append(0, 700));
    auto const refused = append(701, 10);
    CHECK(code_of(refused) == Errc::state_conflict);
    CHECK(refused.error().detail.find("700") != std::string::npos);
    CHECK(code_of(store->append(name, 700, 2000, std::string(1301, 'b'))) == Errc::state_conflict);
    CHECK(standing() == Standing{700, false});
  }

  TEST_CASE_FIXTURE(Blobs, "of a part that is there, or of which a stop left some, the rest is taken") {
    REQUIRE(append(0, 700));
    CHECK(*append(0, 700) == Standing{700, false});
    CHECK(*append(690, 10) == Standing{700, false});
    CHECK(*append(690, 11) == Standing{701, false});
    CHECK(*append(0, 1999) == Standing{1999, false});
    CHECK(*append(0, 2000) == Standing{2000, true});
    CHECK(*store->read(name, 0, 5000) == content);
  }

  TEST_CASE_FIXTURE(Blobs, "another digest at the last byte removes it all") {
    REQUIRE(append(0, 1999));
    CHECK(code_of(store->append(name, 1999, 2000, "x")) == Errc::seal_mismatch);
    CHECK(standing() == Standing{});
    CHECK(store->used(country("FR")) == 0);
    put();
    CHECK(standing().whole);
  }

  TEST_CASE_FIXTURE(Blobs,
                    "the largest one: its last byte can be read, and another digest at that byte removes it all") {
    constexpr std::uint64_t total = 4'299'161'672;  // what 4 GiB are, sealed
    std::filesystem::path const whole = dir / "blobs/FR" / hex_encode(name.digest.view());
    auto const sparse = [](std::filesystem::path const& file, std::uint64_t bytes) {
      std::filesystem::create_directories(file.parent_path());
      std::ofstream(file).put('a');
      std::filesystem::resize_file(file, bytes);  // holes: it takes no room
    };
    sparse(whole, total - 1);
    std::ofstream(whole, std::ios::app).put('z');
    store = opened(total);
    CHECK(standing() == Standing{total, true});
    CHECK(*store->read(name, total - 3, 100) == std::string("\0\0z", 3));
    CHECK(code_of(store->read(name, total, 1)) == Errc::range_invalid);
    std::filesystem::rename(whole, whole.string() + ".part");
    std::filesystem::resize_file(whole.string() + ".part", total - 1);
    store = opened(total + 4096);
    CHECK(standing() == Standing{total - 1, false});
    CHECK(store->used(country("FR")) == total - 1);
    CHECK(code_of(store->append(name, total, total + 1, "zz")) == Errc::state_conflict);
    CHECK(code_of(store->append(name, total - 1, total, "z")) == Errc::seal_mismatch);
    CHECK(standing() == Standing{});
    CHECK(store->used(country("FR")) == 0);
  }

  TEST_CASE_FIXTURE(Blobs, "what is whole is not written again, whatever is sent under its name") {
    put();
    CHECK(*store->append(name, 0, 5, "other") == Standing{2000, true});
    CHECK(*store->read(name, 0, 5000) == content);
    CHECK(store->used(country("FR")) == 4096);
  }

  TEST_CASE_FIXTURE(Blobs, "what was written to its end before a stop becomes whole when its last part comes again") {
    REQUIRE(append(0, 1999));
    std::ofstream(dir / "blobs/FR" / (hex_encode(name.digest.view()) + ".part"), std::ios::app) << content.back();
    store = opened();
    CHECK(standing() == Standing{2000, false});
    CHECK(*append(1999, 1) == Standing{2000, true});
  }

  TEST_CASE_FIXTURE(Blobs,
                    "a sweep removes what it has looked at, and not what a message was found to refer to since") {
    put();
    auto const seen = test::must(store->all()).front();
    std::filesystem::last_write_time(dir / "blobs/FR" / hex_encode(name.digest.view()),
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(30));
    REQUIRE(store->remove(seen));
    CHECK(standing().whole);
    auto const old = test::must(store->all()).front();
    REQUIRE(store->touch(name, 2000));
    REQUIRE(store->remove(old));
    CHECK(standing().whole);
    REQUIRE(store->remove(test::must(store->all()).front()));
    CHECK(standing() == Standing{});
    CHECK(store->used(country("FR")) == 0);
  }

  TEST_CASE_FIXTURE(Blobs, "one member takes no more than its places, and they are its own") {
    for (int i = 0; i < 4; ++i) CHECK(store->enter(country("FR")));
    CHECK_FALSE(store->enter(country("FR")));
    CHECK(store->enter(country("DE")));
    store->leave(country("FR"));
    CHECK(store->enter(country("FR")));
  }

  TEST_CASE_FIXTURE(Blobs, "a quota is of one member, counts what is to come, and what was there before") {
    constexpr std::uint64_t file = 4096;  // what a small one counts
    store = opened(file);
    put();
    CHECK(store->used(country("FR")) == file);
    std::string const more(1, 'x');
    CHECK(code_of(store->append({country("FR"), crypto::sha256(more)}, 0, 1, more)) == Errc::blob_quota);
    CHECK(store->append({country("DE"), crypto::sha256(more)}, 0, 1, more));
    store = opened(2 * file);
    CHECK(store->used(country("FR")) == file);
    CHECK(code_of(store->append({country("FR"), crypto::sha256(more)}, 0, file + 1, more)) == Errc::blob_quota);
    CHECK(store->append({country("FR"), crypto::sha256(more)}, 0, 1, more));
    CHECK(store->used(country("FR")) == 2 * file);
  }

  TEST_CASE_FIXTURE(Blobs, "a sweep sees whose each is, how far it has come, and foreign files not at all") {
    put();
    std::string const half(10, 'h');
    REQUIRE(store->append({country("DE"), crypto::sha256(half)}, 0, 20, half));
    std::ofstream(dir / "blobs/FR/notes.txt") << "x";
    std::filesystem::create_directories(dir / "blobs/lost+found");
    auto const all = test::must(store->all());
    REQUIRE(all.size() == 2);
    for (blob::Kept const& each : all) {
      CHECK(each.standing.whole == (each.name.owner == country("FR")));
      CHECK(each.touched > UnixMillis{});
    }
  }

  TEST_CASE_FIXTURE(Blobs, "a message may refer to what is whole and has its length, of its sender") {
    CHECK(code_of(store->touch(name, 2000)) == Errc::not_found);
    put();
    CHECK(store->touch(name, 2000));
    CHECK(code_of(store->touch(name, 1999)) == Errc::not_found);
    CHECK(code_of(store->touch({country("DE"), name.digest}, 2000)) == Errc::not_found);
  }
}
