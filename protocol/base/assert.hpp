#pragma once
// Assertions for programmer errors. Always compiled in: a wrong release is worse than a crash, and crashes are safe.
// Never assert on input; input errors are values (result.hpp).

namespace huecry::detail {
[[noreturn]] void assertion_failed(char const* expression, char const* file, int line) noexcept;
}

#define HUECRY_ASSERT(expression) \
  (static_cast<bool>(expression) ? void(0) : ::huecry::detail::assertion_failed(#expression, __FILE__, __LINE__))
