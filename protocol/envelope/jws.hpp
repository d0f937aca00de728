#pragma once
// Signed documents: JWS flattened JSON on the wire (RFC 7515 §7.2.2), its compact string everywhere else (§3.1).
//
// Verification has ten steps in a fixed order (signing.md §2.3). Here are 1 to 5, which need nothing but the bytes, and
// 9, the signature; 6 to 8 need the registry (certs/trust), 10 the payload's kind (protocol/documents). All functions
// are pure and may run on any thread. Input of the parsers: anybody's.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/public_key.hpp"
#include "protocol/crypto/signer.hpp"
#include "protocol/envelope/document_type.hpp"
#include "protocol/envelope/header.hpp"

namespace huecry::envelope {

namespace detail {
class Assembler;
}

/// A parsed document. Immutable. NOT verified: whoever holds one knows its form, not its author.
class SignedDocument {
 public:
  /// `<protected>.<payload>.<signature>`: what is stored, hashed and logged.
  [[nodiscard]] std::string const& compact() const noexcept { return compact_; }
  /// `<protected>.<payload>`: what the signature covers. Lives as long as this object.
  [[nodiscard]] std::string_view signing_input() const noexcept {
    return std::string_view(compact_).substr(0, signed_chars_);
  }
  [[nodiscard]] ProtectedHeader const& header() const noexcept { return header_; }
  /// The decoded payload as sent. Step 10 finds out whether it is JSON.
  [[nodiscard]] std::string const& payload() const noexcept { return payload_; }
  [[nodiscard]] Bytes const& signature() const noexcept { return signature_; }
  /// The object digest: SHA-256(compact).
  [[nodiscard]] Digest const& digest() const noexcept { return digest_; }
  /// SHA-256(signing input): equal for the same text signed again, so it tells "the same document" (signing.md §2.3).
  [[nodiscard]] Digest const& signing_digest() const noexcept { return signing_digest_; }

 private:
  friend class detail::Assembler;
  SignedDocument() = default;

  std::string compact_;
  std::size_t signed_chars_ = 0;
  ProtectedHeader header_;
  std::string payload_;
  Bytes signature_;
  Digest digest_;
  Digest signing_digest_;
};

/// Steps 1 to 5 for an HTTP body of at most bytes_max.
/// Errors, in this order: body_too_large, body_encoding, jws_container, jws_base64, jws_header, jws_type.
[[nodiscard]] Result<SignedDocument> parse_container(std::string_view body, DocumentType expected,
                                                     std::size_t bytes_max);

/// Steps 3 to 5 for a compact string; the caller bounds its size. Errors: jws_container for another number of parts,
/// then as above.
[[nodiscard]] Result<SignedDocument> parse_compact(std::string_view compact, DocumentType expected);

/// Step 9. The key must come from the registry, never from the document.
/// Errors: signature_invalid, also when the header's algorithm is not the key's.
[[nodiscard]] Result<> verify_signature(SignedDocument const& document, crypto::PublicKey const& key);

/// The HTTP body for a compact string. REQUIRES: three parts.
[[nodiscard]] std::string to_container(std::string_view compact);

struct SigningRequest {
  DocumentType type{};
  std::string payload;  // the JSON text; signed as it is
  Digest x5t;           // of the signer's certificate
  UnixSeconds iat;
  std::vector<Bytes> x5c;  // empty, or the chain with the signer's certificate first
};

/// The compact string. Errors: key_unusable; jws_header for an x5c that no reader would take.
[[nodiscard]] Result<std::string> sign(SigningRequest const& request, crypto::Signer& signer);

}
