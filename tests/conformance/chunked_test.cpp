// Cobblestone-256 of Wycheproof (C2SP/wycheproof @ dac1dd4): all 35 cases as labelled, read chunk by chunk.

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/envelope/attachment.hpp"
#include "tests/conformance/vectors.hpp"

using namespace huecry;
using envelope::AttachmentOpener;

namespace {

std::string inflated(Bytes const& packed) {
  std::string out;
  z_stream stream{};
  REQUIRE(inflateInit(&stream) == Z_OK);
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::array<char, 64 * 1024> buffer{};
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = buffer.size();
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  REQUIRE(status == Z_STREAM_END);
  return out;
}

std::string sha512(std::string const& text) {
  std::array<unsigned char, 64> out{};
  EVP_Digest(text.data(), text.size(), out.data(), nullptr, EVP_sha512(), nullptr);
  return hex_encode(out);
}

struct Opened {
  std::string text;
  bool whole = false;
};

std::string text_in(nlohmann::json const& test, char const* name) {
  return std::string(as_text(test::from_hex(test.at(name).get<std::string>())));
}

Opened opened(nlohmann::json const& test, std::string const& sealed) {
  Opened result;
  auto opener = AttachmentOpener::begin(text_in(test, "key"), sealed.substr(0, envelope::k_attachment_header_bytes),
                                        text_in(test, "ctx"));
  if (!opener) return result;
  std::size_t at = envelope::k_attachment_header_bytes;
  do {
    auto const text = opener->open(std::string_view(sealed).substr(at, envelope::k_sealed_chunk_bytes));
    if (!text) return result;
    result.text += *text;
    at += envelope::k_sealed_chunk_bytes;
  } while (at < sealed.size());
  result.whole = opener->complete();
  return result;
}

}

TEST_SUITE("conformance: chunked encryption") {
  TEST_CASE("every case comes out as it is labelled, and no more of a bad one than its good beginning") {
    HUECRY_NEEDS_VECTORS;
    auto const suite = test::load_vector("wycheproof/c2sp_chunked_encryption_aes_256_gcm_test.json");
    int valid = 0, all = 0;
    for (auto const& group : suite.at("testGroups"))
      for (auto const& test : group.at("tests")) {
        CAPTURE(test.at("tcId").get<int>());
        CAPTURE(test.at("comment").get<std::string>());
        Opened const result = opened(test, inflated(test::from_hex(test.at("ct").get<std::string>())));
        ++all;
        bool const good = test.at("result") == "valid";
        valid += good ? 1 : 0;
        CHECK(result.whole == good);
        if (good) CHECK(sha512(result.text) == test.at("msgSha512").get<std::string>());
        std::size_t const most = test.value("msgLength", std::size_t{0});
        CHECK(result.text.size() <= most);
      }
    CHECK(all == 35);
    CHECK(valid == 10);
  }

  TEST_CASE("keys are derived as the suite derives them") {
    HUECRY_NEEDS_VECTORS;
    auto const suite = test::load_vector("wycheproof/c2sp_chunked_encryption_aes_256_gcm_test.json");
    int derived = 0;
    for (auto const& group : suite.at("testGroups"))
      for (auto const& test : group.at("tests")) {
        if (!test.contains("aeadKey")) continue;
        CAPTURE(test.at("tcId").get<int>());
        std::string const sealed = inflated(test::from_hex(test.at("ct").get<std::string>()));
        crypto::SealKey input;
        std::ranges::copy(test::from_hex(test.at("key").get<std::string>()), input.bytes.begin());
        auto const keys =
            envelope::attachment_keys(input, sealed.substr(0, envelope::k_attachment_salt_bytes), text_in(test, "ctx"));
        CHECK(hex_encode(keys.key.bytes) == test.at("aeadKey").get<std::string>());
        CHECK(hex_encode(keys.nonce) == test.at("baseNonce").get<std::string>());
        ++derived;
      }
    CHECK(derived > 0);
  }
}
