#pragma once
// An entry of the log (docs/storage.md, "Journal and log"): what happened to which document, by digests and opaque ids,
// no personal data. The bytes are made once by the hub and stored and hashed as they are. Pure; any thread.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"

namespace huecry::log {

enum class LeafKind : std::uint8_t {
  notice,
  diffusion,
  decision,
  publication,
  envelope,
  delivery,
  evidence,
  policy,
  trustlist,
  crl,
  logkey,
  tst,
  erasure,
};
inline constexpr std::size_t k_leaf_kinds = 13;
[[nodiscard]] std::string_view to_text(LeafKind kind) noexcept;  // "notice", …: the member t
[[nodiscard]] std::optional<LeafKind> leaf_kind_from_text(std::string_view text) noexcept;

/// A digest that does not apply to the kind is all zero bytes; the members are always all there.
struct Leaf {
  LeafKind kind = LeafKind::notice;
  std::string id;
  std::uint32_t ver = 1;
  CountryCode iss;
  Digest object;        // obj: SHA-256 of the compact string; commits to a signature, so nobody can guess it
  Digest certificate;   // crt: x5t#S256 of the signing certificate
  UnixMillis received;  // rcv
  Digest policy;        // pol
  Digest crls;          // crl
  std::array<std::uint8_t, 16> nonce{};  // n: random, so that the leaf hash tells nothing about the rest
  friend bool operator==(Leaf const&, Leaf const&) = default;
};

/// The bytes of the entry: members in this order, no white space. REQUIRES: id of 1 to 64 bytes of UTF-8, received >=
/// 0.
[[nodiscard]] std::string to_json(Leaf const& leaf);

/// Accepts what to_json writes and nothing else. Errors: Errc::log_text_invalid.
[[nodiscard]] Result<Leaf> parse_leaf(std::string_view text);

}
