#include "protocol/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace huecry::detail {

void assertion_failed(char const* expression, char const* file, int line) noexcept {
  std::fprintf(stderr, "huecry: assertion failed: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}
