#pragma once
// The strict JSON reader: the only one for text that comes from outside (signing.md §2.8).
//
// Refused besides what RFC 8259 refuses: invalid UTF-8, BOM, NUL, lone surrogate escapes, equal keys in one object
// (compared after unescaping), depth beyond the limit, integers beyond ±(2^53−1), fractions and exponents unless asked
// for, and anything after the value.

#include <string_view>

#include "protocol/base/limits.hpp"
#include "protocol/base/result.hpp"
#include "protocol/json/json_fwd.hpp"

namespace huecry::json {

struct ReadOptions {
  int depth_max = limits::payload_depth_max;  // of arrays and objects inside each other; a scalar has depth 0
  bool fractions = false;  // numbers with a fraction or exponent, as the nearest double; never infinity
};

/// Pure; any thread; no exception leaves. The caller bounds the size of the text.
/// Errors: Errc::json_invalid, with the byte offset where parsing stopped or the JSON pointer (RFC 6901) of what is
/// refused.
[[nodiscard]] Result<Json> read(std::string_view text, ReadOptions options = {});

}
