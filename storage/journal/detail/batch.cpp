#include "storage/journal/detail/batch.hpp"

#include <algorithm>
#include <exception>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/log/leaf.hpp"
#include "storage/journal/reading.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal::detail {
namespace {

using kv::Family;

/// What intake has checked already; here it keeps a mistake there from becoming a record that nobody can read.
Result<> check_form(Record const& record) {
  bool const id_fits = !record.id.empty() && record.id.size() <= limits::document_id_chars_max &&
                       record.id.find('\0') == std::string::npos;
  if (!id_fits) return Error(Errc::internal, "a record without a usable id");
  std::size_t const bytes =
      record.document.size() + record.decision.size() + record.facts.size() + record.content.size();
  if (bytes > limits::record_bytes_max)
    return Error(Errc::body_too_large, "an entry may have " + std::to_string(limits::record_bytes_max) + " bytes");
  return ok();
}

}

UnixMillis next_received(UnixMillis now, UnixMillis previous) {
  UnixMillis const after_previous = std::min(previous + std::chrono::milliseconds(1), now + limits::received_lead_max);
  return std::max({now, previous, after_previous});
}

/// Views and Settle are others' code: an exception there is a bug, and must not take the other entries with it.
template <class Step>
auto Batch::guarded(Step step) -> decltype(step()) {
  try {
    return step();
  } catch (std::exception const& bug) {
    tools_.log.write(LogLevel::error, "journal.entry_threw", {{"what", std::string_view(bug.what())}});
    return Error(Errc::internal, bug.what());
  }
}

Result<Placed> Batch::add(Proposal proposal) {
  HUECRY_CHECK(check_form(proposal.record));
  Record& record = proposal.record;
  record.position = next();
  record.received = next_received(tools_.clock.now(), head_.received);
  HUECRY_TRY(auto const first, settle(proposal));
  if (first) return Placed{*first, {}, {}, {}, true};
  HUECRY_TRY(std::string leaf, enter(record));
  keep_shared(record, leaves_.back());
  for (Delivery const& delivery : record.deliveries) {
    recipients_ = recipients_ | delivery.to;
    for (Entity const& entity : delivery.entities) recipients_.add(entity.country);
  }
  return Placed{record.position, record.received, std::move(leaf), std::move(record.deliveries), false};
}

Result<std::optional<Position>> Batch::settle(Proposal& proposal) {
  HUECRY_TRY(Settled settled, settle_identity(transaction_, proposal.record));
  if (settled.duplicate_of || !proposal.settle) return settled.duplicate_of;
  HUECRY_TRY(settled, guarded([&] { return proposal.settle(transaction_, proposal.record); }));
  return settled.duplicate_of;
}

void Batch::keep_shared(Record const& record, Digest const& leaf) {
  CountrySet const documents = journal::recipients(record.deliveries, DeliveryKind::document);
  CountrySet const recalls = journal::recipients(record.deliveries, DeliveryKind::recall) - documents;
  if (!documents.empty() || !recalls.empty()) shared_.push_back({record.position, leaf, documents, recalls});
}

Result<> Batch::close() {
  if (tools_.closer == nullptr) return ok();
  HUECRY_TRY(Record record,
             guarded([&] { return tools_.closer->close(transaction_, shared_, next(), tools_.random); }));
  record.position = next();
  record.received = next_received(tools_.clock.now(), head_.received);
  HUECRY_CHECK(enter(record));
  return ok();
}

Result<std::string> Batch::enter(Record& record) {
  HUECRY_TRY(auto const key, transaction_.secrets().get(record.position));
  if (!key) return Error(Errc::corrupt, "the key of an entry that is new was destroyed");
  seal(record, *key, tools_.random);
  transaction_.mark();
  auto leaf = guarded([&] { return write(record); });
  if (!leaf) {
    transaction_.rollback();
    return leaf;
  }
  transaction_.release();
  leaves_.push_back(log::leaf_hash(*leaf));
  head_.received = record.received;
  return leaf;
}

Result<std::string> Batch::write(Record const& record) {
  std::string const key = kv::be64(record.position);
  std::string leaf = make_leaf(record);
  transaction_.put(Family::record, key, encode(record));
  transaction_.put(Family::leaf, key, leaf);
  for (View* view : tools_.views) {
    Result<> applied = view->apply(record, transaction_);
    if (!applied) return std::move(applied).error().with_context(view->name());
  }
  return leaf;
}

std::string Batch::make_leaf(Record const& record) {
  log::Leaf leaf;
  leaf.kind = record.kind;
  leaf.id = record.id;
  leaf.ver = record.ver;
  leaf.iss = record.iss;
  leaf.object = record.object;
  leaf.certificate = record.certificate;
  leaf.received = record.received;
  leaf.policy = record.policy;
  leaf.crls = record.crls;
  tools_.random.fill(leaf.nonce);
  std::string json = log::to_json(leaf);
  HUECRY_ASSERT(json.size() <= limits::leaf_bytes_max);
  return json;
}

Head Batch::finish() {
  log::Growth growth = log::append(std::move(head_.edge), leaves_);
  Head head{std::move(growth.edge), head_.received};
  put_head(transaction_, head, growth.tiles);
  return head;
}

}
