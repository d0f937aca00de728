// Signed notes: one text for each note, and a body that is a checkpoint writes as it was read. The known key is that of
// C2SP signed-note.
#include "protocol/log/checkpoint.hpp"
#include "protocol/log/note.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace huecry;
  static log::NoteKey const key =
      *log::parse_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  std::string_view const text = fuzz::text_of(data, size);
  Result<log::Note> const note = log::parse_note(text);
  if (!note) return 0;
  ++fuzz::accepted;
  fuzz::require(log::to_text(*note) == text);
  Result<log::Checkpoint> const checkpoint = log::parse_checkpoint(note->body);
  if (checkpoint) fuzz::require(log::to_body(*checkpoint) == note->body);
  // Nobody here has the private key: only the one known body can verify.
  if (log::verify_note(*note, {&key, 1})) fuzz::require(note->body == "This is an example message.\n");
  return 0;
}
