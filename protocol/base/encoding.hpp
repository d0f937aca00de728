#pragma once
// base64url without padding (RFC 4648 §5), base64 with padding (§4), and hexadecimal. Pure; any thread.
// Decoders are strict: only the alphabet, exact length, unused trailing bits zero (signing.md: one text per value).

#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace huecry {

[[nodiscard]] std::string base64url_encode(ByteView bytes);
/// The same to memory with room for four characters for every three bytes begun. Returns the end of what was written.
char* base64url_encode(char* out, ByteView bytes);
[[nodiscard]] std::string base64_encode(ByteView bytes);
[[nodiscard]] std::string hex_encode(ByteView bytes);

/// Errors: Errc::encoding_invalid.
[[nodiscard]] Result<Bytes> base64url_decode(std::string_view text);
[[nodiscard]] Result<Bytes> base64_decode(std::string_view text);
[[nodiscard]] Result<Bytes> hex_decode(std::string_view text);

/// The 43 characters of a digest. Errors: Errc::encoding_invalid, also for any other length.
[[nodiscard]] Result<Digest> digest_from_base64url(std::string_view text);
[[nodiscard]] inline std::string to_base64url(Digest const& digest) { return base64url_encode(digest.view()); }

/// True for well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}
