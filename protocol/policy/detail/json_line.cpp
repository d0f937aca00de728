#include "protocol/policy/detail/json_line.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/json/write.hpp"

namespace huecry::policy::detail {

void JsonLine::put_quoted(std::string_view text) {
  std::string quoted;
  json::append_quoted(quoted, text);
  put(quoted);
}

void JsonLine::put_number(std::int64_t number) {
  constexpr std::size_t digits_max = 20;
  make_room(digits_max);
  char* const begin = text_.data() + size_;
  size_ += static_cast<std::size_t>(std::to_chars(begin, begin + digits_max, number).ptr - begin);
}

void JsonLine::put_bytes(std::span<std::uint8_t const, 32> bytes) {
  constexpr std::size_t characters = 45;
  make_room(characters);
  char* const begin = text_.data() + size_;
  *begin = '"';
  *base64url_encode(begin + 1, bytes) = '"';
  size_ += characters;
}

std::string JsonLine::take() && {
  text_.resize(size_);
  return std::move(text_);
}

void JsonLine::grow(std::size_t bytes) { text_.resize(text_.size() * 2 + bytes); }

}
