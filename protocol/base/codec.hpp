#pragma once
// Writing and reading the binary forms of what is stored: numbers big-endian, so that keys sort by them; texts with
// their length before them. A Decoder that meets an impossible byte fails for good and returns zeros from then on, so
// that one test at the end is enough. Pure; any thread. A Decoder's views live as long as the bytes that it reads.

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"

namespace huecry {

template <std::unsigned_integral T>
void append_be(std::string& out, T value) {
  std::array<char, sizeof(T)> bytes;
  for (std::size_t at = sizeof(T); at != 0; value = static_cast<T>(std::uint64_t{value} >> 8))
    bytes[--at] = static_cast<char>(static_cast<std::uint8_t>(value));
  out.append(bytes.data(), bytes.size());
}

/// REQUIRES at least sizeof(T) bytes in `bytes`.
template <std::unsigned_integral T>
[[nodiscard]] T read_be(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return static_cast<T>(value);
}

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  template <std::unsigned_integral T>
  void number(T value) {
    append_be(out_, value);
  }
  template <class E>
  void code(E value) {
    number(static_cast<std::uint8_t>(value));
  }
  void time(UnixMillis value) { number(static_cast<std::uint64_t>(value.time_since_epoch().count())); }
  void seconds(UnixSeconds value) { number(static_cast<std::uint64_t>(value.time_since_epoch().count())); }
  void day(std::chrono::sys_days value) { number(static_cast<std::uint32_t>(value.time_since_epoch().count())); }
  void country(CountryCode value) { number(value.slot()); }
  void set(CountrySet const& value);
  void digest(Digest const& value) { out_ += as_text(value.view()); }
  void text(std::string_view value);
  /// One byte of length. REQUIRES at most 255 bytes.
  void word(std::string_view value);
  void letters(CountryCode value) { out_ += value.text(); }

 private:
  std::string& out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  template <std::unsigned_integral T>
  T number() {
    std::string_view const bytes = take(sizeof(T));
    return bytes.empty() ? T{0} : read_be<T>(bytes);
  }
  /// A code 0 … last.
  template <class E>
  E code(E last) {
    auto const value = number<std::uint8_t>();
    bool const known = value <= static_cast<std::uint8_t>(last);
    expect(known);
    return known ? static_cast<E>(value) : E{};
  }
  UnixMillis time() {
    return UnixMillis(std::chrono::milliseconds(static_cast<std::int64_t>(number<std::uint64_t>())));
  }
  UnixSeconds seconds() {
    return UnixSeconds(std::chrono::seconds(static_cast<std::int64_t>(number<std::uint64_t>())));
  }
  std::chrono::sys_days day() {
    return std::chrono::sys_days(std::chrono::days(static_cast<std::int32_t>(number<std::uint32_t>())));
  }
  CountryCode country();
  CountrySet set();
  Digest digest();
  std::string_view text() { return take(number<std::uint32_t>()); }
  std::string_view word() { return take(number<std::uint8_t>()); }
  CountryCode letters();

  void expect(bool holds) { failed_ = failed_ || !holds; }
  [[nodiscard]] bool failed() const { return failed_; }
  /// Everything was read and was possible. Errors: Errc::corrupt, detail begins with `what`.
  [[nodiscard]] Result<> finish(std::string_view what) const;

 private:
  std::string_view take(std::size_t bytes);  // empty after a failure

  std::string_view rest_;
  bool failed_ = false;
};

}
