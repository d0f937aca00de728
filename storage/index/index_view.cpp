#include "storage/index/index_view.hpp"

#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/hits.hpp"
#include "storage/index/detail/reads.hpp"
#include "storage/index/facts.hpp"

namespace huecry::index {

Result<> IndexView::apply(journal::Record const& record, kv::Transaction& transaction) {
  switch (facts_kind(record.facts)) {
    case FactsKind::notice: {
      HUECRY_TRY(NoticeFacts const facts, notice_facts_of(record));
      return detail::apply_notice(record, facts, transaction);
    }
    case FactsKind::evidence: {
      HUECRY_TRY(EvidenceFacts const facts, decode_evidence_facts(record.facts));
      return detail::apply_evidence(record, facts, transaction);
    }
    case FactsKind::publication: {
      HUECRY_TRY(PublicationFacts const facts, decode_publication_facts(record.facts));
      return detail::apply_publication(record, facts, transaction);
    }
    case FactsKind::consent: {
      HUECRY_TRY(ConsentFacts const facts, decode_consent_facts(record.facts));
      return detail::apply_consent(record, facts, transaction);
    }
    case FactsKind::decision: {
      HUECRY_TRY(DecisionFacts const facts, decode_decision_facts(record.facts));
      return detail::apply_decision(record, facts, transaction);
    }
    case FactsKind::hit: {
      HUECRY_TRY(HitFacts const facts, decode_hit_facts(record.facts));
      return detail::apply_hit(record, facts, transaction);
    }
    case FactsKind::read: {
      HUECRY_TRY(ReadFacts const facts, decode_read_facts(record.facts));
      detail::apply_read(record, facts, transaction);
      return ok();
    }
    case FactsKind::other: break;
  }
  return ok();
}

}
