#include "protocol/envelope/jws.hpp"

#include "protocol/base/encoding.hpp"
#include "protocol/envelope/detail/assemble.hpp"
#include "protocol/envelope/detail/container.hpp"
#include "protocol/json/json.hpp"

namespace huecry::envelope {
namespace {

/// What no reader would take must not be signed.
Result<> check_own(std::string const& header, DocumentType type) {
  auto const read = read_header(header, type);
  if (!read) return read.error();
  return ok();
}

}

Result<SignedDocument> parse_container(std::string_view body, DocumentType expected, std::size_t bytes_max) {
  HUECRY_CHECK(detail::check_body(body, bytes_max));
  if (auto const parts = detail::scan_container(body)) {
    auto document = detail::Assembler::assemble(*parts, expected);
    // A value that is no base64url may also be no JSON string, which counts first: let the strict reader say.
    if (document || document.error().code != Errc::jws_base64) return document;
  }
  HUECRY_TRY(json::Json const container, detail::read_container(body));
  return detail::Assembler::assemble(detail::parts_of(container), expected);
}

Result<SignedDocument> parse_compact(std::string_view compact, DocumentType expected) {
  auto const parts = detail::split_compact(compact);
  if (!parts) return Error(Errc::jws_container, "a compact document has three parts");
  return detail::Assembler::assemble(*parts, expected);
}

Result<> verify_signature(SignedDocument const& document, crypto::PublicKey const& key) {
  crypto::Algorithm const algorithm = document.header().alg;
  bool const over_sha256 = algorithm == crypto::Algorithm::es256 || algorithm == crypto::Algorithm::ps256;
  if (over_sha256) return key.verify_digest(algorithm, document.signing_digest(), document.signature());
  return key.verify(algorithm, as_bytes(document.signing_input()), document.signature());
}

std::string to_container(std::string_view compact) {
  auto const parts = detail::split_compact(compact);
  HUECRY_ASSERT(parts.has_value());
  std::string body = R"({"payload":")";
  body.append(parts->payload_text).append(R"(","protected":")").append(parts->protected_text);
  body.append(R"(","signature":")").append(parts->signature_text).append(R"("})");
  return body;
}

Result<std::string> sign(SigningRequest const& request, crypto::Signer& signer) {
  ProtectedHeader const header{signer.algorithm(), request.type, request.iat.time_since_epoch().count(), request.x5t,
                               request.x5c};
  std::string const header_json = write_header(header);
  HUECRY_CHECK(check_own(header_json, request.type));
  std::string compact = base64url_encode(as_bytes(header_json));
  compact.append(".").append(base64url_encode(as_bytes(request.payload)));
  HUECRY_TRY(Bytes const signature, signer.sign(as_bytes(compact)));
  return compact.append(".").append(base64url_encode(signature));
}

}
