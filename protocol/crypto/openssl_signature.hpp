#pragma once
// A signature of ours as the openssl command wants it. Pure; any thread.

#include "protocol/base/bytes.hpp"
#include "protocol/crypto/algorithm.hpp"

namespace huecry::crypto {

/// ES256 and ES384: r ‖ s becomes SEQUENCE { INTEGER r, INTEGER s } in DER (RFC 3279 §2.2.3). Others stay as they are.
[[nodiscard]] Bytes signature_for_openssl(Algorithm algorithm, ByteView signature);

}
