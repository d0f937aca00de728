#include "certs/sealing/sealed_file.hpp"

#include "tests/unit/certs/pki.hpp"

using namespace huecry;
using certs::Opener;
using test::must;

namespace {

struct Operators {
  test::Authority authority = test::make_authority("FR", "HUB");
  test::Leaf first = authority.leaf(certs::Profile::encryption, "first");
  test::Leaf second = authority.leaf(certs::Profile::encryption, "second");
  test::Leaf stranger = authority.leaf(certs::Profile::encryption, "stranger");

  static Opener opener(test::Leaf const& leaf) {
    return must(Opener::of(leaf.certificate.pem(), must(leaf.key.to_pem())));
  }
};

}

TEST_SUITE("certs/sealing") {
  TEST_CASE_FIXTURE(Operators, "each recipient opens what was sealed for all, and nobody else does") {
    std::string content = "content";
    content.resize(300'000, '\0');
    std::string const sealed = must(certs::seal_file(content, {first.certificate, second.certificate}));
    CHECK(must(opener(first).open(sealed)) == content);
    CHECK(must(opener(second).open(sealed)) == content);
    auto const refused = opener(stranger).open(sealed);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_verified);
  }

  TEST_CASE_FIXTURE(Operators, "an empty file is sealed like any other") {
    CHECK(must(opener(first).open(must(certs::seal_file("", {first.certificate})))).empty());
  }

  TEST_CASE_FIXTURE(Operators, "what was cut or changed is not opened") {
    std::string const sealed = must(certs::seal_file("content of a file", {first.certificate}));
    Opener const own = opener(first);
    for (std::size_t length = 0; length < sealed.size(); length += 11) CHECK_FALSE(own.open(sealed.substr(0, length)));
    std::size_t opened = 0;
    for (std::size_t at = 0; at < sealed.size(); ++at) {
      std::string changed = sealed;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      auto const content = own.open(changed);
      if (!content) continue;
      ++opened;  // a byte that says nothing of the content, such as the version
      CHECK(*content == "content of a file");
    }
    CHECK(opened < sealed.size() / 8);
  }

  TEST_CASE_FIXTURE(Operators, "a key opens with its own certificate alone") {
    CHECK_FALSE(Opener::of(first.certificate.pem(), must(second.key.to_pem())));
    CHECK_FALSE(Opener::of("no certificate", must(first.key.to_pem())));
    CHECK_FALSE(Opener::of(first.certificate.pem(), "no key"));
  }
}
