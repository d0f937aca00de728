#pragma once
// A value in three states, which police data must never fold into two: nobody said (absent), the source says that it
// does not know (unknown), and known. Pure value; any thread.

#include <optional>
#include <utility>

#include "protocol/base/assert.hpp"

namespace huecry::documents {

template <class T>
class Known {
 public:
  Known() = default;                                                  // absent
  Known(T value) : state_(State::known), value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] static Known absent() { return Known(); }
  [[nodiscard]] static Known unknown() {
    Known result;
    result.state_ = State::unknown;
    return result;
  }

  [[nodiscard]] bool is_absent() const noexcept { return state_ == State::absent; }
  [[nodiscard]] bool is_unknown() const noexcept { return state_ == State::unknown; }
  [[nodiscard]] bool is_known() const noexcept { return state_ == State::known; }

  /// REQUIRES: is_known().
  [[nodiscard]] T const& value() const {
    HUECRY_ASSERT(is_known());
    return *value_;
  }

  friend bool operator==(Known const&, Known const&) = default;

 private:
  enum class State { absent, unknown, known };
  State state_ = State::absent;
  std::optional<T> value_;
};

}
