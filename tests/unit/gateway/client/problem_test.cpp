#include <doctest/doctest.h>

#include <string>

#include "gateway/client/client.hpp"

using namespace huecry;
using namespace huecry::client;

namespace {

Response problem(std::string body, std::string type = "application/problem+json") {
  Response response;
  response.status = 422;
  response.content_type = std::move(type);
  response.body = std::move(body);
  return response;
}

}

TEST_SUITE("gateway/client problems") {
  TEST_CASE("a problem keeps its code, detail and every fault") {
    Error const error = error_of(problem(
        R"({"code":"payload-schema","detail":"two","errors":[{"pointer":"/a","message":"x"},{"pointer":"/b","message":"y"}]})"));
    CHECK(error.code == Errc::payload_schema);
    CHECK(error.detail == "two");
    CHECK(error.faults == std::vector<FieldFault>{{"/a", "x"}, {"/b", "y"}});
  }

  TEST_CASE("a code from a newer hub is shown in its own words") {
    Error const error = error_of(problem(R"({"code":"brand-new","title":"Something new."})"));
    CHECK(error.code == Errc::internal);
    CHECK(error.detail == "brand-new: Something new.");
  }

  TEST_CASE("whatever is no problem is a failure of the transport, never a success") {
    for (std::string const& body : {std::string("not JSON"), std::string("[]"), std::string()})
      CHECK(error_of(problem(body)).code == Errc::transport);
    CHECK(error_of(problem("{}", "text/html")).code == Errc::transport);
  }

  TEST_CASE("an internal failure names the correlation that the operator needs") {
    CHECK(error_of(problem(R"({"code":"internal","correlation":"c0ffee"})")).detail.find("c0ffee") !=
          std::string::npos);
  }
}
