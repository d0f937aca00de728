#include "storage/index/silences.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "storage/index/detail/head.hpp"

namespace huecry::index {
namespace {

using documents::EvidenceKind;

CountrySet all_of(std::vector<Told> const& list) {
  CountrySet all;
  for (Told const& told : list) all = all | told.to;
  return all;
}

/// visit(kind, when its time is over, who has not been heard of) for whatever is awaited.
template <class Visit>
void visit_awaited(Head const& head, Version const& current, Progress const& progress, Visit visit) {
  auto const await = [&visit](EvidenceKind kind, UnixMillis told, std::chrono::hours within, CountrySet const& who) {
    if (!who.empty()) visit(kind, to_seconds(told) + within, who);
  };
  CountrySet const quiet = all_of(head.disputed) | all_of(head.reminded);
  for (Told const& told : head.owed)
    await(EvidenceKind::not_purged, told.at.time, limits::purge_within, told.to - quiet);

  // Of what is held back nobody is asked whether he acts upon it.
  if (!life::is_live(head.state) || current.facts.action != documents::Action::publish) return;
  // Who has come so far, has rejected it, or was named already.
  CountrySet const settled_retrieval = progress.taken() | progress.rejected | all_of(progress.not_retrieved);
  CountrySet const settled_delivery = progress.in_system() | progress.rejected | all_of(progress.not_delivered);
  CountrySet const settled_seeing = progress.seen() | progress.rejected | all_of(progress.not_acknowledged);
  auto const await_all = [&](UnixMillis told, CountrySet const& to) {
    await(EvidenceKind::not_retrieved, told, limits::retrieve_within, to - settled_retrieval);
    await(EvidenceKind::not_delivered, told, limits::deliver_within, to - settled_delivery);
    await(EvidenceKind::not_acknowledged, told, limits::acknowledge_within, to - settled_seeing);
  };
  await_all(current.entered.time, current.released - all_of(current.later_given));
  for (Told const& told : current.later_given) await_all(told.at.time, told.to & current.released);
}

}

std::optional<Moment> owes_purge_since(Head const& head, CountryCode member) {
  for (Told const& told : head.owed)
    if (told.to.contains(member)) return told.at;
  return std::nullopt;
}

bool owes_purge_of(Head const& head, Version const& version, CountryCode member) {
  if (!version.recalled.contains(member)) return false;
  Moment const recalled = detail::told_at(version.later_recalls, version, member);
  return std::ranges::any_of(head.owed,
                             [&](Told const& told) { return told.at == recalled && told.to.contains(member); });
}

std::optional<Silence> silence_of(Head const& head, Version const& current, Progress const& progress,
                                  UnixSeconds until) {
  std::optional<Silence> found;
  std::optional<UnixSeconds> first;
  visit_awaited(head, current, progress, [&](EvidenceKind kind, UnixSeconds over, CountrySet const& who) {
    if (over > until) return;
    if (!first || over < *first) {
      first = over;
      found = Silence{kind, who};
    }
  });
  if (!found) return found;
  visit_awaited(head, current, progress, [&](EvidenceKind kind, UnixSeconds over, CountrySet const& who) {
    if (over <= until && kind == found->kind) found->who = found->who | who;
  });
  return found;
}

std::optional<UnixSeconds> next_silence(Head const& head, Version const& current, Progress const& progress) {
  std::optional<UnixSeconds> next;
  visit_awaited(head, current, progress, [&next](EvidenceKind, UnixSeconds over, CountrySet const&) {
    next = next ? std::min(*next, over) : over;
  });
  return next;
}

}
