#pragma once
// The hashes of a proof as C2SP texts have them: base64, one a line. Pure; any thread.

#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/log/proof.hpp"

namespace huecry::log {

[[nodiscard]] std::string to_lines(Proof const& proof);
/// Of a consistency proof. Errors: Errc::log_text_invalid, also for more than 63.
[[nodiscard]] Result<Proof> parse_proof_lines(std::string_view text);

}
