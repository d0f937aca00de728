// vkeys, as a trust list names them: one text for each key.
#include "protocol/log/vkey.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  std::string_view const text = fuzz::text_of(data, size);
  Result<log::NoteKey> const key = log::parse_vkey(text);
  if (!key) return 0;
  ++fuzz::accepted;
  fuzz::require(log::to_vkey(*key) == text);
  return 0;
}
