#pragma once
// JSON text that is built by appending, for the path that every document takes: each piece is copied in place, with one
// look at the room that is left. Not a writer of values: whoever appends minds commas and brackets. One thread.

#include <charconv>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "protocol/base/country.hpp"

namespace huecry::policy::detail {

class JsonLine {
 public:
  /// As it is.
  void put(std::string_view piece) {
    make_room(piece.size());
    std::memcpy(text_.data() + size_, piece.data(), piece.size());
    size_ += piece.size();
  }
  /// As a string with its quotes.
  void put_quoted(std::string_view text);
  void put_number(std::int64_t number);
  /// The quoted base64url of 32 bytes: a digest, or a packed set.
  void put_bytes(std::span<std::uint8_t const, 32> bytes);
  void put_set(CountrySet const& countries) { put_bytes(countries.pack()); }
  /// Ends a list whose last entry has a comma behind it.
  void close(char bracket) { text_[size_ - 1] = bracket; }

  [[nodiscard]] std::string take() &&;

 private:
  void make_room(std::size_t bytes) {
    if (text_.size() - size_ < bytes) grow(bytes);
  }
  void grow(std::size_t bytes);

  std::string text_ = std::string(k_first_bytes, '\0');
  std::size_t size_ = 0;
  static constexpr std::size_t k_first_bytes = 1024;
};

}
