#include "protocol/envelope/detail/container.hpp"

#include <doctest/doctest.h>

#include <string>
#include <tuple>

#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/text.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using namespace huecry::envelope::detail;

namespace {

auto tied(Parts const& parts) { return std::tie(parts.protected_text, parts.payload_text, parts.signature_text); }

bool all_base64url(Parts const& parts) {
  return base64url_decode(parts.protected_text) && base64url_decode(parts.payload_text) &&
         base64url_decode(parts.signature_text);
}

constexpr std::string_view k_good = R"({"payload":"cGF5","protected":"cHJv","signature":"c2ln"})";

}

TEST_SUITE("protocol/envelope container") {
  TEST_CASE("the parts are found in any order and with any white space, by both readers") {
    struct Row {
      std::string name;
      std::string body;
    };
    Row const rows[] = {{"as we write it", std::string(k_good)},
                        {"another order", R"({"signature":"c2ln","protected":"cHJv","payload":"cGF5"})"},
                        {"white space everywhere",
                         " {\n\"payload\" : \"cGF5\" ,\r\n\t\"protected\":\"cHJv\",\"signature\":\"c2ln\" } \n"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const scanned = scan_container(row.body);
      REQUIRE(scanned);
      CHECK(scanned->protected_text == "cHJv");
      CHECK(scanned->payload_text == "cGF5");
      CHECK(scanned->signature_text == "c2ln");
      auto const read = read_container(row.body);
      REQUIRE(read);
      CHECK(tied(parts_of(*read)) == tied(*scanned));
    }
  }

  TEST_CASE("escapes are for the strict reader, and mean what they mean") {
    std::string const body = R"({"p\u0061yload":"cGF\u0035","protected":"cHJv","signature":"c2ln"})";
    CHECK_FALSE(scan_container(body));
    auto const read = read_container(body);
    REQUIRE(read);
    CHECK(parts_of(*read).payload_text == "cGF5");
  }

  TEST_CASE("anything but the three strings is no container") {
    struct Row {
      std::string name;
      std::string body;
    };
    Row const rows[] = {
        {"empty", ""},
        {"not JSON", "hello"},
        {"a compact string", "cHJv.cGF5.c2ln"},
        {"a JSON string", R"("cHJv.cGF5.c2ln")"},
        {"an array", R"([{"payload":"cGF5","protected":"cHJv","signature":"c2ln"}])"},
        {"no payload", R"({"protected":"cHJv","signature":"c2ln"})"},
        {"no protected", R"({"payload":"cGF5","signature":"c2ln"})"},
        {"no signature", R"({"payload":"cGF5","protected":"cHJv"})"},
        {"empty object", "{}"},
        {"an unprotected header",
         R"({"payload":"cGF5","protected":"cHJv","signature":"c2ln","header":{"alg":"none"}})"},
        {"a fourth member", R"({"payload":"cGF5","protected":"cHJv","signature":"c2ln","x":"y"})"},
        {"general form", R"({"payload":"cGF5","signatures":[{"protected":"cHJv","signature":"c2ln"}]})"},
        {"sealed message", R"({"protected":"cHJv","recipients":[],"iv":"","ciphertext":"","tag":""})"},
        {"payload twice", R"({"payload":"cGF5","protected":"cHJv","signature":"c2ln","payload":"cGF5"})"},
        {"payload twice in place of another", R"({"payload":"cGF5","protected":"cHJv","payload":"c2ln"})"},
        {"payload twice after unescaping",
         R"({"payload":"cGF5","protected":"cHJv","signature":"c2ln","p\u0061yload":"cGF5"})"},
        {"payload is null", R"({"payload":null,"protected":"cHJv","signature":"c2ln"})"},
        {"payload is an object", R"({"payload":{},"protected":"cHJv","signature":"c2ln"})"},
        {"signature is a number", R"({"payload":"cGF5","protected":"cHJv","signature":1})"},
        {"another letter case", R"({"Payload":"cGF5","protected":"cHJv","signature":"c2ln"})"},
        {"trailing comma", R"({"payload":"cGF5","protected":"cHJv","signature":"c2ln",})"},
        {"leading comma", R"({,"payload":"cGF5","protected":"cHJv","signature":"c2ln"})"},
        {"missing comma", R"({"payload":"cGF5" "protected":"cHJv","signature":"c2ln"})"},
        {"missing colon", R"({"payload" "cGF5","protected":"cHJv","signature":"c2ln"})"},
        {"something after it", std::string(k_good) + "x"},
        {"two of them", std::string(k_good) + std::string(k_good)},
        {"cut", std::string(k_good.substr(0, k_good.size() - 1))},
        {"cut in a value", R"({"payload":"cGF5)"},
        {"a form feed as white space", "\f" + std::string(k_good)},
        {"a comment", "/**/" + std::string(k_good)},
        {"a line break in a value", "{\"payload\":\"cG\nF5\",\"protected\":\"cHJv\",\"signature\":\"c2ln\"}"},
        {"nested too deeply", R"({"payload":[[[[[[[[]]]]]]]],"protected":"cHJv","signature":"c2ln"})"}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const read = read_container(row.body);
      REQUIRE_FALSE(read);
      CHECK(read.error().code == Errc::jws_container);
      auto const scanned = scan_container(row.body);
      CHECK_FALSE((scanned && all_base64url(*scanned)));
    }
  }

  TEST_CASE(
      "whatever is done to a container, the scanner never takes what the strict reader refuses or reads otherwise") {
    HUECRY_SEEDED;
    auto generator = test::generator("container");
    std::string_view const alphabet = "{}[]\",:\\ \n\tpayloadprotectedsignaturecGF50-_=u";
    int taken = 0;
    for (int round = 0; round < 30'000; ++round) {
      std::string body(k_good);
      for (auto changes = generator() % 3; changes > 0; --changes) {
        auto const at = generator() % body.size();
        char const c = alphabet[generator() % alphabet.size()];
        switch (generator() % 4) {
          case 0: body[at] = c; break;
          case 1: body.insert(at, 1, c); break;
          case 2: body.erase(at, 1); break;
          default: body.insert(at, body.substr(generator() % body.size(), generator() % 30)); break;
        }
      }
      CAPTURE(body);
      auto const scanned = scan_container(body);
      if (!scanned || !all_base64url(*scanned)) continue;
      ++taken;
      auto const read = read_container(body);
      REQUIRE(read);
      CHECK(tied(parts_of(*read)) == tied(*scanned));
    }
    CHECK(taken > 5000);
  }

  TEST_CASE("step 1: the size at the limit and one past it, then the text") {
    struct Row {
      std::string name;
      std::string body;
      std::size_t bytes_max;
      bool accepted;
      Errc code;
    };
    Row const rows[] = {{"at the limit", "12345", 5, true, {}},
                        {"one past it", "123456", 5, false, Errc::body_too_large},
                        {"too large comes before bad text", "12345\xff", 5, false, Errc::body_too_large},
                        {"NUL", std::string("12\0", 3), 5, false, Errc::body_encoding},
                        {"BOM", "\xef\xbb\xbf{}", 5, false, Errc::body_encoding},
                        {"invalid UTF-8", "a\xff", 5, false, Errc::body_encoding}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const checked = check_body(row.body, row.bytes_max);
      CHECK(static_cast<bool>(checked) == row.accepted);
      if (!checked) CHECK(checked.error().code == row.code);
    }
  }

  TEST_CASE("a compact string has exactly two dots") {
    struct Row {
      std::string name;
      std::string text;
      bool accepted;
    };
    Row const rows[] = {{"three parts", "a.b.c", true}, {"empty parts", "..", true},      {"one part", "a", false},
                        {"two parts", "a.b", false},    {"four parts", "a.b.c.d", false}, {"empty", "", false}};
    for (Row const& row : rows) {
      CAPTURE(row.name);
      CHECK(split_compact(row.text).has_value() == row.accepted);
    }
    CHECK(split_compact("a.b.c")->protected_text == "a");
    CHECK(split_compact("a.b.c")->payload_text == "b");
    CHECK(split_compact("a.b.c")->signature_text == "c");
  }
}
