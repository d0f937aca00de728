#pragma once
// Every way a thing can fail, by name. The wire token, HTTP status and remedy of each: error_table.hpp.
// Never reuse or renumber a token: clients program against it.

#include <cstdint>

namespace huecry {

enum class Errc : std::uint16_t {
  internal,
  // the request as such
  request_malformed,
  encoding_invalid,
  json_invalid,
  route_unknown,
  method_not_allowed,
  media_type,
  parameter_invalid,
  body_required,
  body_too_large,
  body_encoding,
  header_too_large,
  batch_too_large,
  // who speaks
  peer_unauthenticated,
  peer_suspended,
  role_required,
  // the envelope, in the order of verification (docs/protocol.md)
  jws_container,
  jws_base64,
  jws_header,
  jws_type,
  signer_unknown,
  signer_algorithm,
  signer_purpose,
  signer_bureau,
  signer_untrusted,
  signer_revoked,
  iat_window,
  signature_invalid,
  payload_json,
  payload_schema,
  payload_issuer,
  payload_rule,
  id_conflict,
  // life of a document
  version_conflict,
  state_conflict,
  not_found,
  erased,
  // certificates and trust
  certificate_profile,
  certificate_chain,
  trust_list_invalid,
  trust_list_rollback,
  crl_invalid,
  crl_stale,
  key_unusable,
  // capacity and health
  busy,
  rate_limited,
  connections_exhausted,
  draining,
  storage_unavailable,
  clock_untrusted,
  time_unproven,
  timeout,
  // inside
  corrupt,
  io,
  config_invalid,
  transport,
  not_verified,
  log_inconsistent,
  log_rewound,
  // the log as others see it: notes, receipts, proofs
  log_text_invalid,
  log_signature_invalid,
  proof_invalid,
  // messages: what is sealed, to whom, and what is attached
  seal_form,
  seal_mismatch,
  seal_key,
  recipient_denied,
  blob_quota,
  range_invalid,
  last_ = range_invalid
};

}
