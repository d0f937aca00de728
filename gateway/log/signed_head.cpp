#include "gateway/log/signed_head.hpp"

#include <algorithm>

#include "protocol/log/note.hpp"

namespace huecry::follow {

Result<SignedHead> open_head(std::string note, std::span<log::NoteKey const> keys) {
  HUECRY_TRY(log::Note const parsed, log::parse_note(note));
  HUECRY_TRY(auto const verified, log::verify_note(parsed, keys));
  HUECRY_TRY(log::Checkpoint checkpoint, log::parse_checkpoint(parsed.body));
  auto const own = std::ranges::find_if(verified, [&](log::Verified const& line) {
    log::NoteKey const& key = keys[line.key];
    return key.name == checkpoint.origin && key.type != log::KeyType::cosignature;
  });
  if (own == verified.end())
    return Error(Errc::log_signature_invalid, "checkpoint: no signature by the log " + checkpoint.origin);
  return SignedHead{std::move(note), keys[own->key].id, std::move(checkpoint)};
}

}
