#pragma once
// What every fuzz target has: an entry point, and a count of the inputs that its parser accepted. A target whose corpus
// reaches no accepted input tests only the first check of its parser.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace huecry::fuzz {

inline std::size_t accepted = 0;

inline std::string_view text_of(std::uint8_t const* data, std::size_t size) {
  return {reinterpret_cast<char const*>(data), size};
}

/// A broken property ends the process: that is how a fuzzer learns of it.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);
