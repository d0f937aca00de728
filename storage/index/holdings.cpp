#include "storage/index/holdings.hpp"

#include "storage/index/detail/holdings.hpp"
#include "storage/index/keys.hpp"
#include "storage/index/rows.hpp"

namespace huecry::index {
namespace {

using journal::DeliveryKind;
using journal::Position;
using kv::Family;

Result<> put(kv::Transaction& transaction, Position first, Holding const& holding) {
  transaction.put(Family::status, holding_key(first, holding.entity), encode(holding));
  return ok();
}

Result<> recall(kv::Transaction& transaction, Position first, journal::Entity const& entity, Moment at) {
  HUECRY_TRY(auto holding, holding_of(transaction, first, entity));
  if (!holding) return Error(Errc::internal, "a recall of what the entity never had");
  holding->recalled = at;
  holding->acknowledged.reset();  // that of the recall is owed now
  return put(transaction, first, *holding);
}

/// nullptr: what a bureau alone says.
std::optional<Moment>* mark_of(Holding& holding, documents::EvidenceKind kind) {
  switch (kind) {
    case documents::EvidenceKind::retrieved: return &holding.retrieved;
    case documents::EvidenceKind::delivered: return &holding.delivered;
    case documents::EvidenceKind::acknowledged: return &holding.acknowledged;
    case documents::EvidenceKind::purged: return &holding.purged;
    default: return nullptr;
  }
}

}

Result<std::vector<Holding>> holdings_of(kv::Reader const& state, Position first) {
  std::vector<Holding> holdings;
  auto const rows = state.scan(Family::status, holdings_range(first));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Holding holding, decode_holding(rows->value()));
    holdings.push_back(std::move(holding));
  }
  HUECRY_CHECK(rows->status());
  return holdings;
}

Result<std::optional<Holding>> holding_of(kv::Reader const& state, Position first, journal::Entity const& entity) {
  HUECRY_TRY(auto const row, state.get(Family::status, holding_key(first, entity)));
  if (!row) return std::optional<Holding>();
  HUECRY_TRY(Holding holding, decode_holding(*row));
  return std::optional(std::move(holding));
}

namespace detail {

Result<> give(kv::Transaction& transaction, Position first, Given const& given, journal::Record const& record) {
  Moment const at{record.position, record.received};
  for (journal::Delivery const& delivery : record.deliveries)
    for (journal::Entity const& entity : delivery.entities) {
      bool const document = delivery.kind == DeliveryKind::document;
      HUECRY_CHECK(
          document ? put(transaction, first, {entity, given.ver, given.missing, given.object, at, {}, {}, {}, {}, {}})
                   : recall(transaction, first, entity, at));
    }
  return ok();
}

Result<> hear(kv::Transaction& transaction, Position first, std::uint32_t ver, EvidenceFacts const& facts, Moment at) {
  HUECRY_TRY(auto holding, holding_of(transaction, first, {facts.by, facts.party}));
  if (!holding) return ok();
  // The version that it has; of a recall also the withdrawal, which is a version of its own.
  bool const about_this = holding->ver == ver || (holding->recalled && ver > holding->ver);
  if (!about_this) return ok();
  auto* const mark = mark_of(*holding, facts.kind);
  if (mark == nullptr || *mark) return ok();
  *mark = at;
  return put(transaction, first, *holding);
}

}
}
