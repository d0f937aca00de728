#include "protocol/base/error_table.hpp"

#include <algorithm>
#include <array>

#include "protocol/base/assert.hpp"

namespace huecry {
namespace {

using enum Resolver;
constexpr bool again = true;
constexpr bool final_ = false;
constexpr bool shown = true;
constexpr bool hidden = false;

// clang-format off
constexpr ErrorRow k_rows[] = {
  {Errc::internal, "internal", 500, again, operator_, hidden, "The hub failed on its own account.", "Retry later; quote the correlation id to the operator."},
  {Errc::request_malformed, "request-malformed", 400, final_, sender, shown, "The request is not well-formed HTTP for this hub.", "Correct the request."},
  {Errc::encoding_invalid, "encoding-invalid", 400, final_, sender, shown, "A base64 or hexadecimal value is not exact.", "Encode without line breaks and with zero trailing bits."},
  {Errc::json_invalid, "json-invalid", 400, final_, sender, shown, "The text is not strict JSON.", "Send one JSON value: unique keys, valid UTF-8, no BOM."},
  {Errc::route_unknown, "route-unknown", 404, final_, sender, hidden, "There is no such resource.", "See /v1/openapi.json for the resources of this hub."},
  {Errc::method_not_allowed, "method-not-allowed", 405, final_, sender, hidden, "The resource does not take this method.", "Use a method from the Allow header."},
  {Errc::media_type, "media-type", 415, final_, sender, shown, "The resource does not take this media type.", "Send the media type that /v1/openapi.json names."},
  {Errc::parameter_invalid, "parameter-invalid", 400, final_, sender, shown, "A query parameter is unknown or has no valid value.", "Correct the parameter that the detail names."},
  {Errc::body_required, "body-required", 411, final_, sender, hidden, "The request needs a body of stated length.", "Send Content-Length and the body."},
  {Errc::body_too_large, "body-too-large", 413, final_, sender, shown, "The body is larger than the resource takes.", "Send a smaller body; see the limits in docs/protocol.md."},
  {Errc::body_encoding, "body-encoding", 400, final_, sender, shown, "The body is not plain UTF-8.", "Send UTF-8 without BOM and without NUL bytes."},
  {Errc::header_too_large, "header-too-large", 431, final_, sender, hidden, "The request header is too large.", "Send a smaller header."},
  {Errc::batch_too_large, "batch-too-large", 413, final_, sender, shown, "The batch has too many documents.", "Split the batch."},
  {Errc::peer_unauthenticated, "peer-unauthenticated", 401, final_, bureau, hidden, "The connection's certificate is not that of a known member.", "Compare the TLS certificate with the trust list; ask the general secretariat."},
  {Errc::peer_suspended, "peer-suspended", 403, final_, secretariat, hidden, "This member is suspended.", "Contact the general secretariat."},
  {Errc::role_required, "role-required", 403, final_, secretariat, shown, "The resource is for another role.", "Use the certificate of an identity that has the role."},
  {Errc::jws_container, "jws-container", 400, final_, sender, shown, "The body is not a signed document.", "Send a JSON object with exactly payload, protected and signature."},
  {Errc::jws_base64, "jws-base64", 400, final_, sender, shown, "A part of the signed document is not strict base64url.", "Encode without padding, line breaks or non-zero trailing bits."},
  {Errc::jws_header, "jws-header", 400, final_, sender, shown, "The protected header is not of the closed set.", "Send alg, typ, cty, iat, x5t#S256 and at most x5c."},
  {Errc::jws_type, "jws-type", 400, final_, sender, shown, "The document's type is not the one this resource takes.", "Set typ and cty to the resource's document type."},
  {Errc::signer_unknown, "signer-unknown", 403, final_, secretariat, hidden, "The signing certificate is not registered.", "Have the certificate entered in the trust list."},
  {Errc::signer_algorithm, "signer-algorithm", 403, final_, sender, hidden, "The algorithm is not the one registered for this certificate.", "Sign with the registered algorithm."},
  {Errc::signer_purpose, "signer-purpose", 403, final_, sender, hidden, "The certificate is not registered for this type of document.", "Sign with the certificate of the right purpose."},
  {Errc::signer_bureau, "signer-bureau", 403, final_, sender, hidden, "The signer is not the member that holds this connection.", "Submit over the signer's own connection."},
  {Errc::signer_untrusted, "signer-untrusted", 403, final_, bureau, hidden, "The signing certificate's chain does not hold.", "Renew the certificate or publish a fresh revocation list."},
  {Errc::signer_revoked, "signer-revoked", 403, final_, bureau, hidden, "The signing certificate is revoked.", "Sign with a certificate that is in force."},
  {Errc::iat_window, "iat-window", 400, final_, sender, shown, "The time of signing is outside the window.", "Check the signer's clock; sign again."},
  {Errc::signature_invalid, "signature-invalid", 400, final_, sender, hidden, "The signature does not fit document and key.", "Sign protected.payload exactly as sent."},
  {Errc::payload_json, "payload-json", 400, final_, sender, shown, "The payload is not strict JSON.", "Send one JSON object: unique keys, integers within 2^53, depth at most 16."},
  {Errc::payload_schema, "payload-schema", 422, final_, sender, shown, "The payload does not fit its schema.", "Correct every field that errors names."},
  {Errc::payload_issuer, "payload-issuer", 403, final_, sender, shown, "The payload names another issuer than its signer.", "Set iss to the signer's own country code."},
  {Errc::payload_rule, "payload-rule", 422, final_, sender, shown, "The payload breaks a rule of its kind.", "Correct every field that errors names."},
  {Errc::id_conflict, "id-conflict", 409, final_, sender, shown, "Another document already has this issuer, id and version.", "Use a new id, or the next version or seq."},
  {Errc::version_conflict, "version-conflict", 409, final_, sender, shown, "The version does not follow the one in force.", "Fetch what is in force; send the version or number after it."},
  {Errc::state_conflict, "state-conflict", 409, final_, sender, shown, "The document's state does not allow this.", "The detail says what stands in the way; status or policy show where it stands."},
  {Errc::not_found, "not-found", 404, final_, sender, hidden, "There is no such item for you.", "Check name, version and kind; what you may not see looks the same."},
  {Errc::erased, "erased", 410, final_, sender, shown, "Its content was destroyed: it need not be kept any more.", "What stays: huecry notice history shows its steps, receipts prove them."},
  {Errc::certificate_profile, "certificate-profile", 400, final_, bureau, shown, "The certificate does not fit its profile.", "Issue a certificate that follows the profile in docs/protocol.md."},
  {Errc::certificate_chain, "certificate-chain", 400, final_, bureau, shown, "The certificate's chain does not verify.", "Send a chain that ends at the country's registered root."},
  {Errc::trust_list_invalid, "trust-list-invalid", 400, final_, secretariat, shown, "The trust list is not valid.", "Correct and sign the trust list again."},
  {Errc::trust_list_rollback, "trust-list-rollback", 409, final_, secretariat, shown, "The trust list is not newer than the one in force.", "Raise seq and sign again."},
  {Errc::crl_invalid, "crl-invalid", 400, final_, bureau, shown, "The revocation list is not acceptable.", "Issue a revocation list with a higher number and a fresh nextUpdate."},
  {Errc::crl_stale, "crl-stale", 403, again, bureau, hidden, "The country's revocation list is out of date.", "Publish a fresh revocation list."},
  {Errc::key_unusable, "key-unusable", 500, final_, operator_, hidden, "A private key cannot be used.", "Check file mode, PIN source and token."},
  {Errc::busy, "busy", 503, again, nobody, hidden, "The hub is at its limit.", "Retry after the stated time."},
  {Errc::rate_limited, "rate-limited", 429, again, sender, hidden, "This member sends faster than its quota.", "Slow down; retry after the stated time."},
  {Errc::connections_exhausted, "connections-exhausted", 503, again, sender, hidden, "This member has too many connections.", "Reuse connections; close idle ones."},
  {Errc::draining, "draining", 503, again, nobody, hidden, "The hub is about to stop.", "Reconnect after the stated time."},
  {Errc::storage_unavailable, "storage-unavailable", 503, again, operator_, hidden, "The hub cannot write at the moment; nothing was acknowledged.", "Send the same document again later: if it did reach the disk, the answer is its first receipt."},
  {Errc::clock_untrusted, "clock-untrusted", 503, again, operator_, hidden, "The hub's clock is not trusted.", "Retry later with the same document."},
  {Errc::time_unproven, "time-unproven", 503, again, operator_, hidden, "No time-stamp authority has confirmed the log's time for too long; nothing is accepted meanwhile.", "Send the same document again later; reading goes on."},
  {Errc::timeout, "timeout", 408, again, nobody, hidden, "It took too long.", "Retry with the same document."},
  {Errc::corrupt, "corrupt", 500, final_, operator_, hidden, "A stored record is damaged.", "Quote the correlation id to the operator."},
  {Errc::io, "io", 500, again, operator_, hidden, "Reading or writing failed.", "Retry later; quote the correlation id to the operator."},
  {Errc::config_invalid, "config-invalid", 500, final_, operator_, shown, "The configuration is not valid.", "Correct the entry that the detail names."},
  {Errc::transport, "transport", 502, again, nobody, shown, "The connection failed.", "Check the hub's name and port, and the network on the way to it."},
  {Errc::not_verified, "not-verified", 502, final_, operator_, shown, "What the hub delivered does not verify.", "Do not act on it; tell the hub's operator and the general secretariat what it was."},
  {Errc::log_inconsistent, "log-inconsistent", 500, final_, operator_, hidden, "The log does not fit its last checkpoint.", "Stop; keep the disk as it is; call the operator."},
  {Errc::log_rewound, "log-rewound", 500, final_, operator_, hidden, "The store is older than what was signed.", "Put back the newest copy of the store; without one, read docs/operations.md, \"When an older store was put back\"."},
  {Errc::log_text_invalid, "log-text-invalid", 400, final_, sender, shown, "The checkpoint, receipt, leaf or proof text is not well-formed.", "Send the text exactly as its C2SP document describes."},
  {Errc::log_signature_invalid, "log-signature-invalid", 403, final_, sender, shown, "No accepted key signed the checkpoint, or a known key's signature fails.", "Send the note with a good signature of a key that the receiver knows."},
  {Errc::proof_invalid, "proof-invalid", 422, final_, sender, shown, "The proof does not hold.", "Fetch proof and checkpoint again; if it stays, keep both as evidence."},
  {Errc::seal_form, "seal-form", 400, final_, sender, shown, "The sealed part is not of the form that members open.", "Seal as docs/messages.md says: exactly these members, ECDH-ES+A256KW with A256GCM, an ephemeral key for each recipient."},
  {Errc::seal_mismatch, "seal-mismatch", 422, final_, sender, shown, "The sealed part and its envelope do not fit each other.", "Seal and sign the message again; never change one of the two alone."},
  {Errc::seal_key, "seal-key", 422, final_, sender, shown, "A recipient's certificate is not one to seal to.", "Fetch the trust list and seal again, to certificates of the addressees with more than a day of life."},
  {Errc::recipient_denied, "recipient-denied", 403, final_, bureau, shown, "Policy does not let the message go to all whom it is sealed to.", "Leave out whom errors names and seal again, or ask for their policy: huecry policy explain."},
  {Errc::blob_quota, "blob-quota", 507, final_, bureau, shown, "The attachments of this member fill its quota.", "Wait until messages with attachments have expired, or ask the operator for more."},
  {Errc::range_invalid, "range-invalid", 416, final_, sender, shown, "The range is not within the attachment.", "The detail says how long it is; send a range of the form bytes=FIRST-LAST."},
};
// clang-format on

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < std::size(k_rows); ++i) {
    if (static_cast<std::size_t>(k_rows[i].code) != i) return false;
  }
  return std::size(k_rows) == static_cast<std::size_t>(Errc::last_) + 1;
}
static_assert(rows_in_order(), "one row for each Errc, in its order");

}

ErrorRow const& row_of(Errc code) noexcept {
  auto const index = static_cast<std::size_t>(code);
  HUECRY_ASSERT(index < std::size(k_rows));
  return k_rows[index];
}

ErrorRow const* row_of_token(std::string_view token) noexcept {
  auto const* row = std::ranges::find(k_rows, token, &ErrorRow::token);
  return row == std::end(k_rows) ? nullptr : row;
}

std::string_view to_text(Resolver resolver) noexcept {
  switch (resolver) {
    case sender: return "sender";
    case bureau: return "bureau";
    case secretariat: return "secretariat";
    case operator_: return "operator";
    case nobody: return "nobody";
  }
  return "nobody";
}

}
