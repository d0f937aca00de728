#pragma once
// Documents with two to four signers: JWS general JSON over one payload (RFC 7515 §7.2.1, signing.md §2.5).
// `{"payload":"…","signatures":[{"protected":"…","signature":"…"},…]}`. Pure; any thread. Input of the parser:
// anybody's.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/envelope/jws.hpp"

namespace huecry::envelope {

inline constexpr std::size_t k_signers_min = 2;
inline constexpr std::size_t k_signers_max = 4;

/// Parsed, not verified: each entry must pass signing.md §2.3 by itself, and all of them must.
class GeneralDocument {
 public:
  /// In ascending order of the text of `x5t#S256`, whatever the order on the wire; at least two, each by another
  /// signer.
  [[nodiscard]] std::vector<SignedDocument> const& entries() const noexcept { return entries_; }
  [[nodiscard]] std::string const& payload() const noexcept { return entries_.front().payload(); }
  /// SHA-256 over the entries' compact strings in that order, each followed by "\n".
  [[nodiscard]] Digest const& digest() const noexcept { return digest_; }

 private:
  friend Result<GeneralDocument> parse_general(std::string_view, DocumentType, std::size_t);
  GeneralDocument(std::vector<SignedDocument> entries, Digest digest) : entries_(std::move(entries)), digest_(digest) {}
  std::vector<SignedDocument> entries_;
  Digest digest_;
};

/// Steps 1 to 5 of signing.md §2.3 for each entry.
/// Errors: those of parse_container; jws_container for a number of entries outside 2 to 4; jws_header for an equal
/// signer twice.
[[nodiscard]] Result<GeneralDocument> parse_general(std::string_view body, DocumentType expected,
                                                    std::size_t bytes_max);

/// The body that holds these compact strings. Errors: jws_container unless there are 2 to 4 over one payload.
[[nodiscard]] Result<std::string> to_general(std::vector<std::string> const& compacts);

}
