#include "protocol/log/leaf.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"

using namespace huecry;
using log::Leaf;
using log::LeafKind;

namespace {

Digest filled(std::uint8_t byte) {
  Digest digest;
  digest.bytes.fill(byte);
  return digest;
}

Leaf example() {
  Leaf leaf;
  leaf.kind = LeafKind::notice;
  leaf.id = "FR-2026.R-17_a";
  leaf.ver = 3;
  leaf.iss = *CountryCode::parse("FR");
  leaf.object = filled(0x11);
  leaf.certificate = filled(0x22);
  leaf.received = UnixMillis(std::chrono::milliseconds(1793613600123));
  leaf.policy = filled(0x33);
  leaf.crls = filled(0x44);
  leaf.nonce.fill(0x55);
  return leaf;
}

std::string const k_text =
    R"({"v":1,"t":"notice","id":"FR-2026.R-17_a","ver":3,"iss":"FR",)"
    R"("obj":"ERERERERERERERERERERERERERERERERERERERERERE","crt":"IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI",)"
    R"("rcv":1793613600123,"pol":"MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM",)"
    R"("crl":"REREREREREREREREREREREREREREREREREREREREREQ","n":"VVVVVVVVVVVVVVVVVVVVVQ"})";

std::string replaced(std::string text, std::string const& from, std::string const& to) {
  std::size_t const at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}

TEST_SUITE("protocol/log leaf") {
  TEST_CASE("a leaf is these bytes") { CHECK(log::to_json(example()) == k_text); }

  TEST_CASE("a leaf reads back, whatever its kind") {
    for (std::size_t i = 0; i < log::k_leaf_kinds; ++i) {
      Leaf leaf = example();
      leaf.kind = static_cast<LeafKind>(i);
      CAPTURE(std::string(log::to_text(leaf.kind)));
      CHECK(log::leaf_kind_from_text(log::to_text(leaf.kind)) == leaf.kind);
      auto const read = log::parse_leaf(log::to_json(leaf));
      REQUIRE(read);
      CHECK(*read == leaf);
    }
    CHECK_FALSE(log::leaf_kind_from_text("Notice"));
    CHECK_FALSE(log::leaf_kind_from_text(""));
  }

  TEST_CASE("values at their limits read back") {
    Leaf leaf = example();
    leaf.id = std::string(limits::document_id_chars_max, '\x01');  // each takes six bytes in JSON
    leaf.ver = UINT32_MAX;
    leaf.received = UnixMillis(std::chrono::milliseconds(limits::json_integer_max));
    std::string const text = log::to_json(leaf);
    CHECK(text.size() <= limits::leaf_bytes_max);
    auto const read = log::parse_leaf(text);
    REQUIRE(read);
    CHECK(*read == leaf);
  }

  TEST_CASE("any other text is refused") {
    std::string const good = log::to_json(example());
    struct Row {
      std::string name;
      std::string text;
    };
    Row const rows[] = {
        {"empty", ""},
        {"no object", "[]"},
        {"white space", replaced(good, ",", ", ")},
        {"line feed at the end", good + "\n"},
        {"other order", replaced(replaced(good, R"("ver":3,)", ""), R"("iss":"FR")", R"("iss":"FR","ver":3)")},
        {"another member", replaced(good, R"("ver":3)", R"("ver":3,"x":1)")},
        {"member twice", replaced(good, R"("ver":3)", R"("ver":3,"ver":3)")},
        {"a member missing", replaced(good, R"("ver":3,)", "")},
        {"another format version", replaced(good, R"("v":1)", R"("v":2)")},
        {"unknown kind", replaced(good, "notice", "notify")},
        {"escaped differently", replaced(good, "notice", R"(\u006eotice)")},
        {"unknown country", replaced(good, R"("FR")", R"("QQ")")},
        {"lower case country", replaced(good, R"("iss":"FR")", R"("iss":"fr")")},
        {"no id", replaced(good, "FR-2026.R-17_a", "")},
        {"id too long", replaced(good, "FR-2026.R-17_a", std::string(limits::document_id_chars_max + 1, 'i'))},
        {"negative version", replaced(good, R"("ver":3)", R"("ver":-3)")},
        {"version beyond 32 bits", replaced(good, R"("ver":3)", R"("ver":4294967296)")},
        {"version as text", replaced(good, R"("ver":3)", R"("ver":"3")")},
        {"version with fraction", replaced(good, R"("ver":3)", R"("ver":3.0)")},
        {"negative time", replaced(good, "1793613600123", "-1")},
        {"short digest", replaced(good, "ERERER", "ERER")},
        {"padded digest", replaced(good, "ERE\"", "ERE=\"")},
        {"short nonce", replaced(good, "VVVVVVVVVVVVVVVVVVVVVQ", "VVVVVVVVVVVVVVVVVVVV")},
        {"trailing bits in the nonce", replaced(good, "VVVVVVVVVVVVVVVVVVVVVQ", "VVVVVVVVVVVVVVVVVVVVVR")},
        {"too large", replaced(good, "FR-2026.R-17_a", std::string(limits::leaf_bytes_max, 'i'))},
        {"cut off", good.substr(0, good.size() - 1)}};
    REQUIRE(log::parse_leaf(good));
    for (Row const& row : rows) {
      CAPTURE(row.name);
      auto const leaf = log::parse_leaf(row.text);
      REQUIRE_FALSE(leaf);
      CHECK(leaf.error().code == Errc::log_text_invalid);
    }
  }
}
