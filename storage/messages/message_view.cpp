#include "storage/messages/message_view.hpp"

#include "protocol/base/codec.hpp"
#include "storage/index/facts.hpp"
#include "storage/kv/key.hpp"
#include "storage/messages/facts.hpp"
#include "storage/messages/keys.hpp"
#include "storage/messages/lookup.hpp"

namespace huecry::messages {
namespace {

using kv::Family;

void put_message(journal::Record const& record, documents::MessageEnvelope const& envelope,
                 kv::Transaction& transaction) {
  Row const row{envelope, {record.position, record.received}, record.object};
  transaction.put(Family::message, name_key(envelope.from, envelope.id), kv::be64(record.position));
  transaction.put(Family::message, message_key(record.position), encode(row));
  for (documents::SealedBlob const& attachment : envelope.attachments)
    transaction.put(Family::message, attachment_key(envelope.from, attachment.digest, record.position), {});
  transaction.put(Family::message, due_key(envelope.expires, record.position), {});
  CountrySet sides = envelope.to;
  sides.add(envelope.from);
  for (CountryCode const member : sides.members()) {
    transaction.put(Family::message, list_key(member, record.position), {});
    transaction.put(Family::message, conversation_key(member, envelope.conversation, record.position), {});
  }
}

/// The first time counts.
Result<> put_heard(journal::Record const& record, index::EvidenceFacts const& facts, Row const& message,
                   kv::Transaction& transaction) {
  std::string const key = heard_key(message.entered.position, facts.by, facts.kind);
  HUECRY_TRY(auto const before, transaction.get(Family::message, key));
  if (before) return ok();
  std::string value;
  Encoder out(value);
  out.number(record.position);
  out.time(record.received);
  transaction.put(Family::message, key, value);
  return ok();
}

/// Items of evidence are notices, reports of hits, or messages.
Result<> apply_evidence(journal::Record const& record, kv::Transaction& transaction) {
  HUECRY_TRY(auto const facts, index::decode_evidence_facts(record.facts));
  for (index::NoticeVersion const& item : facts.items) {
    HUECRY_TRY(auto const message, message_named(transaction, item.iss, item.id));
    if (message && message->envelope.to.contains(facts.by))
      HUECRY_CHECK(put_heard(record, facts, *message, transaction));
  }
  return ok();
}

/// What it was stays known; its content goes with its key, and its attachments when nothing else refers to them.
Result<> apply_expiry(journal::Record const& record, ExpiryFacts const& facts, kv::Transaction& transaction) {
  HUECRY_TRY(Row const message, message_at(transaction, facts.of));
  transaction.erase(Family::message, due_key(message.envelope.expires, facts.of));
  for (documents::SealedBlob const& attachment : message.envelope.attachments)
    transaction.erase(Family::message, attachment_key(message.envelope.from, attachment.digest, facts.of));
  transaction.put(Family::message, expired_key(record.position), kv::be64(facts.of));
  return ok();
}

}

Result<> MessageView::apply(journal::Record const& record, kv::Transaction& transaction) {
  if (index::facts_kind(record.facts) == index::FactsKind::evidence) return apply_evidence(record, transaction);
  HUECRY_TRY(auto const expiry, expiry_facts(record.facts));
  if (expiry) return apply_expiry(record, *expiry, transaction);
  HUECRY_TRY(auto const envelope, message_facts(record.facts));
  if (envelope) put_message(record, *envelope, transaction);
  return ok();
}

}
