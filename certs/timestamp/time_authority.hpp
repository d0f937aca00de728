#pragma once
// Time-stamps by an authority that is none of ours (RFC 3161): what the hub had signed by then, nobody can put there
// later. A reply is believed against the authority's own roots alone (signing.md §6). Any thread.

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"

namespace huecry::certs {

/// What is asked: the time of a digest, with the authority's certificates in the reply.
struct TimeRequest {
  std::string der;  // application/timestamp-query
  Digest imprint;
  std::array<std::uint8_t, 8> nonce{};
};
[[nodiscard]] TimeRequest time_request(Digest const& imprint, Random& random);

/// The time that a reply says, believed by nobody yet. Errors: Errc::not_verified; body_too_large.
[[nodiscard]] Result<UnixMillis> time_in(std::string_view der);

/// How an authority may be called: at most 64 letters, digits, '.', '_' and '-', no '.' first. It stands in what a
/// court is given, beside commands.
[[nodiscard]] bool is_authority_name(std::string_view name) noexcept;

/// Roots that are pinned for one authority.
class TimeAuthority {
 public:
  /// `roots`: PEM, one or more certificates. Errors: Errc::certificate_profile.
  [[nodiscard]] static Result<TimeAuthority> of(std::string_view roots);

  /// The time that the reply to this very request says (application/timestamp-reply). Checked: status, imprint, nonce,
  /// signature, and the signer's chain with its key usage, timeStamping alone and critical, as of the time it says.
  /// Errors: Errc::not_verified, with what is wrong; body_too_large.
  [[nodiscard]] Result<UnixMillis> verify(TimeRequest const& request, std::string_view reply) const;
  /// The same of a reply to whatever request, when it was kept: its nonce says nothing any more.
  [[nodiscard]] Result<UnixMillis> verify(Digest const& imprint, std::string_view reply) const;

 private:
  struct Roots;
  explicit TimeAuthority(std::shared_ptr<Roots const> roots) : roots_(std::move(roots)) {}
  [[nodiscard]] Result<UnixMillis> check(Digest const& imprint, TimeRequest const* request, std::string_view der) const;
  std::shared_ptr<Roots const> roots_;
};

}
