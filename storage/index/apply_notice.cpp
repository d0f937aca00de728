#include <algorithm>
#include <iterator>

#include "storage/index/detail/apply.hpp"
#include "storage/index/detail/fetch.hpp"
#include "storage/index/detail/holdings.hpp"
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

Version version_from(Record const& record, NoticeFacts facts) {
  Version version;
  version.ver = record.ver;
  version.entered = {record.position, record.received};
  version.object = record.object;
  version.released = journal::recipients(record.deliveries, DeliveryKind::document);
  // As in the mailbox: the new version takes the place of what it recalls.
  version.recalled = journal::recipients(record.deliveries, DeliveryKind::recall) - version.released;
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

Terms terms_of(Head const& head) {
  Terms terms{origin_term(head.iss)};
  if (is_term(head.colour)) terms.push_back(colour_term(head.colour));
  if (is_term(head.state)) terms.push_back(state_term(head.state));
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

void change_terms(Terms const& old, Terms const& now, journal::Position first, kv::Transaction& transaction) {
  for (std::string const& term : without(old, now)) transaction.erase(Family::index, term_key(term, first));
  for (std::string const& term : without(now, old)) transaction.put(Family::index, term_key(term, first), {});
}

/// Gives the current version a row of its own, because another one takes its place in the head's row.
Result<> keep_current(std::string const& head_row, journal::Position first, kv::Transaction& transaction) {
  HUECRY_TRY(Version const current, decode_current(head_row));
  transaction.put(Family::notice, version_key(first, current.ver), encode(current));
  return ok();
}

void put_head(Head const& head, Version const& current, Terms const& terms_before, kv::Transaction& transaction) {
  transaction.put(Family::notice, head_key(head.first.position), encode(head, current));
  change_terms(terms_before, terms_of(head), head.first.position, transaction);
}

Result<> apply_first(Record const& record, NoticeFacts const& facts, kv::Transaction& transaction) {
  Version const version = version_from(record, facts);
  transaction.put(Family::notice, name_key(record.iss, record.id), kv::be64(record.position));
  put_head(advanced(first_head(record), version, facts), version, {}, transaction);
  return ok();
}

Result<> apply_next(journal::Position first, Record const& record, NoticeFacts const& facts,
                    kv::Transaction& transaction) {
  HUECRY_TRY(std::string const row, fetch_head_row(transaction, first));
  HUECRY_TRY(Head before, decode_head(row));
  if (record.ver <= before.ver) return Error(Errc::internal, "a version that is not newer");
  HUECRY_CHECK(keep_current(row, first, transaction));
  Version const version = version_from(record, facts);
  Terms const terms = terms_of(before);
  put_head(advanced(std::move(before), version, facts), version, terms, transaction);
  return give(transaction, first, {version.ver, 0, version.object}, record);
}

}

Result<> apply_notice(Record const& record, NoticeFacts const& facts, kv::Transaction& transaction) {
  HUECRY_TRY(auto const first, fetch_first(transaction, record.iss, record.id));
  return first ? apply_next(*first, record, facts, transaction) : apply_first(record, facts, transaction);
}

}
