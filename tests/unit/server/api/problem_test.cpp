#include "server/api/problem.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

using namespace huecry;
using namespace huecry::api;

TEST_SUITE("server/api problems") {
  TEST_CASE("every code becomes a problem that a program and a person can use") {
    for (int i = 0; i <= static_cast<int>(Errc::last_); ++i) {
      auto const code = static_cast<Errc>(i);
      net::Answer const answer = problem_answer(Error(code, "detail", {{"/a", "wrong"}}), "c0ffee");
      auto const body = json::read(answer.body, {});
      REQUIRE(body);
      CHECK(answer.content_type == "application/problem+json");
      CHECK((*body)["code"] == token_of(code));
      CHECK((*body)["status"] == answer.status);
      CHECK((*body)["correlation"] == "c0ffee");
      CHECK((*body)["errors"][0]["pointer"] == "/a");
      CHECK((*body)["type"] == std::string(k_problem_type_base) + std::string(token_of(code)));
      CHECK(body->contains("detail") == row_of(code).detail_public);
    }
  }

  TEST_CASE("what says try again says when") {
    for (Errc code : {Errc::busy, Errc::rate_limited, Errc::storage_unavailable, Errc::draining}) {
      net::Answer const answer = problem_answer(Error(code), "c");
      bool const said =
          std::ranges::any_of(answer.headers, [](auto const& header) { return header.first == "Retry-After"; });
      CHECK(said);
    }
  }

  TEST_CASE("a detail that is not UTF-8 is left out, not sent broken") {
    net::Answer const answer = problem_answer(Error(Errc::parameter_invalid, "x\xff"), "c");
    CHECK(answer.body.find("\"detail\":") == std::string::npos);
  }
}
