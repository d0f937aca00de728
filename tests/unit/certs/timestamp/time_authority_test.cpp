#include "certs/timestamp/time_authority.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "tests/unit/certs/timestamp/stamping.hpp"

using namespace huecry;
using certs::TimeAuthority;
using test::must;

namespace {

struct World {
  test::Authority authority = test::make_authority("FR", "TSA");
  test::Leaf signer = authority.leaf(certs::Profile::time_stamp, "time");
  test::Stamping stamping{signer, {*authority.issuing.certificate}};
  crypto::SystemRandom random;
  Digest imprint = crypto::sha256("a checkpoint");
  certs::TimeRequest request = certs::time_request(imprint, random);
  TimeAuthority roots = must(TimeAuthority::of(authority.root.certificate->pem()));
};

void check_refused(Result<UnixMillis> const& verified) {
  REQUIRE_FALSE(verified);
  CHECK(verified.error().code == Errc::not_verified);
}

}

TEST_SUITE("certs/timestamp") {
  TEST_CASE_FIXTURE(World, "a reply says a time, to the one who asked and to whoever checks it later") {
    std::string const reply = stamping.reply(request.der);
    CHECK(must(roots.verify(request, reply)) == UnixMillis(test::k_now));
    CHECK(must(roots.verify(imprint, reply)) == UnixMillis(test::k_now));
  }

  TEST_CASE_FIXTURE(World, "two requests for the same digest are never the same") {
    CHECK(certs::time_request(imprint, random).der != request.der);
  }

  TEST_CASE_FIXTURE(World, "a reply is of one digest") {
    std::string const reply = stamping.reply(request.der);
    check_refused(roots.verify(crypto::sha256("another checkpoint"), reply));
  }

  TEST_CASE_FIXTURE(World, "a reply to somebody else, or an old one, is not taken") {
    auto const other = certs::time_request(imprint, random);
    check_refused(roots.verify(request, stamping.reply(other.der)));
  }

  TEST_CASE_FIXTURE(World, "an authority of other roots is not believed") {
    auto const others = test::make_authority("FR", "TSA");
    auto const other_roots = must(TimeAuthority::of(others.root.certificate->pem()));
    check_refused(other_roots.verify(request, stamping.reply(request.der)));
  }

  TEST_CASE_FIXTURE(World, "a certificate that is not for time-stamps alone is not believed") {
    std::string const good = stamping.reply(request.der);
    CHECK(roots.verify(request, stamping.resigned(good, signer)));
    struct Row {
      char const* name;
      char const* usage;
    };
    Row const rows[] = {{"none at all", ""},
                        {"not critical", "timeStamping"},
                        {"with another purpose", "critical,timeStamping,clientAuth"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const odd = authority.leaf(certs::Profile::time_stamp, "time", [&](test::CertificateSpec& spec) {
        test::set_extension(spec, "extendedKeyUsage", row.usage);
      });
      check_refused(roots.verify(request, stamping.resigned(good, odd)));
    }
  }

  TEST_CASE_FIXTURE(World, "a reply from before or after the life of its certificate is not believed") {
    for (auto const shift : {-std::chrono::days(30), std::chrono::days(900)}) {
      CAPTURE(shift.count());
      stamping.at = test::k_now + shift;
      check_refused(roots.verify(request, stamping.reply(request.der)));
    }
  }

  TEST_CASE_FIXTURE(World, "a reply that was cut, lengthened or changed anywhere is not taken") {
    std::string const reply = stamping.reply(request.der);
    for (std::size_t length = 0; length < reply.size(); length += 7)
      CHECK_FALSE(roots.verify(request, reply.substr(0, length)));
    check_refused(roots.verify(request, reply + '\0'));
    std::size_t taken = 0;
    for (std::size_t at = 0; at < reply.size(); ++at) {
      std::string changed = reply;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      auto const verified = roots.verify(request, changed);
      // Some bytes mean nothing, such as the text of the status; none of them changes the time.
      if (!verified) continue;
      ++taken;
      CHECK(*verified == UnixMillis(test::k_now));
    }
    CHECK(taken < reply.size() / 4);
  }

  TEST_CASE_FIXTURE(World, "a reply may have some size, and no byte more") {
    std::string const huge(limits::time_token_bytes_max + 1, 'x');
    auto const refused = roots.verify(request, huge);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::body_too_large);
    check_refused(roots.verify(request, huge.substr(1)));
  }

  TEST_CASE("roots are certificates") { CHECK_FALSE(TimeAuthority::of("no certificate")); }
}
