#include "gateway/client/retry.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace huecry::client {
namespace {

using namespace std::chrono_literals;

Response answer(int status, std::string body = {}) {
  Response response;
  response.status = status;
  if (!body.empty()) response.content_type = "application/problem+json";
  response.body = std::move(body);
  return response;
}

Options patient(std::chrono::milliseconds patience) {
  Options options;
  options.patience = patience;
  options.backoff_first = 100ms;
  options.backoff_most = 400ms;
  return options;
}

TEST_SUITE("gateway/client retry") {
  TEST_CASE("only what may pass is tried again") {
    struct Row {
      std::string name;
      Response response;
      bool again;
    };
    Row const rows[] = {
        {"success", answer(200), false},
        {"a client's error", answer(422), false},
        {"an internal error, which a second try may make worse", answer(500), false},
        {"too fast", answer(429), true},
        {"full", answer(503), true},
        {"a proxy before the hub", answer(502), true},
        {"a problem that says so", answer(503, R"({"code":"busy","retryable":true})"), true},
        {"a problem that says no", answer(503, R"({"code":"busy","retryable":false})"), false},
    };
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(worth_another_try(row.response) == row.again);
    }
  }

  TEST_CASE("Retry-After is taken in seconds and otherwise not") {
    struct Row {
      std::string text;
      std::optional<std::chrono::milliseconds> expected;
    };
    Row const rows[] = {{"3", 3s},
                        {"0", 0s},
                        {"", std::nullopt},
                        {"-1", std::nullopt},
                        {"3x", std::nullopt},
                        {"Sun, 06 Nov 1994 08:49:37 GMT", std::nullopt}};
    for (Row const& row : rows) {
      CAPTURE(row.text);
      Response response;
      response.headers.emplace_back("retry-after", row.text);
      CHECK(retry_after(response) == row.expected);
    }
  }

  TEST_CASE("pauses double up to the most, and end with the patience") {
    Backoff backoff(patient(1s), Digest{});
    CHECK(backoff.pause({}) == 100ms);
    CHECK(backoff.pause({}) == 200ms);
    CHECK(backoff.pause({}) == 400ms);
    CHECK_FALSE(backoff.pause({}));
  }

  TEST_CASE("the hub's wish lengthens a pause but not the patience") {
    Backoff backoff(patient(2s), Digest{});
    CHECK(backoff.pause(1s) == 1s);
    CHECK(backoff.pause(10ms) == 200ms);
    CHECK_FALSE(backoff.pause(1s));
  }

  TEST_CASE("time spent on tries counts") {
    Backoff backoff(patient(1s), Digest{});
    backoff.spent(950ms);
    CHECK_FALSE(backoff.pause({}));
  }

  TEST_CASE("no patience means one try") {
    Backoff backoff(patient(0s), Digest{});
    CHECK_FALSE(backoff.pause({}));
  }

  TEST_CASE("two members do not come back together") {
    Digest other;
    other.bytes.fill(255);
    Backoff first(patient(1s), Digest{});
    Backoff second(patient(1s), other);
    auto const a = first.pause({});
    auto const b = second.pause({});
    CHECK(a != b);
    CHECK(b >= 75ms);
  }
}

}
}
