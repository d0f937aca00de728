#pragma once
// A set-up that cannot be made ends whatever needs it, a test or a measurement, and says why.

#include <stdexcept>
#include <string>
#include <utility>

#include "protocol/base/result.hpp"

namespace huecry::test {

inline void require(bool holds, std::string const& what) {
  if (!holds) throw std::runtime_error(what);
}

template <class T>
T must(Result<T> result) {
  require(static_cast<bool>(result), result ? std::string() : result.error().detail);
  return *std::move(result);
}

inline void must(Result<> const& result) { require(static_cast<bool>(result), result ? "" : result.error().detail); }

}
