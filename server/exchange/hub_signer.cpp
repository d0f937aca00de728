#include "server/exchange/hub_signer.hpp"

#include "protocol/documents/policy.hpp"

namespace huecry::exchange {

Result<journal::Record> hub_record(HubSigner const& signer, envelope::DocumentType type, std::string payload,
                                   UnixSeconds now) {
  HUECRY_TRY(std::string const compact,
             envelope::sign({type, std::move(payload), signer.certificate, now, {}}, *signer.key));
  HUECRY_TRY(auto const document, envelope::parse_compact(compact, type));
  journal::Record record;
  record.kind = log::LeafKind::publication;
  record.iss = documents::secretariat();
  record.document = document.compact();
  record.object = document.digest();
  record.signing = document.signing_digest();
  record.certificate = signer.certificate;
  return record;
}

}
