// Wycheproof JWS (C2SP/wycheproof @ dac1dd4) against the layer below the profile: split, strict base64url, strict
// header, algorithm and purpose pinned by the key, signature. The profile itself refuses all 401, for their headers.
// The key, its algorithm and its purpose come from the group, never from the token.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "protocol/base/encoding.hpp"
#include "protocol/envelope/detail/container.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "tests/conformance/jwk.hpp"
#include "tests/conformance/vectors.hpp"

using namespace huecry;

namespace {

struct Pinned {
  crypto::PublicKey key;
  crypto::Algorithm algorithm;
};

bool may_verify(nlohmann::json const& jwk) {
  if (jwk.contains("use") && jwk["use"] != "sig") return false;
  if (!jwk.contains("key_ops")) return true;
  return std::ranges::find(jwk["key_ops"], "verify") != jwk["key_ops"].end();
}

/// What a registry row would hold for the group's key. A key without `alg` gets the one that its type allows.
Result<Pinned> pin(nlohmann::json const& group) {
  if (!group.contains("public")) return Error(Errc::signer_unknown);
  nlohmann::json const& jwk = group["public"];
  if (!may_verify(jwk)) return Error(Errc::signer_purpose);
  HUECRY_TRY(crypto::PublicKey key, test::key_of_jwk(jwk, {.rsa_bits_min = 2048}));
  auto const algorithm =
      jwk.contains("alg") ? crypto::algorithm_from_text(jwk["alg"].get<std::string>()) : key.algorithm();
  if (!algorithm) return Error(Errc::signer_algorithm);
  return Pinned{std::move(key), *algorithm};
}

Result<crypto::Algorithm> algorithm_of_header(std::string_view text) {
  HUECRY_TRY(json::Json const header, json::read(text));
  HUECRY_CHECK(json::check_members(header, {"alg", "kid"}));
  HUECRY_TRY(std::string const name, json::member_string(header, "alg"));
  auto const algorithm = crypto::algorithm_from_text(name);
  if (!algorithm) return Error(Errc::jws_header);
  return *algorithm;
}

Result<> verify(std::string const& jws, Result<Pinned> const& pinned) {
  auto const parts = envelope::detail::split_compact(jws);
  if (!parts) return Error(Errc::jws_container);
  HUECRY_TRY(Bytes const header, base64url_decode(parts->protected_text));
  HUECRY_CHECK(base64url_decode(parts->payload_text));
  HUECRY_TRY(Bytes const signature, base64url_decode(parts->signature_text));
  HUECRY_TRY(crypto::Algorithm const algorithm, algorithm_of_header(as_text(header)));
  if (!pinned) return pinned.error();
  if (algorithm != pinned->algorithm) return Error(Errc::signer_algorithm);
  std::string_view const signed_text(jws.data(), jws.rfind('.'));
  return pinned->key.verify(algorithm, as_bytes(signed_text), signature);
}

bool all_parts_decode(std::string const& jws) {
  auto const parts = envelope::detail::split_compact(jws);
  return parts && base64url_decode(parts->protected_text) && base64url_decode(parts->payload_text) &&
         base64url_decode(parts->signature_text);
}

/// Calls visit(tcId, jws, group) for each case. One of them is an object: its text then.
template <class Visit>
std::size_t each_case(Visit visit) {
  std::size_t cases = 0;
  nlohmann::json const suite = test::load_vector("wycheproof/json_web_signature_test.json");
  for (auto const& group : suite.at("testGroups")) {
    for (auto const& test : group.at("tests")) {
      auto const& jws = test.at("jws");
      visit(test.at("tcId").get<int>(), jws.is_string() ? jws.get<std::string>() : jws.dump(), group);
      ++cases;
    }
  }
  return cases;
}

}

TEST_SUITE("conformance JWS") {
  TEST_CASE("8 accepted, 393 rejected") {
    HUECRY_NEEDS_VECTORS;
    std::set<int> accepted;
    std::size_t const cases = each_case([&](int id, std::string const& jws, nlohmann::json const& group) {
      if (verify(jws, pin(group))) accepted.insert(id);
    });
    CHECK(cases == 401);
    CHECK(accepted == std::set<int>{18, 272, 273, 274, 275, 287, 288, 378});
  }

  TEST_CASE("the traps are caught by the check that they are traps for") {
    HUECRY_NEEDS_VECTORS;
    std::map<int, Error> errors;
    each_case([&](int id, std::string const& jws, nlohmann::json const& group) {
      if (auto const verdict = verify(jws, pin(group)); !verdict) errors.emplace(id, verdict.error());
    });
    CHECK(errors.at(354).code == Errc::signer_purpose);
    CHECK(errors.at(356).code == Errc::signer_purpose);
    CHECK(errors.at(338).code == Errc::signer_algorithm);
    CHECK(errors.at(32).detail.starts_with("jwk"));
  }

  TEST_CASE("the decoder alone refuses fourteen") {
    HUECRY_NEEDS_VECTORS;
    std::set<int> refused;
    each_case([&](int id, std::string const& jws, nlohmann::json const&) {
      if (id >= 360 && id <= 375 && !all_parts_decode(jws)) refused.insert(id);
    });
    CHECK(refused == std::set<int>{360, 361, 362, 363, 364, 365, 366, 368, 369, 371, 372, 373, 374, 375});
  }

  TEST_CASE("the profile refuses all 401") {
    HUECRY_NEEDS_VECTORS;
    std::size_t const cases = each_case([&](int id, std::string const& jws, nlohmann::json const&) {
      CAPTURE(id);
      CHECK_FALSE(envelope::parse_compact(jws, envelope::DocumentType::notice));
    });
    CHECK(cases == 401);
  }
}
