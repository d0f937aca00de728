#include "server/exchange/rehearsal.hpp"

#include <algorithm>
#include <future>
#include <span>
#include <utility>

#include "protocol/policy/subject_form.hpp"
#include "server/exchange/consents.hpp"
#include "server/exchange/publication.hpp"
#include "storage/index/live.hpp"

namespace huecry::exchange {
namespace {

using documents::PolicyKind;

constexpr std::size_t k_page_rows = 25'000;
constexpr std::size_t k_listed_max = 100;
constexpr std::size_t k_kept_max = 4;  // a set of many rules takes much memory

/// What the author may learn of a difference.
policy::Difference shown(policy::Difference const& difference, documents::Policy const& author) {
  if (author.kind != PolicyKind::intake) return difference;
  CountrySet const own{author.iss};
  // That it might ask for something tells that there is something.
  return {difference.gained & own, difference.lost & own, difference.altered & own, {}};
}

EntityDifference shown(EntityDifference difference, documents::Policy const& author) {
  auto const is_others = [&author](journal::Entity const& entity) { return entity.country != author.iss; };
  if (author.kind != PolicyKind::intake) return difference;
  for (auto* const list : {&difference.gained, &difference.lost, &difference.altered}) std::erase_if(*list, is_others);
  return difference;
}

void count(RehearsalPage& page, EntityDifference const& difference) {
  for (journal::Entity const& entity : difference.gained) ++page.entities[entity].gained;
  for (journal::Entity const& entity : difference.lost) ++page.entities[entity].lost;
  for (journal::Entity const& entity : difference.altered) ++page.entities[entity].altered;
}

void count(RehearsalPage& page, policy::Difference const& difference) {
  auto const add = [&page](CountrySet const& countries, std::uint64_t policy::RehearsalTotals::* member) {
    countries.for_each_slot([&](std::uint8_t slot) { ++(page.totals[slot].*member); });
  };
  add(difference.gained, &policy::RehearsalTotals::gained);
  add(difference.lost, &policy::RehearsalTotals::lost);
  add(difference.altered, &policy::RehearsalTotals::altered);
  add(difference.requestable, &policy::RehearsalTotals::requestable);
}

/// What all notices of a page are decided by.
struct Stage {
  kv::Reader const& state;
  certs::TrustSnapshot const& trust;
  policy::CompiledPolicy const& before;
  policy::CompiledPolicy const& after;
  UnixMillis at;
};

using Notices = std::span<index::Live const>;

std::pair<Notices, Notices> halves(Notices notices) {
  std::size_t const half = notices.size() / 2;
  return {notices.first(half), notices.subspan(half)};
}

bool concerns(RehearsalRequest const& request, index::Live const& notice) {
  if (notice.version.facts.subject.empty()) return false;  // a restored copy without its key
  if (request.entered_since && notice.version.entered.time < *request.entered_since) return false;
  return request.policy.kind != PolicyKind::release || notice.head.iss == request.policy.iss;
}

using Rights = std::map<journal::Entity, policy::EntityDecision>;

Rights rights_of(Stage const& stage, policy::CompiledPolicy const& policy, policy::Subject const& subject,
                 policy::Circumstances const& now) {
  Rights rights;
  for (EntityRight& right : entity_rights(stage.trust, policy, subject, now))
    if (may_have(right.decision)) rights.emplace(std::move(right.entity), right.decision);
  return rights;
}

EntityDifference difference(Rights const& before, Rights const& after) {
  EntityDifference found;
  for (auto const& [entity, decision] : after) {
    auto const had = before.find(entity);
    if (had == before.end()) {
      found.gained.push_back(entity);
    } else if (had->second.redactions != decision.redactions || had->second.obligations != decision.obligations) {
      found.altered.push_back(entity);
    }
  }
  for (auto const& [entity, decision] : before)
    if (!after.contains(entity)) found.lost.push_back(entity);
  return found;
}

struct Change {
  CountrySet allowed;  // before or after
  policy::Difference bureaus;
  EntityDifference entities;
};

Result<Change> change_of(Stage const& stage, index::Live const& notice) {
  HUECRY_TRY(auto const subject, policy::decode_subject(stage.before.vocabulary(), notice.version.facts.subject));
  HUECRY_TRY(auto const now, circumstances_for(stage.state, stage.trust, stage.at, notice.head, notice.version.ver));
  auto const before = stage.before.decide(subject, now), after = stage.after.decide(subject, now);
  return Change{before.allowed | after.allowed, policy::difference(before, after),
                difference(rights_of(stage, stage.before, subject, now), rights_of(stage, stage.after, subject, now))};
}

/// Of the author's own delegations.
std::vector<journal::Entity> unknown_entities(Stage const& stage, CountryCode author) {
  std::vector<journal::Entity> unknown;
  for (policy::Principal const& entity : stage.after.entities())
    if (entity.country == author && !is_authorised(stage.trust, entity))
      unknown.push_back({entity.country, entity.organisation});
  return unknown;
}

Result<RehearsalPage> decided(Stage const& stage, RehearsalRequest const& request, Notices notices) {
  RehearsalPage page;
  for (index::Live const& notice : notices) {
    if (!concerns(request, notice)) continue;
    HUECRY_TRY(Change change, change_of(stage, notice));
    auto const told = shown(change.bureaus, request.policy);
    auto entities = shown(std::move(change.entities), request.policy);
    // What its author neither has nor would have, it must not be able to count.
    bool const of_others = request.policy.kind == PolicyKind::intake && !change.allowed.contains(request.policy.iss);
    if (of_others && told.empty() && entities.empty()) continue;
    ++page.documents;
    if (told.empty() && entities.empty()) continue;
    ++page.changed;
    count(page, told);
    count(page, entities);
    if (page.items.size() < k_listed_max)
      page.items.push_back({notice.version.entered.position, notice.head.id, told, std::move(entities)});
  }
  return page;
}

void add(RehearsalPage& page, RehearsalPage const& rest) {
  page.documents += rest.documents;
  page.changed += rest.changed;
  for (std::size_t slot = 0; slot < page.totals.size(); ++slot) page.totals[slot] += rest.totals[slot];
  for (auto const& [entity, totals] : rest.entities) page.entities[entity] += totals;
  for (Rehearsed const& item : rest.items)
    if (page.items.size() < k_listed_max) page.items.push_back(item);
}

}

policy::CompiledPolicy Rehearsals::after(policy::CompiledPolicy const& before, RehearsalRequest const& request) {
  std::lock_guard const lock(mutex_);
  auto const known = std::ranges::find_if(
      kept_, [&](Kept const& kept) { return kept.before == before.digest() && kept.text == request.text; });
  if (known != kept_.end()) return known->after;
  policy::CompiledPolicy made(policy::replaced(before.set(), {request.policy, {}}),
                              std::make_shared<policy::Vocabulary const>(services_.schemas.codes()));
  if (kept_.size() == k_kept_max) kept_.pop_front();
  kept_.push_back({before.digest(), request.text, made});
  return made;
}

Result<RehearsalPage> Rehearsals::page(RehearsalRequest const& request) {
  auto const before = services_.policy.get();
  auto const next = after(before, request);
  auto const trust = services_.trust.current();
  auto const state = services_.store.snapshot();
  HUECRY_TRY(index::LivePage const live, index::live(*state, request.before, k_page_rows));
  Stage const stage{*state, *trust, before, next,
                    std::max(services_.clock.now(), UnixMillis(request.policy.effective))};
  auto const [first, last] = halves(live.notices);
  auto other = std::async(std::launch::async, [&, notices = last] { return decided(stage, request, notices); });
  auto page = decided(stage, request, first);
  auto const rest = other.get();
  if (!page) return page;
  if (!rest) return rest.error();
  add(*page, *rest);
  page->unknown = unknown_entities(stage, request.policy.iss);
  page->before = before.digest();
  page->after = next.digest();
  page->next = live.next;
  return page;
}

}
