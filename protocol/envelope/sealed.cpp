#include "protocol/envelope/sealed.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/base/message_limits.hpp"
#include "protocol/envelope/detail/container.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::envelope {
namespace {

using json::Json;

constexpr std::string_view k_alg = "ECDH-ES+A256KW";
constexpr std::string_view k_enc = "A256GCM";
constexpr std::string_view k_typ = "vnd.huecry.sealed+jwe";
constexpr std::string_view k_cty = "vnd.huecry.message+jws";

Error bad_form(std::string detail) { return Error(Errc::seal_form, std::move(detail)); }

template <class T>
Result<T> as_form(Result<T> result) {
  if (!result) return bad_form(std::move(result).error().detail);
  return result;
}

/// A member that is base64url for exactly as many bytes as the array has.
template <std::size_t N>
Result<> read_bytes(Json const& object, std::string_view name, std::array<std::uint8_t, N>& out) {
  HUECRY_TRY(std::string const text, as_form(json::member_string(object, name)));
  HUECRY_TRY(Bytes const bytes, as_form(base64url_decode(text)));
  if (bytes.size() != N) return bad_form(std::string(name) + ": must be " + std::to_string(N) + " bytes");
  std::ranges::copy(bytes, out.begin());
  return ok();
}

Result<> check_word(Json const& object, std::string_view name, std::string_view expected) {
  HUECRY_TRY(std::string const word, as_form(json::member_string(object, name)));
  if (word != expected) return bad_form(std::string(name) + ": must be " + std::string(expected));
  return ok();
}

std::string write_protected(std::string_view id) {
  std::string text = R"({"alg":")";
  text.append(k_alg).append(R"(","enc":")").append(k_enc).append(R"(","typ":")").append(k_typ);
  text.append(R"(","cty":")").append(k_cty).append(R"(","msg":)");
  json::append_quoted(text, id);
  return text + "}";
}

/// The name of the message.
Result<std::string> read_protected(std::string const& encoded) {
  HUECRY_TRY(Bytes const bytes, as_form(base64url_decode(encoded)));
  HUECRY_TRY(Json const header, as_form(json::read(as_text(bytes))));
  HUECRY_CHECK(as_form(json::check_members(header, {"alg", "enc", "typ", "cty", "msg"})));
  HUECRY_CHECK(check_word(header, "alg", k_alg));
  HUECRY_CHECK(check_word(header, "enc", k_enc));
  HUECRY_CHECK(check_word(header, "typ", k_typ));
  HUECRY_CHECK(check_word(header, "cty", k_cty));
  return as_form(json::member_string(header, "msg"));
}

Result<crypto::EcPoint> read_point(Json const& header) {
  HUECRY_TRY(Json const* const epk, as_form(json::member_object(header, "epk")));
  HUECRY_CHECK(as_form(json::check_members(*epk, {"kty", "crv", "x", "y"})));
  HUECRY_CHECK(check_word(*epk, "kty", "EC"));
  HUECRY_CHECK(check_word(*epk, "crv", "P-256"));
  crypto::EcPoint point;
  HUECRY_CHECK(read_bytes(*epk, "x", point.x));
  HUECRY_CHECK(read_bytes(*epk, "y", point.y));
  return point;
}

Result<SealedEntry> read_entry(Json const& recipient) {
  HUECRY_CHECK(as_form(json::check_members(recipient, {"header", "encrypted_key"})));
  HUECRY_TRY(Json const* const header, as_form(json::member_object(recipient, "header")));
  HUECRY_CHECK(as_form(json::check_members(*header, {"kid", "epk"})));
  SealedEntry entry;
  HUECRY_CHECK(read_bytes(*header, "kid", entry.kid.bytes));
  HUECRY_TRY(entry.key.ephemeral, read_point(*header));
  HUECRY_CHECK(read_bytes(recipient, "encrypted_key", entry.key.bytes));
  return entry;
}

Result<std::vector<SealedEntry>> read_entries(Json const& message) {
  HUECRY_TRY(Json const* const recipients, as_form(json::member_array(message, "recipients")));
  if (recipients->empty() || recipients->size() > limits::sealed_entries_max)
    return bad_form("recipients: 1 to " + std::to_string(limits::sealed_entries_max) + " entries");
  std::vector<SealedEntry> entries;
  entries.reserve(recipients->size());
  for (Json const& recipient : *recipients) {
    HUECRY_TRY(SealedEntry entry, read_entry(recipient));
    entries.push_back(entry);
  }
  std::vector<Digest> kids;
  kids.reserve(entries.size());
  for (SealedEntry const& entry : entries) kids.push_back(entry.kid);
  std::ranges::sort(kids);
  if (std::ranges::adjacent_find(kids) != kids.end()) return bad_form("recipients: two entries for one certificate");
  return entries;
}

