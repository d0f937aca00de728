// Wycheproof JWE (C2SP/wycheproof @ dac1dd4) against what our sealed messages are made of. The suite's tokens are
// compact with `epk` in the protected header, ours are general JSON: so the shared core is run, algorithms pinned, as
// the suite's own notes ask. Of 139 cases only 66 has our algorithms; the negatives that concern us are made from it.

#include <doctest/doctest.h>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/key_wrap.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "tests/conformance/vectors.hpp"

using namespace huecry;
using json::Json;

namespace {

struct Token {
  std::string header_text;
  Json header;
  Bytes key, nonce, ciphertext, tag;
};

Result<Token> split(std::string const& compact) {
  std::vector<std::string> parts(1);
  for (char const c : compact) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back().push_back(c);
  }
  if (parts.size() != 5) return Error(Errc::seal_form);
  Token token;
  token.header_text = parts[0];
  HUECRY_TRY(Bytes const header, base64url_decode(parts[0]));
  HUECRY_TRY(token.header, json::read(as_text(header)));
  HUECRY_TRY(token.key, base64url_decode(parts[1]));
  HUECRY_TRY(token.nonce, base64url_decode(parts[2]));
  HUECRY_TRY(token.ciphertext, base64url_decode(parts[3]));
  HUECRY_TRY(token.tag, base64url_decode(parts[4]));
  return token;
}

template <std::size_t N>
Result<> put(Bytes const& bytes, std::array<std::uint8_t, N>& out) {
  if (bytes.size() != N) return Error(Errc::seal_form, "a value of another length");
  std::ranges::copy(bytes, out.begin());
  return ok();
}

/// A private key as a JSON Web Key of the suite.
Result<crypto::UnwrapKey> own_key(Json const& jwk) {
  if (jwk.value("kty", "") != "EC" || jwk.value("crv", "") != "P-256") return Error(Errc::key_unusable);
  HUECRY_TRY(Bytes const x, base64url_decode(jwk.at("x").get<std::string>()));
  HUECRY_TRY(Bytes const y, base64url_decode(jwk.at("y").get<std::string>()));
  HUECRY_TRY(Bytes const d, base64url_decode(jwk.at("d").get<std::string>()));
  Bytes point{0x04};
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
  BIGNUM* const number = BN_bin2bn(d.data(), static_cast<int>(d.size()), nullptr);
  OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number);
  OSSL_PARAM* const params = OSSL_PARAM_BLD_to_param(build);
  crypto::EvpPkeyCtx const context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params);
  OSSL_PARAM_free(params);
  OSSL_PARAM_BLD_free(build);
  BN_clear_free(number);
  return crypto::UnwrapKey::from_native(crypto::EvpPkey(key));
}

Result<crypto::WrappedKey> wrapped_of(Token const& token) {
  HUECRY_TRY(Json const* const epk, json::member_object(token.header, "epk"));
  if (epk->value("kty", "") != "EC" || epk->value("crv", "") != "P-256") return Error(Errc::seal_form);
  crypto::WrappedKey wrapped;
  HUECRY_TRY(std::string const x, json::member_string(*epk, "x"));
  HUECRY_TRY(std::string const y, json::member_string(*epk, "y"));
  HUECRY_TRY(Bytes const x_bytes, base64url_decode(x));
  HUECRY_TRY(Bytes const y_bytes, base64url_decode(y));
  HUECRY_CHECK(put(x_bytes, wrapped.ephemeral.x));
  HUECRY_CHECK(put(y_bytes, wrapped.ephemeral.y));
  HUECRY_CHECK(put(token.key, wrapped.bytes));
  return wrapped;
}

/// The pinned algorithms, and the closed set of the header: what is not ours falls here.
Result<> check_header(Json const& header) {
  HUECRY_CHECK(json::check_members(header, {"alg", "enc", "epk", "kid"}));
  bool const ours = header.value("alg", "") == "ECDH-ES+A256KW" && header.value("enc", "") == "A256GCM";
  return ours ? ok() : Result<>(Error(Errc::seal_form, "another algorithm"));
}

