#include "protocol/envelope/detail/assemble.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/crypto/hash.hpp"

namespace huecry::envelope::detail {
namespace {

Result<Bytes> decode(std::string_view text, std::string_view name) {
  auto bytes = base64url_decode(text);
  if (!bytes) return Error(Errc::jws_base64, std::string(name) + ": " + bytes.error().detail);
  return bytes;
}

std::string joined(Parts const& parts) {
  std::string compact;
  compact.reserve(parts.protected_text.size() + parts.payload_text.size() + parts.signature_text.size() + 2);
  compact.append(parts.protected_text).append(".").append(parts.payload_text).append(".").append(parts.signature_text);
  return compact;
}

}

Result<SignedDocument> Assembler::assemble(Parts const& parts, DocumentType expected) {
  HUECRY_TRY(Bytes const header, decode(parts.protected_text, "protected"));
  HUECRY_TRY(Bytes const payload, decode(parts.payload_text, "payload"));
  SignedDocument document;
  HUECRY_TRY(document.signature_, decode(parts.signature_text, "signature"));
  HUECRY_TRY(document.header_, read_header(as_text(header), expected));
  document.payload_ = as_text(payload);
  document.compact_ = joined(parts);
  document.signed_chars_ = parts.protected_text.size() + 1 + parts.payload_text.size();
  // One pass for both digests: the signing input is the beginning of the compact string.
  crypto::Sha256 hash;
  document.signing_digest_ = hash.update(document.signing_input()).peek();
  document.digest_ = hash.update(std::string_view(document.compact_).substr(document.signed_chars_)).finish();
  return document;
}

}
