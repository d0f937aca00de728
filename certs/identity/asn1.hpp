#pragma once
// ASN.1 values as ours. Pure; any thread.

#include <chrono>
#include <optional>

#include "protocol/base/clock.hpp"
#include "protocol/crypto/openssl.hpp"

namespace huecry::certs {

/// UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5); empty when malformed.
[[nodiscard]] std::optional<UnixSeconds> asn1_time(ASN1_TIME const* time) noexcept;

}
