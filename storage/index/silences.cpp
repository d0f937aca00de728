#include "storage/index/silences.hpp"

#include "protocol/base/limits.hpp"

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
  CountrySet const no_more = progress.rejected;
  CountrySet const not_taken = progress.taken() | no_more | all_of(progress.not_retrieved);
  CountrySet const not_delivered = progress.in_system() | no_more | all_of(progress.not_delivered);
  CountrySet const not_seen = progress.seen() | no_more | all_of(progress.not_acknowledged);
  auto const await_all = [&](UnixMillis told, CountrySet const& to) {
    await(EvidenceKind::not_retrieved, told, limits::retrieve_within, to - not_taken);
    await(EvidenceKind::not_delivered, told, limits::deliver_within, to - not_delivered);
    await(EvidenceKind::not_acknowledged, told, limits::acknowledge_within, to - not_seen);
  };
  await_all(current.entered.time, current.released - all_of(current.later_given));
  for (Told const& told : current.later_given) await_all(told.at.time, told.to & current.released);
}

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
