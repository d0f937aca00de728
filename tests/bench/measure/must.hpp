#pragma once
// A bench that cannot measure says why and ends: a number from half a set-up would be worse than none.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "protocol/base/result.hpp"

namespace huecry::bench {

[[noreturn]] inline void give_up(std::string const& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

inline void require(bool holds, std::string const& what) {
  if (!holds) give_up(what);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().detail);
  return *std::move(result);
}

inline void must(Result<> const& result) {
  if (!result) give_up(result.error().detail);
}

}