Result<std::string> open(std::string const& compact, Json const& private_key) {
  HUECRY_TRY(Token const token, split(compact));
  HUECRY_CHECK(check_header(token.header));
  HUECRY_TRY(crypto::UnwrapKey const own, own_key(private_key));
  HUECRY_TRY(crypto::WrappedKey const wrapped, wrapped_of(token));
  HUECRY_TRY(crypto::SealKey const key, own.unwrap(wrapped));
  crypto::SealNonce nonce{};
  HUECRY_CHECK(put(token.nonce, nonce));
  if (token.tag.size() != crypto::k_seal_tag_bytes) return Error(Errc::seal_form, "a tag of another length");
  return crypto::open(key, nonce, token.header_text, std::string(as_text(token.ciphertext)).append(as_text(token.tag)));
}

struct Case {
  Json test, private_key;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  Json const suite = test::load_vector("wycheproof/json_web_encryption_test.json");
  for (Json const& group : suite.at("testGroups"))
    for (Json const& one : group.at("tests")) all.push_back({one, group.value("private", Json::object())});
  return all;
}

Case case_66() {
  for (Case& one : cases())
    if (one.test.at("tcId") == 66) return one;
  throw std::runtime_error("case 66 is missing");
}

}

TEST_SUITE("conformance: JWE") {
  TEST_CASE("of 139 cases only the one with our algorithms opens") {
    HUECRY_NEEDS_VECTORS;
    std::vector<int> opened;
    auto const all = cases();
    CHECK(all.size() == 139);
    for (Case const& one : all) {
      auto const text = open(one.test.at("jwe").get<std::string>(), one.private_key);
      if (!text) continue;
      opened.push_back(one.test.at("tcId").get<int>());
      CHECK(*text == as_text(test::from_hex(one.test.at("pt").get<std::string>())));
    }
    CHECK(opened == std::vector<int>{66});
  }

  TEST_CASE("each character of the case that opens, changed, cut or doubled, opens nothing") {
    HUECRY_NEEDS_VECTORS;
    Case const good = case_66();
    auto const token = good.test.at("jwe").get<std::string>();
    REQUIRE(open(token, good.private_key));
    for (std::size_t at = 0; at < token.size(); ++at) {
      CAPTURE(at);
      std::string flipped = token, cut = token, doubled = token;
      flipped[at] = flipped[at] == 'A' ? 'B' : 'A';
      cut.erase(at, 1);
      doubled.insert(at, 1, token[at]);
      CHECK_FALSE(open(flipped, good.private_key));
      CHECK_FALSE(open(cut, good.private_key));
      CHECK_FALSE(open(doubled, good.private_key));
    }
  }

  TEST_CASE("a point off the curve and a shortened tag are refused by themselves, not for their algorithm") {
    HUECRY_NEEDS_VECTORS;
    Case const good = case_66();
    auto const parts = split(good.test.at("jwe").get<std::string>());
    REQUIRE(parts);
    auto const wrapped = wrapped_of(*parts);
    REQUIRE(wrapped);
    auto const own = own_key(good.private_key);
    REQUIRE(own);
    for (Case const& one : cases()) {
      if (one.test.at("tcId") != 51) continue;
      auto const off = split(one.test.at("jwe").get<std::string>());
      REQUIRE(off);
      crypto::WrappedKey changed = *wrapped;
      CHECK(put(*base64url_decode(off->header.at("epk").at("x").get<std::string>()), changed.ephemeral.x));
      CHECK(put(*base64url_decode(off->header.at("epk").at("y").get<std::string>()), changed.ephemeral.y));
      CHECK_FALSE(own->unwrap(changed));
    }
    auto const token = good.test.at("jwe").get<std::string>();
    for (std::size_t const bytes : {15U, 12U, 8U}) {
      Bytes const tag(parts->tag.begin(), parts->tag.begin() + static_cast<std::ptrdiff_t>(bytes));
      CHECK_FALSE(open(token.substr(0, token.rfind('.') + 1) + base64url_encode(tag), good.private_key));
    }
  }
}
