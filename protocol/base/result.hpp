#pragma once
// Result<T>: a value or an Error. Close to std::expected, which GCC 12 lacks (docs/adr/0002).
//
// Expected failure is a value; an exception is a bug or exhaustion and ends in one catch at the edge.
// A denial of release is not an error: it is a decision.

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/base/assert.hpp"
#include "protocol/base/errc.hpp"

namespace huecry {

/// One fault in a submitted document: where (JSON pointer, RFC 6901) and what, in words for the sender.
struct FieldFault {
  std::string pointer;
  std::string message;
  friend bool operator==(FieldFault const&, FieldFault const&) = default;
};

/// detail reaches the peer only where the code's row in the error table says so (error_table.hpp); otherwise only our
/// log.
struct Error {
  Errc code = Errc::internal;
  std::string detail;
  std::vector<FieldFault> faults;

  Error() = default;
  // A constructor on purpose: GCC 12 destroys aggregate temporaries twice inside co_await (docs/adr/0010).
  explicit Error(Errc c, std::string d = {}, std::vector<FieldFault> f = {})
      : code(c), detail(std::move(d)), faults(std::move(f)) {}

  /// Prefixes detail with where it happened: "trust list: next_update is in the past".
  [[nodiscard]] Error&& with_context(std::string_view where) && {
    detail.insert(0, std::string(where) + ": ");
    return std::move(*this);
  }
};

/// Default-constructed: Errc::internal "never set", because co_spawn wants default-constructible results.
template <class T = std::monostate>
class [[nodiscard]] Result {
 public:
  Result() : state_(Error(Errc::internal, "result was never set")) {}
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const noexcept { return state_.index() == 0; }

  T& operator*() & { return checked_value(); }
  T const& operator*() const& { return const_cast<Result*>(this)->checked_value(); }
  T&& operator*() && { return std::move(checked_value()); }
  T* operator->() { return &checked_value(); }
  T const* operator->() const { return &const_cast<Result*>(this)->checked_value(); }

  Error const& error() const& { return const_cast<Result*>(this)->checked_error(); }
  Error&& error() && { return std::move(checked_error()); }

 private:
  T& checked_value() {
    HUECRY_ASSERT(state_.index() == 0);
    return *std::get_if<0>(&state_);
  }
  Error& checked_error() {
    HUECRY_ASSERT(state_.index() == 1);
    return *std::get_if<1>(&state_);
  }

  std::variant<T, Error> state_;
};

/// Success without a value: `return ok();`
[[nodiscard]] inline Result<> ok() { return Result<>(std::monostate{}); }

}

#define HUECRY_CAT_(a, b) a##b
#define HUECRY_CAT(a, b) HUECRY_CAT_(a, b)
#define HUECRY_TRY_(tmp, declaration, leave, ...) \
  auto tmp = __VA_ARGS__;                         \
  if (!tmp) leave std::move(tmp).error();         \
  declaration = *std::move(tmp)
#define HUECRY_CHECK_(tmp, leave, ...) \
  if (auto tmp = __VA_ARGS__; !tmp) leave std::move(tmp).error()

/// HUECRY_TRY(Bytes bytes, decode(text)); returns the error, or declares the value. One per line; statements, not
/// expressions.
#define HUECRY_TRY(declaration, ...) HUECRY_TRY_(HUECRY_CAT(huecry_r_, __LINE__), declaration, return, __VA_ARGS__)
#define HUECRY_CO_TRY(declaration, ...) \
  HUECRY_TRY_(HUECRY_CAT(huecry_r_, __LINE__), declaration, co_return, __VA_ARGS__)
/// The same for a Result whose value does not matter.
#define HUECRY_CHECK(...) HUECRY_CHECK_(HUECRY_CAT(huecry_r_, __LINE__), return, __VA_ARGS__)
#define HUECRY_CO_CHECK(...) HUECRY_CHECK_(HUECRY_CAT(huecry_r_, __LINE__), co_return, __VA_ARGS__)
