#include "storage/messages/message_view.hpp"

#include "protocol/base/codec.hpp"
#include "storage/index/facts.hpp"
#include "storage/kv/key.hpp"
#include "storage/messages/canary.hpp"
#include "storage/messages/facts.hpp"
#include "storage/messages/keys.hpp"
#include "storage/messages/lookup.hpp"
#include "storage/messages/requests.hpp"
#include "storage/messages/similar.hpp"

namespace huecry::messages {
namespace {

using kv::Family;

/// The row, and the time at which the hub owes a word about it.
void put_asked(kv::Transaction& transaction, Asked const& asked, std::optional<UnixSeconds> due_before) {
  OverdueName const name{asked.request, asked.by};
  transaction.put(Family::message, asked_key(asked.request, asked.by), encode(asked));
  auto const due = asked.due();
  if (due == due_before) return;
  if (due_before) transaction.erase(Family::message, overdue_key(*due_before, name));
  if (due) transaction.put(Family::message, overdue_key(*due, name), {});
}

void put_request(journal::Record const& record, documents::MessageEnvelope const& envelope,
                 kv::Transaction& transaction) {
  for (CountryCode const by : envelope.to.members()) {
    Asked asked;
    asked.request = record.position;
    asked.by = by;
    asked.limit = envelope.limit.value_or(0);
    asked.entered = record.received;
    put_asked(transaction, asked, {});
  }
}

/// What one who was asked has said. A pause that comes after an answer moves nothing any more.
void follow(Asked& asked, journal::Record const& record, documents::MessageEnvelope const& envelope) {
  if (!asked.delivered) asked.delivered = record.received;
  if (envelope.act == documents::MessageAct::pause) {
    if (!asked.answer && envelope.until)
      asked.pauses.push_back({{to_seconds(record.received), *envelope.until}, envelope.reason});
    return;
  }
  UnixMillis const first = asked.answer ? asked.answer->first : record.received;
  asked.answer = Answer{first, record.position, envelope.act, envelope.reason};
}

Result<> put_reply(journal::Record const& record, documents::MessageEnvelope const& envelope,
                   kv::Transaction& transaction) {
  HUECRY_TRY(auto const request, message_named(transaction, envelope.asker, envelope.of));
  if (!request) return Error(Errc::internal, "an answer to no request");
  HUECRY_TRY(auto row, asked(transaction, request->entered.position, envelope.from));
  if (!row) return Error(Errc::internal, "an answer of one who was not asked");
  auto const due_before = row->due();
  follow(*row, record, envelope);
  put_asked(transaction, *row, due_before);
  return ok();
}

/// That the question is there starts the time limit of the answer.
Result<> note_delivered(journal::Record const& record, journal::Position request, CountryCode by,
                        kv::Transaction& transaction) {
  HUECRY_TRY(auto row, asked(transaction, request, by));
  if (!row || row->delivered) return ok();
  auto const due_before = row->due();
  row->delivered = record.received;
  put_asked(transaction, *row, due_before);
  return ok();
}

Result<> apply_overdue(journal::Record const& record, OverdueFacts const& facts, kv::Transaction& transaction) {
  HUECRY_TRY(auto row, asked(transaction, facts.of, facts.by));
  if (!row) return Error(Errc::internal, "overdue, and no request");
  auto const due_before = row->due();
  (facts.undelivered ? row->undelivered : row->late) = record.received;
  put_asked(transaction, *row, due_before);
  return ok();
}

/// By which its sides find it. What no officer reads stands in no list.
void put_listed(journal::Record const& record, documents::MessageEnvelope const& envelope,
                kv::Transaction& transaction) {
  CountrySet sides = envelope.to;
  sides.add(envelope.from);
  for (CountryCode const member : sides.members()) {
    transaction.put(Family::message, list_key(member, record.position), {});
    transaction.put(Family::message, conversation_key(member, envelope.conversation, record.position), {});
  }
  if (envelope.urgency == documents::Urgency::routine) return;
  for (CountryCode const member : envelope.to.members())
    transaction.put(Family::message, hurried_key(member, envelope.urgency, record.position), {});
}

void put_message(journal::Record const& record, documents::MessageEnvelope const& envelope,
                 kv::Transaction& transaction) {
  Row const row{envelope, {record.position, record.received}, record.object};
  transaction.put(Family::message, name_key(envelope.from, envelope.id), kv::be64(record.position));
  transaction.put(Family::message, message_key(record.position), encode(row));
  for (documents::SealedBlob const& attachment : envelope.attachments)
    transaction.put(Family::message, attachment_key(envelope.from, attachment.digest, record.position), {});
  transaction.put(Family::message, due_key(envelope.expires, record.position), {});
  put_hints(row, transaction);
  if (!documents::is_canary(envelope.act)) put_listed(record, envelope, transaction);
}

/// What else an act moves.
Result<> put_act(journal::Record const& record, documents::MessageEnvelope const& envelope,
                 kv::Transaction& transaction) {
  switch (envelope.act) {
    case documents::MessageAct::message: return ok();
    case documents::MessageAct::request: return put_request(record, envelope, transaction), ok();
    case documents::MessageAct::answer:
    case documents::MessageAct::refuse:
    case documents::MessageAct::pause: return put_reply(record, envelope, transaction);
    case documents::MessageAct::probe: return put_probe(record, envelope, transaction);
    case documents::MessageAct::echo: return put_echo(record, envelope, transaction);
  }
  return ok();
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
  bool const has_it = facts.kind != documents::EvidenceKind::rejected;
  return has_it ? note_delivered(record, message.entered.position, facts.by, transaction) : ok();
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
  HUECRY_TRY(auto const late, overdue_facts(record.facts));
  if (late) return apply_overdue(record, *late, transaction);
  HUECRY_TRY(auto const envelope, message_facts(record.facts));
  if (!envelope) return ok();
  put_message(record, *envelope, transaction);
  return put_act(record, *envelope, transaction);
}

}
