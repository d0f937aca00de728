#pragma once
// Messages as the journal hands them to a view.

#include <string>

#include "protocol/crypto/hash.hpp"
#include "storage/journal/record.hpp"
#include "storage/messages/facts.hpp"

namespace huecry::test {

/// The first of its conversation. An id begins with its sender: "FR-M-1".
inline documents::MessageEnvelope envelope_of(std::string const& id, CountrySet const& to, documents::MessageAct act) {
  documents::MessageEnvelope envelope;
  envelope.id = id;
  envelope.from = *CountryCode::parse(id.substr(0, 2));
  envelope.to = to;
  envelope.conversation = id;
  envelope.act = act;
  envelope.handling = "H0";
  envelope.expires = UnixSeconds(std::chrono::seconds(2'000'000'000));
  return envelope;
}

inline journal::Record entry_of(documents::MessageEnvelope const& envelope) {
  journal::Record record;
  record.id = envelope.id;
  record.iss = envelope.from;
  record.object = crypto::sha256(envelope.id);
  record.facts = messages::encode(envelope);
  return record;
}

}
