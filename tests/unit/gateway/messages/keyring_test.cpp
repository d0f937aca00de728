#include "gateway/messages/keyring.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "certs/federation/federation.hpp"
#include "certs/identity/certificate.hpp"
#include "protocol/base/durable_file.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/must.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using mail::Keyring;
namespace fs = std::filesystem;
namespace federation = certs::federation;

namespace {

/// A bureau whose encryption certificate is renewed as often as a test likes.
struct Party {
  test::TempDir dir;
  SystemClock clock;
  test::SeededRandom random{test::seed()};
  federation::Workshop workshop{dir / "federation", clock, random, {}};
  fs::path folder = dir / "federation/FR/NCB";

  Party() { test::must(federation::init(workshop, {*CountryCode::parse("FR")})); }

  void renew() { test::must(federation::renew(workshop, {*CountryCode::parse("FR")}, "encryption")); }
  [[nodiscard]] std::string uri() const { return "file:" + (folder / "encryption.key").string(); }

  /// Sealed to the certificate that the party has now.
  std::string sealed(std::string const& inner) {
    auto const chain =
        test::must(certs::Certificate::chain_from_pem(test::must(read_whole(folder / "encryption.pem"))));
    auto const key = test::must(chain.front().public_key());
    return test::must(envelope::seal_message(
        inner, "FR-M-1", std::vector<envelope::SealFor>{{chain.front().thumbprint(), key}}, random));
  }
  Result<std::string> opened(std::string const& sealed) const {
    HUECRY_TRY(Keyring const ring, Keyring::load(folder, uri()));
    return ring.open(test::must(envelope::parse_sealed(sealed)));
  }
  [[nodiscard]] fs::path old(std::string const& extension) const {
    for (auto const& entry : fs::directory_iterator(folder / "old"))
      if (entry.path().extension() == extension) return entry.path();
    return {};
  }
};

}

TEST_SUITE("gateway/messages keyring") {
  TEST_CASE_FIXTURE(Party, "mail opens with the key of the certificate that it was sealed to, in use or set aside") {
    HUECRY_SEEDED;
    std::string const first = sealed("first");
    renew();
    std::string const second = sealed("second");
    renew();
    CHECK(*opened(first) == "first");
    CHECK(*opened(second) == "second");
    CHECK(*opened(sealed("third")) == "third");
  }

  TEST_CASE_FIXTURE(Party, "without that key it is told apart from what was tampered with") {
    HUECRY_SEEDED;
    std::string const mail = sealed("text");
    renew();
    fs::remove_all(folder / "old");
    auto const closed = opened(mail);
    REQUIRE_FALSE(closed);
    CHECK(closed.error().code == Errc::not_found);
  }

  TEST_CASE_FIXTURE(Party, "a key elsewhere is named by a file beside its certificate") {
    HUECRY_SEEDED;
    std::string const mail = sealed("text");
    renew();
    fs::path const key = old(".key"), elsewhere = dir / "elsewhere.key";
    fs::rename(key, elsewhere);
    auto const without = opened(mail);
    REQUIRE_FALSE(without);
    CHECK(without.error().code == Errc::key_unusable);
    CHECK(*opened(sealed("newer")) == "newer");
    fs::path named = key;
    std::ofstream(named.replace_extension(".uri")) << "file:" << elsewhere.string() << "\n";
    CHECK(*opened(mail) == "text");
  }

  TEST_CASE_FIXTURE(Party, "a key that is not the certificate's is a fault of this side, never the sender's") {
    HUECRY_SEEDED;
    std::string const mail = sealed("text");
    fs::copy_file(folder / "messages.key", folder / "encryption.key", fs::copy_options::overwrite_existing);
    auto const wrong = opened(mail);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == Errc::key_unusable);
  }

  TEST_CASE_FIXTURE(Party, "a party without an encryption certificate is told so") {
    fs::remove(folder / "encryption.pem");
    auto const ring = Keyring::load(folder, uri());
    REQUIRE_FALSE(ring);
    CHECK(ring.error().code == Errc::config_invalid);
  }
}
