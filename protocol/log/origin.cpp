#include "protocol/log/origin.hpp"

#include <algorithm>

namespace huecry::log {

Result<NoteKey const*> verify_origin(Note const& note, std::string_view origin, std::span<NoteKey const> keys) {
  HUECRY_TRY(auto const verified, verify_note(note, keys));
  auto const own = std::ranges::find_if(verified, [&](Verified const& line) {
    NoteKey const& key = keys[line.key];
    return key.name == origin && key.type != KeyType::cosignature;
  });
  if (own != verified.end()) return &keys[own->key];
  return Error(Errc::log_signature_invalid, "no signature by the checkpoint's own log, " + std::string(origin));
}

}
