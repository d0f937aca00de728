#include "gateway/log/signed_head.hpp"

#include "protocol/log/origin.hpp"

namespace huecry::follow {

Result<SignedHead> open_head(std::string note, std::span<log::NoteKey const> keys) {
  HUECRY_TRY(log::Note const parsed, log::parse_note(note));
  HUECRY_TRY(log::Checkpoint checkpoint, log::parse_checkpoint(parsed.body));
  HUECRY_TRY(log::NoteKey const* const key, log::verify_origin(parsed, checkpoint.origin, keys));
  return SignedHead{std::move(note), key->id, std::move(checkpoint)};
}

}
