#pragma once
// One document with all that proves it, in one file that is checked without a hub: what the issuer signed, that the hub
// has entered it and when, and who was who at that time.
//
// JSON: {"v":1,"at":"<when the lists were read>","document":{"payload","protected","signature"},
//        "receipt":"<tlog-proof>","trust":"<trust list, JWS>","crls":"<the hub's answer with the revocation lists>"}

#include <string>

#include "gateway/cli/trust.hpp"
#include "protocol/log/receipt.hpp"

namespace huecry::cli {

struct ProofFile {
  std::string at;
  std::string document;  // container
  std::string receipt;
  TrustTexts lists;
};

[[nodiscard]] std::string to_text(ProofFile const& file);
/// Errors: json_invalid.
[[nodiscard]] Result<ProofFile> parse_proof_file(std::string_view text);

/// Whether the type's payload has the names that a leaf has: of a notice, a diffusion, a message.
[[nodiscard]] bool is_named(envelope::SignedDocument const& document);

/// What was found to hold.
struct Proven {
  std::string signer;  // "FR/NCB"
  log::CheckedReceipt receipt;
  envelope::SignedDocument document;
};

/// Everything: the receipt in the log that the trust list names, that it is about this document, and the document's
/// signature, certificate and revocation when the hub took it. Errors: of each, as log_signature_invalid,
/// proof_invalid, trust_list_invalid, not_verified.
/// `witnesses`: whose quorum must have cosigned the checkpoint; where it names logs, the log must be one of them.
/// `now`: nothing that the file claims to be later is believed.
[[nodiscard]] Result<Proven> verify(ProofFile const& file, Trust const& trust, log::WitnessPolicy const& witnesses,
                                    UnixMillis now);

}
