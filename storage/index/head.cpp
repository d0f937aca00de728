#include "storage/index/detail/head.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "storage/index/keys.hpp"

namespace huecry::index::detail {
namespace {

using journal::DeliveryKind;
using kv::Family;

void take_content(Head& head, Version const& version) {
  NoticeFacts const& facts = version.facts;
  head.content_ver = version.ver;
  head.sealed = version.sealed;
  head.colour = facts.colour;
  head.urgent = facts.urgent;
  head.issued = facts.issued;
  head.review_on = facts.review_on;
  head.offences = facts.offences;
  head.file_no = facts.file_no;
  head.title = facts.title;
  head.search_text = facts.search_text;
}

/// To where the notice has gone; with each entry that moves it, and in no other way.
void move_extract(Head& head, Version const& current) {
  bool const has_content = current.facts.action == documents::Action::publish;
  auto const publicity = has_content ? current.facts.publicity : head.publicity;
  auto const before = std::exchange(head.publicity, publicity);
  head.extract = life::extract_after(head.extract, before, publicity, head.state);
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

}

Terms terms_of(Head const& head) {
  Terms terms{origin_term(head.iss)};
  if (is_term(head.colour)) terms.push_back(colour_term(head.colour));
  if (is_term(head.state)) terms.push_back(state_term(head.state));
  if (is_term(head.extract)) terms.push_back(extract_term(head.extract));
  if (head.urgent) terms.push_back(urgent_term());
  for (std::string const& offence : head.offences) terms.push_back(offence_term(offence));
  std::ranges::sort(terms);
  terms.erase(std::ranges::unique(terms).begin(), terms.end());
  return terms;
}

void take_out(std::vector<Told>& list, CountrySet const& who) {
  for (Told& told : list) told.to = told.to - who;
  std::erase_if(list, [](Told const& told) { return told.to.empty(); });
}

void settle_owed(Head& head, CountrySet const& who) {
  for (auto* const list : {&head.owed, &head.disputed, &head.reminded}) take_out(*list, who);
}

Moment told_at(std::vector<Told> const& later, Version const& version, CountryCode member) {
  for (Told const& told : later)
    if (told.to.contains(member)) return told.at;
  return version.entered;
}

void advance(Head& head, Version const& version) {
  if (version.facts.action == documents::Action::publish) take_content(head, version);
  head.state = version.facts.state;
  if (life::is_final(head.state) && !head.ended) head.ended = to_seconds(version.entered.time);
  head.ver = version.ver;
  head.newest = std::max(head.newest, version.ver);
  head.current = version.entered;
  head.released = version.released;
  head.holders = (head.holders | version.released) - version.recalled;
  head.sent = head.sent | version.released;
  settle_owed(head, version.released | version.recalled);
  if (!version.recalled.empty()) head.owed.push_back({version.entered, version.recalled});
}

void take_back(Head& head, Version& current, journal::Record const& record) {
  CountrySet const from = journal::recipients(record.deliveries, DeliveryKind::recall) -
                          journal::recipients(record.deliveries, DeliveryKind::document);
  if (from.empty()) return;
  current.released = current.released - from;
  current.recalled = current.recalled | from;
  for (Edition& edition : current.editions) edition.to = edition.to - from;
  for (Told& told : current.later_given) told.to = told.to - from;
  current.later_recalls.push_back({{record.position, record.received}, from});
  head.released = current.released;
  head.holders = head.holders - from;
  settle_owed(head, from);
  head.owed.push_back({{record.position, record.received}, from});
}

void put_head(Head& head, Version const& current, Terms const& terms_before, kv::Transaction& transaction) {
  move_extract(head, current);
  transaction.put(Family::notice, head_key(head.first.position), encode(head, current));
  change_terms(terms_before, terms_of(head), head.first.position, transaction);
}

}
