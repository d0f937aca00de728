#include <algorithm>
#include <iterator>

#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/keys.hpp"
#include "storage/index/lookup.hpp"
#include "storage/index/rows.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index::detail {
namespace {

using journal::DeliveryKind;
using journal::Record;
using kv::Family;
using Terms = std::vector<std::string>;  // sorted, each once

CountrySet recipients(Record const& record, DeliveryKind kind) {
  CountrySet to;
  for (journal::Delivery const& delivery : record.deliveries)
    if (delivery.kind == kind) to = to | delivery.to;
  return to;
}

Version version_from(Record const& record, NoticeFacts facts) {
  Version version;
  version.ver = record.ver;
  version.entered = {record.position, record.received};
  version.object = record.object;
  version.released = recipients(record, DeliveryKind::document);
  // As in the mailbox: the new version takes the place of what it recalls.
  version.recalled = recipients(record, DeliveryKind::recall) - version.released;
  version.facts = std::move(facts);
  version.facts.search_text.clear();
  return version;
}

Head first_head(Record const& record) {
  Head head;
  head.iss = record.iss;
  head.id = record.id;
  head.first = {record.position, record.received};
  return head;
}

void take_content(Head& head, NoticeFacts const& facts, std::uint32_t ver) {
  head.content_ver = ver;
  head.colour = facts.colour;
  head.urgent = facts.urgent;
  head.issued = facts.issued;
  head.review_on = facts.review_on;
  head.offences = facts.offences;
  head.file_no = facts.file_no;
  head.title = facts.title;
  head.search_text = facts.search_text;
}

Head advanced(Head head, Version const& version, NoticeFacts const& facts) {
  if (facts.action == documents::Action::publish) take_content(head, facts, version.ver);
  head.state = facts.state;
  head.ver = version.ver;
  head.current = version.entered;
  head.released = version.released;
  head.holders = (head.holders | version.released) - version.recalled;
  head.sent = head.sent | version.released;
  return head;
}

/// What the notice is listed under. "published" is not a term: nearly every notice would have it, so that walking its
/// rows would save nothing.
Terms terms_of(Head const& head) {
  Terms terms{colour_term(head.colour), origin_term(head.iss)};
  if (head.state != State::published) terms.push_back(state_term(head.state));
  if (head.urgent) terms.push_back(urgent_term());
  for (std::string const& offence : head.offences) terms.push_back(offence_term(offence));
  std::ranges::sort(terms);
  terms.erase(std::ranges::unique(terms).begin(), terms.end());
  return terms;
}

Terms without(Terms const& terms, Terms const& others) {
  Terms rest;
  std::ranges::set_difference(terms, others, std::back_inserter(rest));
  return rest;
}

void change_terms(Terms const& before, Terms const& after, journal::Position first, kv::Transaction& transaction) {
  for (std::string const& term : without(before, after)) transaction.erase(Family::index, term_key(term, first));
  for (std::string const& term : without(after, before)) transaction.put(Family::index, term_key(term, first), {});
}

}

Result<> apply_notice(Record const& record, NoticeFacts facts, kv::Transaction& transaction) {
  HUECRY_TRY(auto const before, current_head(transaction, record.iss, record.id));
  if (before && record.ver <= before->ver) return Error(Errc::internal, "a version that is not newer");
  Version const version = version_from(record, facts);
  Head const after = advanced(before ? *before : first_head(record), version, facts);
  auto const first = after.first.position;
  if (!before) transaction.put(Family::notice, name_key(record.iss, record.id), kv::be64(first));
  transaction.put(Family::notice, head_key(first), encode(after));
  transaction.put(Family::notice, version_key(first, record.ver), encode(version));
  change_terms(before ? terms_of(*before) : Terms(), terms_of(after), first, transaction);
  return ok();
}

}
