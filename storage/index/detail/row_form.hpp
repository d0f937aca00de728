#pragma once
// How every row of the index begins, and a moment in it.

#include <string>

#include "protocol/base/codec.hpp"
#include "storage/index/rows.hpp"

namespace huecry::index::detail {

inline constexpr std::uint8_t k_row_form = 1;  // first byte of every value

[[nodiscard]] inline std::string begin_row() { return {static_cast<char>(k_row_form)}; }

[[nodiscard]] inline Decoder open_row(std::string_view value) {
  Decoder in(value);
  in.expect(in.number<std::uint8_t>() == k_row_form);
  return in;
}

inline void encode_moment(Encoder& out, Moment const& moment) {
  out.number(moment.position);
  out.time(moment.time);
}

[[nodiscard]] inline Moment decode_moment(Decoder& in) {
  auto const position = in.number<journal::Position>();
  return {position, in.time()};
}

}
