#include "protocol/log/vkey.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "protocol/base/encoding.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/log/detail/text.hpp"

namespace huecry::log {
namespace {

constexpr std::size_t k_id_bytes = 4;
constexpr std::size_t k_id_chars = 2 * k_id_bytes;

// Unicode's White_Space above ASCII, in UTF-8: the set that Go's reader of notes refuses.
constexpr std::array<std::string_view, 19> k_wide_spaces{
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

Error bad_text(char const* what) { return Error(Errc::log_text_invalid, std::string("vkey: ") + what); }

bool fits(KeyType type, crypto::Algorithm algorithm) {
  // Verifiers of the ECDSA type hash with SHA-256 whatever the curve, so P-384 would be its own dialect.
  return algorithm == (type == KeyType::ecdsa ? crypto::Algorithm::es256 : crypto::Algorithm::eddsa);
}

/// The key as vkeys and key ids write it. REQUIRES: it fits the type.
Bytes encoded(KeyType type, crypto::PublicKey const& key) {
  return type == KeyType::ecdsa ? key.spki() : *key.ed25519();
}

std::uint32_t key_id(std::string_view name, KeyType type, ByteView key) {
  crypto::Sha256 hasher;
  // The ECDSA type is older than the scheme of the others and hashes the key alone.
  if (type != KeyType::ecdsa) {
    std::array<std::uint8_t, 2> const separator{'\n', static_cast<std::uint8_t>(type)};
    hasher.update(name).update(separator);
  }
  Digest const digest = hasher.update(key).finish();
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < k_id_bytes; ++i) id = id << 8 | digest.bytes[i];
  return id;
}

std::string id_text(std::uint32_t id) {
  std::array<std::uint8_t, k_id_bytes> bytes{};
  for (std::size_t i = bytes.size(); i-- > 0; id >>= 8) bytes[i] = static_cast<std::uint8_t>(id);
  return hex_encode(bytes);
}

std::optional<KeyType> key_type_from(std::uint8_t byte) {
  for (KeyType type : {KeyType::ed25519, KeyType::ecdsa, KeyType::cosignature}) {
    if (static_cast<std::uint8_t>(type) == byte) return type;
  }
  return std::nullopt;
}

}

bool is_key_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > limits::note_name_bytes_max || !detail::is_note_text(name)) return false;
  if (name.find_first_of(" \n+") != std::string_view::npos) return false;
  return std::ranges::none_of(k_wide_spaces,
                              [name](std::string_view space) { return name.find(space) != std::string_view::npos; });
}

Result<NoteKey> make_note_key(std::string name, KeyType type, crypto::PublicKey key) {
  if (!is_key_name(name)) return Error(Errc::key_unusable, "note key: bad name");
  if (!fits(type, key.algorithm())) return Error(Errc::key_unusable, "note key: algorithm does not fit the type");
  std::uint32_t const id = key_id(name, type, encoded(type, key));
  return NoteKey{std::move(name), id, type, std::move(key)};
}

std::string to_vkey(NoteKey const& key) {
  Bytes bytes = encoded(key.type, key.key);
  bytes.insert(bytes.begin(), static_cast<std::uint8_t>(key.type));
  return key.name + '+' + id_text(key.id) + '+' + base64_encode(bytes);
}

Result<NoteKey> parse_vkey(std::string_view text) {
  std::size_t const name_end = text.find('+');
  if (name_end == std::string_view::npos || text.size() < name_end + k_id_chars + 2) return bad_text("not name+id+key");
  std::string_view const name = text.substr(0, name_end);
  if (!is_key_name(name)) return bad_text("bad name");

  auto const bytes = base64_decode(text.substr(name_end + k_id_chars + 2));
  if (!bytes || bytes->empty()) return bad_text("key is not base64");
  auto const type = key_type_from(bytes->front());
  if (!type) return bad_text("unknown type");
  ByteView const encoded_key = ByteView(*bytes).subspan(1);
  auto const read = [&] {
    return type == KeyType::ecdsa ? crypto::PublicKey::from_spki(encoded_key)
                                  : crypto::PublicKey::from_ed25519(encoded_key);
  };
  HUECRY_TRY(crypto::PublicKey key, read());
  HUECRY_TRY(NoteKey note_key, make_note_key(std::string(name), *type, std::move(key)));
  // Catches a wrong id and every other spelling at once.
  if (to_vkey(note_key) != text) return bad_text("id is not that of the key");
  return note_key;
}

}
