#include "protocol/log/note_signer.hpp"

#include <utility>

#include "protocol/base/assert.hpp"
#include "protocol/log/detail/ecdsa_der.hpp"

namespace huecry::log {

Result<NoteSigner> NoteSigner::make(std::string name, std::shared_ptr<crypto::Signer> signer) {
  KeyType const type = signer->algorithm() == crypto::Algorithm::eddsa ? KeyType::ed25519 : KeyType::ecdsa;
  HUECRY_TRY(NoteKey key, make_note_key(std::move(name), type, signer->public_key()));
  return NoteSigner(std::move(key), std::move(signer));
}

Result<NoteLine> NoteSigner::sign(std::string_view body) const {
  HUECRY_TRY(Bytes signature, signer_->sign(as_bytes(body)));
  if (key_.type == KeyType::ecdsa) signature = detail::to_der(signature);
  return NoteLine{key_.name, key_.id, std::move(signature)};
}

Result<Cosigner> Cosigner::make(std::string name, std::shared_ptr<crypto::Signer> signer) {
  HUECRY_TRY(NoteKey key, make_note_key(std::move(name), KeyType::cosignature, signer->public_key()));
  return Cosigner(std::move(key), std::move(signer));
}

Result<NoteLine> Cosigner::cosign(std::string_view body, UnixSeconds now) const {
  auto const seconds = now.time_since_epoch().count();
  HUECRY_ASSERT(seconds >= 0);
  HUECRY_TRY(Bytes const signature, signer_->sign(as_bytes(cosigned_text(body, now))));
  Bytes field(sizeof(std::uint64_t));
  for (std::size_t i = 0; i < field.size(); ++i) field[i] = static_cast<std::uint8_t>(seconds >> (56 - 8 * i));
  field.insert(field.end(), signature.begin(), signature.end());
  return NoteLine{key_.name, key_.id, std::move(field)};
}

Result<std::string> sign_note(std::string_view body, NoteSigner const& signer) {
  HUECRY_TRY(NoteLine line, signer.sign(body));
  return to_text(Note{std::string(body), {std::move(line)}});
}

}
