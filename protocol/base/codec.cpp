#include "protocol/base/codec.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace huecry {

void Encoder::set(CountrySet const& value) {
  auto const packed = value.pack();
  out_ += as_text(packed);
}

void Encoder::text(std::string_view value) {
  number(static_cast<std::uint32_t>(value.size()));
  out_ += value;
}

void Encoder::word(std::string_view value) {
  HUECRY_ASSERT(value.size() <= 0xff);
  number(static_cast<std::uint8_t>(value.size()));
  out_ += value;
}

std::string_view Decoder::take(std::size_t bytes) {
  expect(bytes <= rest_.size());
  if (failed_) return {};
  std::string_view const taken = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return taken;
}

CountryCode Decoder::country() {
  auto const found = CountryCode::from_slot(number<std::uint8_t>());
  expect(found.has_value());
  return found.value_or(CountryCode());
}

CountryCode Decoder::letters() {
  auto const found = CountryCode::parse(take(2));
  expect(static_cast<bool>(found));
  return found ? *found : CountryCode();
}

CountrySet Decoder::set() {
  CountrySet::Packed packed{};
  std::ranges::copy(as_bytes(take(packed.size())), packed.begin());
  return CountrySet::unpack(packed);
}

Digest Decoder::digest() {
  Digest value;
  std::ranges::copy(as_bytes(take(value.bytes.size())), value.bytes.begin());
  return value;
}

Result<> Decoder::finish(std::string_view what) const {
  if (failed_) return Error(Errc::corrupt, std::string(what) + ": impossible or missing bytes");
  if (!rest_.empty()) return Error(Errc::corrupt, std::string(what) + ": bytes left over");
  return ok();
}

}
