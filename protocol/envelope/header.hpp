#pragma once
// The protected header: a closed set of members (signing.md §2.2).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/crypto/algorithm.hpp"
#include "protocol/envelope/document_type.hpp"

namespace huecry::envelope {

struct ProtectedHeader {
  crypto::Algorithm alg{};
  DocumentType type{};
  std::int64_t iat = 0;    // seconds since 1970, as claimed by the signer; the window is checked with the registry
  Digest x5t;              // SHA-256 of the signing certificate's DER
  std::vector<Bytes> x5c;  // evidence for archives, never a source of keys; empty when absent
};

/// Steps 4 and 5 of the verification. Pure; any thread. Input: anybody's.
/// Errors: jws_header (not strict JSON, not the closed set, a type, a size, x5c[0] that does not hash to x5t#S256),
/// then jws_type (typ is not the expected one, cty does not fit it).
[[nodiscard]] Result<ProtectedHeader> read_header(std::string_view text, DocumentType expected);

/// The header's JSON: members in one fixed order. What read_header reads back.
[[nodiscard]] std::string write_header(ProtectedHeader const& header);

}
