#include "protocol/base/error_table.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace huecry;

TEST_SUITE("protocol/base error table") {
  TEST_CASE("each code has its own token, a status, a title and a remedy") {
    std::set<std::string_view> tokens;
    for (int i = 0; i <= static_cast<int>(Errc::last_); ++i) {
      ErrorRow const& row = row_of(static_cast<Errc>(i));
      std::string const token(row.token);
      CAPTURE(token);
      CHECK(tokens.insert(row.token).second);
      CHECK(row.status >= 400);
      CHECK(row.status < 600);
      CHECK(row.title.ends_with('.'));
      CHECK(row.remedy.size() > 10);
      CHECK(row_of_token(row.token) == &row);
    }
  }

  TEST_CASE("a token from the future has no row") { CHECK(row_of_token("no-such-token") == nullptr); }

  TEST_CASE("what concerns access never shows its detail") {
    for (Errc code : {Errc::internal, Errc::not_found, Errc::peer_unauthenticated, Errc::signer_unknown,
                      Errc::signer_revoked, Errc::corrupt})
      CHECK_FALSE(row_of(code).detail_public);
  }
}
