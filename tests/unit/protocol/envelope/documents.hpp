#pragma once
// Documents for tests: good ones, and any header or part as text.

#include <string>
#include <string_view>

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/envelope/jws.hpp"
#include "protocol/json/json.hpp"

namespace huecry::test {

inline constexpr std::size_t k_plenty_bytes = 256 * 1024;

/// One P-256 key for the whole run.
inline crypto::PrivateKey& signer() {
  static crypto::PrivateKey key = *crypto::PrivateKey::generate(crypto::Algorithm::es256);
  return key;
}

/// A DER SEQUENCE of that many bytes, which is all that the envelope wants of a certificate.
inline Bytes fake_certificate(std::size_t bytes, std::uint8_t filler = 0) {
  Bytes der(bytes, filler);
  der[0] = 0x30;
  der[1] = 0x82;
  der[2] = static_cast<std::uint8_t>((bytes - 4) >> 8);
  der[3] = static_cast<std::uint8_t>((bytes - 4) & 0xff);
  return der;
}

inline Digest x5t_of(Bytes const& certificate) { return crypto::sha256(ByteView(certificate)); }

inline json::Json good_header() {
  return {{"alg", "ES256"},
          {"typ", "vnd.huecry.notice+jws"},
          {"cty", "vnd.huecry.notice+json"},
          {"iat", 1793613600},
          {"x5t#S256", to_base64url(x5t_of(fake_certificate(300)))}};
}

inline std::string b64u(std::string_view text) { return base64url_encode(as_bytes(text)); }

/// Signs any header, good or bad, over any payload: a compact string whose signature is right.
inline std::string compact_of(std::string_view header, std::string_view payload = R"({"v":1})",
                              crypto::Signer& key = signer()) {
  std::string compact = b64u(header) + "." + b64u(payload);
  Bytes const signature = *key.sign(as_bytes(compact));
  return compact + "." + base64url_encode(signature);
}

inline envelope::SigningRequest good_request(std::string payload = R"({"v":1,"id":"FR-1"})") {
  envelope::SigningRequest request;
  request.type = envelope::DocumentType::notice;
  request.payload = std::move(payload);
  request.x5t = x5t_of(fake_certificate(300));
  request.iat = UnixSeconds(std::chrono::seconds(1'793'613'600));
  return request;
}

}
