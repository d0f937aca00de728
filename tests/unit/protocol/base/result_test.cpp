#include "protocol/base/result.hpp"

#include <doctest/doctest.h>

using namespace huecry;

namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return Error(Errc::parameter_invalid, "odd");
  return n / 2;
}

Result<int> quarter(int n) {
  HUECRY_TRY(int once, half(n));
  HUECRY_TRY(int twice, half(once));
  return twice;
}

Result<> check(int n) {
  HUECRY_CHECK(half(n));
  return ok();
}

}

TEST_SUITE("protocol/base result") {
  TEST_CASE("a value passes through, an error leaves at once") {
    CHECK(*quarter(8) == 2);
    CHECK(quarter(6).error().code == Errc::parameter_invalid);
    CHECK(check(2));
    CHECK_FALSE(check(3));
  }

  TEST_CASE("a result that was never set is an internal error, not a success") {
    Result<int> const never;
    CHECK_FALSE(never);
    CHECK(never.error().code == Errc::internal);
  }

  TEST_CASE("context goes in front of the detail") {
    Error error(Errc::io, "no such file");
    CHECK(std::move(error).with_context("trust list").detail == "trust list: no such file");
  }
}
