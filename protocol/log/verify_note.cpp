#include <algorithm>
#include <limits>
#include <utility>

#include "protocol/log/detail/ecdsa_der.hpp"
#include "protocol/log/note.hpp"
#include "protocol/log/origin.hpp"

namespace huecry::log {
namespace {

constexpr std::size_t k_time_bytes = 8;
constexpr std::size_t k_p256_part_bytes = 32;
constexpr std::uint64_t k_time_max = std::numeric_limits<std::int64_t>::max();  // C2SP tlog-cosignature

Error bad(std::string const& what) { return Error(Errc::log_signature_invalid, "note: " + what); }

Result<> verify_ecdsa(crypto::PublicKey const& key, std::string_view body, ByteView der) {
  auto const raw = detail::from_der(der, k_p256_part_bytes);
  if (!raw) return bad("signature is not DER");
  return key.verify(crypto::Algorithm::es256, as_bytes(body), *raw);
}

Result<UnixSeconds> verify_cosignature(crypto::PublicKey const& key, std::string_view body, ByteView field) {
  if (field.size() < k_time_bytes) return bad("cosignature without time");
  std::uint64_t seconds = 0;
  for (std::uint8_t byte : field.first(k_time_bytes)) seconds = seconds << 8 | byte;
  if (seconds > k_time_max) return bad("time of cosignature out of range");
  UnixSeconds const time{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
  std::string const text = cosigned_text(body, time);
  HUECRY_CHECK(key.verify(crypto::Algorithm::eddsa, as_bytes(text), field.subspan(k_time_bytes)));
  return time;
}

Result<std::optional<UnixSeconds>> verify_line(NoteKey const& key, std::string_view body, ByteView signature) {
  if (key.type == KeyType::cosignature) {
    HUECRY_TRY(UnixSeconds time, verify_cosignature(key.key, body, signature));
    return std::optional(time);
  }
  if (key.type == KeyType::ecdsa) {
    HUECRY_CHECK(verify_ecdsa(key.key, body, signature));
  } else {
    HUECRY_CHECK(key.key.verify(crypto::Algorithm::eddsa, as_bytes(body), signature));
  }
  return std::optional<UnixSeconds>();
}

}

Result<std::vector<Verified>> verify_note(Note const& note, std::span<NoteKey const> keys) {
  std::vector<Verified> verified;
  for (std::size_t i = 0; i < note.lines.size(); ++i) {
    NoteLine const& line = note.lines[i];
    auto const key = std::ranges::find_if(keys, [&line](NoteKey const& each) { return claims(line, each); });
    if (key == keys.end()) continue;
    auto const time = verify_line(*key, note.body, line.signature);
    if (!time) return bad("the signature of " + line.name + " fails");
    auto const place = static_cast<std::size_t>(key - keys.begin());
    // A second good line by the same key says nothing new, and must not count twice.
    if (std::ranges::find(verified, place, &Verified::key) == verified.end()) verified.push_back({place, i, *time});
  }
  if (verified.empty()) return bad("no signature by a known key");
  return verified;
}

std::string cosigned_text(std::string_view body, UnixSeconds time) {
  std::string text = "cosignature/v1\ntime " + std::to_string(time.time_since_epoch().count()) + '\n';
  return text.append(body);
}

}
