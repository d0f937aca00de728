#include "protocol/envelope/header.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"

namespace huecry::envelope {
namespace {

using json::Json;

Error bad_header(std::string detail) { return Error(Errc::jws_header, std::move(detail)); }

template <class T>
Result<T> as_header(Result<T> result) {
  if (!result) return bad_header(std::move(result).error().detail);
  return result;
}

/// A certificate is one DER SEQUENCE; what is inside is for certs/ to judge, from the registry's own copy.
bool is_der_sequence(ByteView bytes) {
  if (bytes.size() < 2 || bytes[0] != 0x30) return false;
  if (bytes[1] < 0x80) return bytes.size() == 2U + bytes[1];
  std::size_t const length_bytes = bytes[1] & 0x7f;
  if (length_bytes < 1 || length_bytes > 2 || bytes.size() < 2 + length_bytes) return false;
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8 | bytes[2 + i];
  return bytes.size() == 2 + length_bytes + length;
}

Result<Bytes> read_certificate(Json const& element) {
  if (!element.is_string()) return bad_header("x5c: strings are required");
  auto der = base64_decode(element.get_ref<std::string const&>());
  if (!der) return bad_header("x5c: " + der.error().detail);
  if (!is_der_sequence(*der)) return bad_header("x5c: not a certificate in DER");
  return der;
}

Result<std::vector<Bytes>> read_x5c(Json const& header, Digest const& x5t) {
  std::vector<Bytes> chain;
  if (json::find(header, "x5c") == nullptr) return chain;
  HUECRY_TRY(Json const* const elements, as_header(json::member_array(header, "x5c")));
  if (elements->empty() || elements->size() > limits::x5c_certificates_max) {
    return bad_header("x5c: 1 to 4 certificates");
  }
  std::size_t total = 0;
  for (Json const& element : *elements) {
    HUECRY_TRY(Bytes der, read_certificate(element));
    total += der.size();
    chain.push_back(std::move(der));
  }
  if (total > limits::x5c_bytes_max) return bad_header("x5c: more than 16 KiB");
  if (crypto::sha256(ByteView(chain.front())) != x5t) {
    return bad_header("x5c: the first certificate is not the one x5t#S256 names");
  }
  return chain;
}

Result<crypto::Algorithm> read_algorithm(Json const& header) {
  HUECRY_TRY(std::string const name, as_header(json::member_string(header, "alg")));
  auto const algorithm = crypto::algorithm_from_text(name);
  if (!algorithm) return bad_header("alg: ES256, ES384, PS256 or EdDSA");
  return *algorithm;
}

Result<Digest> read_x5t(Json const& header) {
  HUECRY_TRY(std::string const text, as_header(json::member_string(header, "x5t#S256")));
  auto const digest = digest_from_base64url(text);
  if (!digest) return bad_header("x5t#S256: " + digest.error().detail);
  return *digest;
}

Result<> check_type(std::string_view typ, std::string_view cty, DocumentType expected) {
  if (typ != typ_of(expected)) return Error(Errc::jws_type, "typ: expected " + std::string(typ_of(expected)));
  if (cty != cty_of(expected)) return Error(Errc::jws_type, "cty: expected " + std::string(cty_of(expected)));
  return ok();
}

}

Result<ProtectedHeader> read_header(std::string_view text, DocumentType expected) {
  if (text.size() > limits::protected_bytes_max) return bad_header("the header is larger than 24 KiB");
  json::ReadOptions options;
  options.depth_max = limits::container_depth_max;
  HUECRY_TRY(Json const header, as_header(json::read(text, options)));
  HUECRY_CHECK(as_header(json::check_members(header, {"alg", "typ", "cty", "iat", "x5t#S256", "x5c"})));
  ProtectedHeader result;
  HUECRY_TRY(result.alg, read_algorithm(header));
  HUECRY_TRY(std::string const typ, as_header(json::member_string(header, "typ")));
  HUECRY_TRY(std::string const cty, as_header(json::member_string(header, "cty")));
  HUECRY_TRY(result.iat, as_header(json::member_integer(header, "iat")));
  HUECRY_TRY(result.x5t, read_x5t(header));
  HUECRY_TRY(result.x5c, read_x5c(header, result.x5t));
  HUECRY_CHECK(check_type(typ, cty, expected));
  result.type = expected;
  return result;
}

std::string write_header(ProtectedHeader const& header) {
  std::string text = R"({"alg":")";
  text += crypto::to_text(header.alg);
  text.append(R"(","typ":")").append(typ_of(header.type));
  text.append(R"(","cty":")").append(cty_of(header.type));
  text.append(R"(","iat":)").append(std::to_string(header.iat));
  text.append(R"(,"x5t#S256":")").append(to_base64url(header.x5t)).append("\"");
  if (!header.x5c.empty()) text += R"(,"x5c":[)";
  for (Bytes const& der : header.x5c) {
    text.append("\"").append(base64_encode(der)).append(&der == &header.x5c.back() ? "\"]" : "\",");
  }
  return text + "}";
}

}
