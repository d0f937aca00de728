// Receipts: one text for each receipt, one text for each leaf in it. None verifies: the accepted key signed only the
// known note of C2SP signed-note.
#include "protocol/log/receipt.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  static log::NoteKey const key =
      *log::parse_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  std::string_view const text = fuzz::text_of(data, size);
  Result<log::Receipt> const receipt = log::parse_receipt(text);
  if (!receipt) return 0;
  ++fuzz::accepted;
  fuzz::require(log::to_text(*receipt) == text);
  Result<log::Leaf> const leaf = log::parse_leaf(receipt->extra);
  if (leaf) fuzz::require(log::to_json(*leaf) == receipt->extra);
  fuzz::require(!log::check_receipt(*receipt, {.logs = {&key, 1}}));
  return 0;
}
