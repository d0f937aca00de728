#include "storage/index/consents.hpp"

#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/erasure.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/keys.hpp"

namespace huecry::index {
namespace {

using documents::ConsentAct;
using journal::Position;
using kv::Family;

Consent after(std::optional<Consent> before, journal::Record const& record, ConsentFacts const& facts) {
  Consent consent;
  consent.recipient = facts.recipient;
  consent.act = facts.act;
  if (before) consent.asked = before->asked;
  Moment const at{record.position, record.received};
  (facts.act == ConsentAct::request ? consent.asked : consent.answered) = at;
  consent.ver = facts.ver;
  consent.onward = facts.onward;
  consent.until = facts.until;
  return consent;
}

/// From now on, whoever decides about the notice looks at the consents.
void mark(kv::Transaction& transaction, detail::Standing standing) {
  standing.head.has_grants = true;
  transaction.put(Family::notice, head_key(standing.head.first.position), encode(standing.head, standing.current));
}

}

Result<std::vector<Consent>> consents_of(kv::Reader const& state, Position first) {
  std::vector<Consent> consents;
  auto const rows = state.scan(Family::status, consents_range(first));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Consent const consent, decode_consent(rows->value()));
    consents.push_back(consent);
  }
  HUECRY_CHECK(rows->status());
  return consents;
}

Result<std::optional<Consent>> consent_of(kv::Reader const& state, Position first, CountryCode recipient) {
  HUECRY_TRY(auto const row, state.get(Family::status, consent_key(first, recipient)));
  if (!row) return std::optional<Consent>();
  HUECRY_TRY(Consent const consent, decode_consent(*row));
  return std::optional(consent);
}

Result<ConsentPage> consents_of_owner(kv::Reader const& state, CountryCode owner, std::optional<Position> before,
                                      std::size_t items) {
  ConsentPage page;
  auto const rows = state.scan(Family::status, owned_range(owner, before));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Position const first, newest_first_of(rows->key()));
    if (page.items.size() >= items) {
      page.next = page.items.back().first;
      return page;
    }
    HUECRY_TRY(auto const consents, consents_of(state, first));
    for (Consent const& consent : consents) page.items.push_back({first, consent});
  }
  HUECRY_CHECK(rows->status());
  return page;
}

namespace detail {

Result<> apply_consent(journal::Record const& record, ConsentFacts const& facts, kv::Transaction& transaction) {
  if (!facts.of) return ok();
  note_content(*facts.of, record.position, transaction);
  HUECRY_TRY(auto before, consent_of(transaction, *facts.of, facts.recipient));
  HUECRY_TRY(auto const standing, fetch_standing(transaction, *facts.of));
  Head const& head = standing.head;
  if (facts.act == ConsentAct::grant && !head.has_grants) mark(transaction, standing);
  transaction.put(Family::status, consent_key(*facts.of, facts.recipient), encode(after(before, record, facts)));
  transaction.put(Family::status, owned_key(head.iss, *facts.of), {});
  return ok();
}

}
}
