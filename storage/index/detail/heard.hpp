#pragma once
// What was heard of recipients, kind by kind: the same members of Progress and of Marks, in the order of their rows.
// Pure; any thread.

#include "protocol/base/assert.hpp"
#include "storage/index/rows.hpp"

namespace huecry::index::detail {

/// Of Progress or of Marks. REQUIRES: not a kind of the hub.
template <class Heard>
[[nodiscard]] auto& side_of(Heard& heard, documents::EvidenceKind kind) {
  using documents::EvidenceKind;
  switch (kind) {
    case EvidenceKind::retrieved: return heard.retrieved;
    case EvidenceKind::acknowledged: return heard.acknowledged;
    case EvidenceKind::delivered: return heard.delivered;
    case EvidenceKind::rejected: return heard.rejected;
    case EvidenceKind::disputed: return heard.disputed;
    case EvidenceKind::outcome: return heard.outcome;
    case EvidenceKind::purged: return heard.purged;
    case EvidenceKind::not_retrieved:
    case EvidenceKind::not_delivered:
    case EvidenceKind::not_acknowledged:
    case EvidenceKind::not_purged: break;
  }
  HUECRY_ASSERT(!documents::is_of_hub(kind));
  return heard.purged;
}

template <class Heard, class Visit>
void visit_sides(Heard& heard, Visit visit) {
  visit(heard.retrieved);
  visit(heard.acknowledged);
  visit(heard.purged);
  visit(heard.delivered);
  visit(heard.rejected);
  visit(heard.disputed);
  visit(heard.outcome);
}

template <class Heard, class Visit>
void visit_silences(Heard& progress, Visit visit) {
  visit(progress.not_retrieved);
  visit(progress.not_delivered);
  visit(progress.not_acknowledged);
}

}