std::string write_entry(SealedEntry const& entry) {
  auto const text = [](auto const& bytes) { return base64url_encode(ByteView(bytes)); };
  std::string out = R"({"header":{"kid":")" + to_base64url(entry.kid);
  out.append(R"(","epk":{"kty":"EC","crv":"P-256","x":")").append(text(entry.key.ephemeral.x));
  out.append(R"(","y":")").append(text(entry.key.ephemeral.y));
  return out.append(R"("}},"encrypted_key":")").append(text(entry.key.bytes)).append("\"}");
}

}

SealedEntry const* SealedMessage::entry(Digest const& kid) const noexcept {
  auto const found = std::ranges::find(entries_, kid, &SealedEntry::kid);
  return found == entries_.end() ? nullptr : &*found;
}

Result<SealedMessage> parse_sealed(std::string_view text) {
  HUECRY_CHECK(detail::check_body(text, limits::sealed_bytes_max));
  json::ReadOptions options;
  options.depth_max = limits::container_depth_max;
  HUECRY_TRY(Json const json, as_form(json::read(text, options)));
  HUECRY_CHECK(as_form(json::check_members(json, {"protected", "recipients", "iv", "ciphertext", "tag"})));
  SealedMessage message;
  HUECRY_TRY(message.protected_text_, as_form(json::member_string(json, "protected")));
  HUECRY_TRY(message.id_, read_protected(message.protected_text_));
  HUECRY_TRY(message.entries_, read_entries(json));
  HUECRY_CHECK(read_bytes(json, "iv", message.nonce_));
  HUECRY_TRY(std::string const ciphertext, as_form(json::member_string(json, "ciphertext")));
  HUECRY_TRY(Bytes const hidden, as_form(base64url_decode(ciphertext)));
  std::array<std::uint8_t, crypto::k_seal_tag_bytes> tag{};
  HUECRY_CHECK(read_bytes(json, "tag", tag));
  message.sealed_.assign(as_text(hidden)).append(as_text(tag));
  return message;
}

Result<std::string> seal_message(std::string_view inner, std::string_view id, std::span<SealFor const> recipients,
                                 Random& random) {
  HUECRY_ASSERT(!recipients.empty() && recipients.size() <= limits::sealed_entries_max);
  crypto::SealKey key;
  crypto::SealNonce nonce{};
  random.fill(key.bytes);
  random.fill(nonce);
  std::string const about = base64url_encode(as_bytes(write_protected(id)));
  std::string const sealed = crypto::seal(key, nonce, about, inner);
  std::string_view const hidden = std::string_view(sealed).substr(0, sealed.size() - crypto::k_seal_tag_bytes);
  std::string out = R"({"protected":")" + about + R"(","recipients":[)";
  for (SealFor const& recipient : recipients) {
    HUECRY_TRY(crypto::WrappedKey const wrapped, crypto::wrap_key(key, recipient.key));
    out.append(write_entry({recipient.kid, wrapped})).append(&recipient == &recipients.back() ? "]" : ",");
  }
  out.append(R"(,"iv":")").append(base64url_encode(nonce));
  out.append(R"(","ciphertext":")").append(base64url_encode(as_bytes(hidden)));
  out.append(R"(","tag":")").append(base64url_encode(as_bytes(sealed.substr(hidden.size())))).append("\"}");
  if (out.size() > limits::sealed_bytes_max)
    return Error(Errc::body_too_large, "sealed, the message has " + std::to_string(out.size()) + " bytes, at most " +
                                           std::to_string(limits::sealed_bytes_max) + ": attach what is long");
  return out;
}

Result<std::string> open_sealed(SealedMessage const& message, Digest const& kid, crypto::UnwrapKey const& key) {
  SealedEntry const* const entry = message.entry(kid);
  if (entry == nullptr) return Error(Errc::not_found, "the message is not sealed to this certificate");
  HUECRY_TRY(crypto::SealKey const unwrapped, key.unwrap(entry->key));
  return crypto::open(unwrapped, message.nonce_, message.protected_text_, message.sealed_);
}

}
