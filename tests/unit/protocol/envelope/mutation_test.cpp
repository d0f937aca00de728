// Whatever is done to one byte of a good document, it is refused, or it is the identical document.

#include <doctest/doctest.h>

#include <string>

#include "protocol/envelope/jws.hpp"
#include "tests/unit/protocol/envelope/documents.hpp"

using namespace huecry;
using namespace huecry::envelope;

namespace {

/// The document that a hub would take for this body, or nothing.
Result<std::string> accepted(std::string const& body) {
  HUECRY_TRY(SignedDocument const document, parse_container(body, DocumentType::notice, test::k_plenty_bytes));
  HUECRY_CHECK(verify_signature(document, test::signer().public_key()));
  return document.compact();
}

struct Count {
  int refused = 0;
  int identical = 0;
};

void check(std::string const& changed, std::string const& compact, Count& count) {
  CAPTURE(changed);
  auto const taken = accepted(changed);
  if (taken) CHECK(*taken == compact);
  ++(taken ? count.identical : count.refused);
}

}

TEST_SUITE("protocol/envelope mutation") {
  TEST_CASE("each flip of a bit") {
    std::string const compact = test::compact_of(test::good_header().dump());
    // White space, so that some flips change nothing: a tab and a line feed differ in two bits, but a space and NUL in
    // one.
    std::string const body = " \t" + to_container(compact) + "\n\r";
    Count count;
    for (std::size_t i = 0; i < body.size(); ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = body;
        changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
        check(changed, compact, count);
      }
    }
    CHECK(count.refused + count.identical == static_cast<int>(8 * body.size()));
    CHECK(count.refused > static_cast<int>(8 * body.size()) - 10);
  }

  TEST_CASE("each byte left out, and each doubled") {
    std::string const compact = test::compact_of(test::good_header().dump());
    std::string const body = " " + to_container(compact) + "\n";
    Count count;
    for (std::size_t i = 0; i < body.size(); ++i) {
      check(std::string(body).erase(i, 1), compact, count);
      check(std::string(body).insert(i, 1, body[i]), compact, count);
    }
    CHECK(count.identical == 4);  // the two white spaces
  }

  TEST_CASE("each cut from the end") {
    std::string const compact = test::compact_of(test::good_header().dump());
    std::string const body = to_container(compact);
    for (std::size_t size = 0; size < body.size(); ++size) CHECK_FALSE(accepted(body.substr(0, size)));
    CHECK(accepted(body));
  }

  TEST_CASE("each other last character of a part, which would be a second text for one value") {
    std::string const compact = test::compact_of(test::good_header().dump(), R"({"v":12})");  // 8 bytes: 4 unused bits
    std::string_view const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (std::size_t end : {compact.find('.'), compact.rfind('.'), compact.size()}) {
      int taken = 0;
      for (char c : alphabet) {
        std::string changed = compact;
        changed[end - 1] = c;
        taken += accepted(to_container(changed)) ? 1 : 0;
      }
      CHECK(taken == 1);
    }
  }
}
