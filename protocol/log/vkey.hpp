#pragma once
// Keys of logs and witnesses and their text form `name+keyid+base64(type ‖ key)` (C2SP signed-note). Values; any
// thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/crypto/public_key.hpp"

namespace huecry::log {

enum class KeyType : std::uint8_t {
  ed25519 = 1,      // the log's own signature
  ecdsa = 2,        // a second one, by a key in hardware: ES256, the signature in DER
  cosignature = 4,  // a witness's, with its time (C2SP tlog-cosignature)
};

/// (name, id) finds the key for a signature line; only the key itself convinces, the id is four bytes.
struct NoteKey {
  std::string name;
  std::uint32_t id = 0;
  KeyType type = KeyType::ed25519;
  crypto::PublicKey key;
};

/// Not empty, UTF-8, at most 255 bytes, no Unicode space, no control character, no '+'.
[[nodiscard]] bool is_key_name(std::string_view name) noexcept;

/// Computes the id. Errors: Errc::key_unusable for a bad name or a key that does not fit the type.
[[nodiscard]] Result<NoteKey> make_note_key(std::string name, KeyType type, crypto::PublicKey key);

[[nodiscard]] std::string to_vkey(NoteKey const& key);
/// Errors: Errc::log_text_invalid, also for an id that is not that of the key; Errc::key_unusable.
[[nodiscard]] Result<NoteKey> parse_vkey(std::string_view text);

}
