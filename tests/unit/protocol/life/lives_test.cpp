// The tables themselves: nothing but what is listed here is possible, and what must never happen cannot.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "protocol/life/advance.hpp"
#include "protocol/life/extract_life.hpp"
#include "protocol/life/notice_life.hpp"
#include "protocol/life/recall_life.hpp"

using namespace huecry;
using namespace huecry::life;

namespace {

Set<Guard> all_guards() {
  Set<Guard> all;
  for (std::size_t i = 0; i < k_guards; ++i) all.add(static_cast<Guard>(i));
  return all;
}

template <class State>
std::vector<std::optional<State>> states() {
  std::vector<std::optional<State>> all{std::nullopt};
  for (std::size_t i = 0; i <= static_cast<std::size_t>(State::last_); ++i) all.push_back(static_cast<State>(i));
  return all;
}

std::string initials(Set<Actor> who) {
  std::string_view const letters =
      "SRLGCHT";  // source, reviewer, legal, general secretariat, commission, holder, timer
  std::string text;
  for (std::size_t i = 0; i < k_actors.size(); ++i)
    if (who.has(static_cast<Actor>(i))) text += letters[i];
  return text;
}

/// What the interpreter lets happen when every condition is met: "requested take RL".
template <class State, class Event>
std::set<std::string> possible(std::span<Transition<State, Event> const> table) {
  std::map<std::string, Set<Actor>> found;
  for (auto const& from : states<State>())
    for (std::size_t e = 0; e <= static_cast<std::size_t>(Event::last_); ++e)
      for (std::size_t a = 0; a < k_actors.size(); ++a) {
        auto const event = static_cast<Event>(e);
        auto const step = advance(table, "thing", from, event, {static_cast<Actor>(a)}, all_guards());
        if (step)
          found[(from ? std::string(to_text(*from)) : "-") + " " + std::string(to_text(event))].add(
              static_cast<Actor>(a));
      }
  std::set<std::string> lines;
  for (auto const& [what, who] : found) lines.insert(what + " " + initials(who));
  return lines;
}

/// Everything that can be reached from a state without the rows that `without` names.
template <class State, class Event>
std::set<State> reachable(std::span<Transition<State, Event> const> table, std::optional<State> from,
                          std::string_view without = "") {
  std::set<State> found;
  std::vector<std::optional<State>> left{from};
  while (!left.empty()) {
    auto const at = left.back();
    left.pop_back();
    for (auto const& row : table)
      if (row.from == at && row.number != without && row.to != at && found.insert(row.to).second)
        left.push_back(row.to);
  }
  return found;
}

}

TEST_SUITE("protocol/life lives") {
  TEST_CASE("a notice can go these ways and no other, whoever tries") {
    CHECK(possible(notice_life()) == std::set<std::string>{"- submit S",
                                                           "requested take RL",
                                                           "requested resubmit S",
                                                           "requested drop S",
                                                           "under_review take RL",
                                                           "under_review release RL",
                                                           "under_review give back RL",
                                                           "under_review drop S",
                                                           "under_review refuse RL",
                                                           "under_review approve RL",
                                                           "returned resubmit S",
                                                           "returned drop S",
                                                           "returned lapse T",
                                                           "published submit S",
                                                           "published add remark G",
                                                           "published suspend SGC",
                                                           "published withdraw S",
                                                           "published cancel GC",
                                                           "published renew S",
                                                           "published remind T",
                                                           "suspended remind T",
                                                           "suspended renew S",
                                                           "published expire T",
                                                           "suspended resume GC",
                                                           "suspended withdraw S",
                                                           "suspended cancel GC",
                                                           "suspended expire T",
                                                           "refused erase T",
                                                           "abandoned erase T",
                                                           "withdrawn erase T",
                                                           "cancelled erase T",
                                                           "expired erase T",
                                                           "published hold GC",
                                                           "published lift GC",
                                                           "suspended hold GC",
                                                           "suspended lift GC",
                                                           "refused hold GC",
                                                           "refused lift GC",
                                                           "abandoned hold GC",
                                                           "abandoned lift GC",
                                                           "withdrawn hold GC",
                                                           "withdrawn lift GC",
                                                           "cancelled hold GC",
                                                           "cancelled lift GC",
                                                           "expired hold GC",
                                                           "expired lift GC"});
  }

  TEST_CASE("a diffusion can go these ways and no other") {
    CHECK(possible(diffusion_life()) == std::set<std::string>{"- send S",
                                                              "held send RL",
                                                              "held reject RL",
                                                              "held drop S",
                                                              "held lapse T",
                                                              "sent clear RL",
                                                              "sent object to RLC",
                                                              "sent withdraw S",
                                                              "sent expire T",
                                                              "reviewed_ok object to RLC",
                                                              "reviewed_ok withdraw S",
                                                              "reviewed_ok expire T",
                                                              "rejected erase T",
                                                              "abandoned erase T",
                                                              "non_compliant erase T",
                                                              "withdrawn erase T",
                                                              "expired erase T",
                                                              "sent hold GC",
                                                              "sent lift GC",
                                                              "reviewed_ok hold GC",
                                                              "reviewed_ok lift GC",
                                                              "rejected hold GC",
                                                              "rejected lift GC",
                                                              "abandoned hold GC",
                                                              "abandoned lift GC",
                                                              "non_compliant hold GC",
                                                              "non_compliant lift GC",
                                                              "withdrawn hold GC",
                                                              "withdrawn lift GC",
                                                              "expired hold GC",
                                                              "expired lift GC"});
  }

  TEST_CASE("an extract can go these ways and no other") {
    CHECK(possible(extract_life()) == std::set<std::string>{"none ask for S", "removed ask for S", "asked publish RLT",
                                                            "none publish T", "removed publish T", "asked remove SRLCT",
                                                            "published remove SRLCT"});
  }

  TEST_CASE("an extract follows its notice at once") {
    struct Row {
      char const* name;
      ExtractState from;
      Publicity publicity;
      NoticeState notice;
      ExtractState to;
      std::optional<Publicity> before{};
    };
    using enum ExtractState;
    constexpr auto never = Publicity::never, on_request = Publicity::on_request, always = Publicity::always;
    constexpr Row k_rows[] = {
        {"asked for, and published still", asked, on_request, NoticeState::published, asked},
        {"public, and published still", published, on_request, NoticeState::published, published},
        {"public, then suspended", published, on_request, NoticeState::suspended, removed},
        {"asked for, then suspended", asked, on_request, NoticeState::suspended, removed},
        {"removed, then resumed", removed, on_request, NoticeState::published, removed},
        {"public, then withdrawn", published, on_request, NoticeState::withdrawn, removed},
        {"public, then cancelled", published, on_request, NoticeState::cancelled, removed},
        {"public, then expired", published, on_request, NoticeState::expired, removed},
        {"public, then erased", published, on_request, NoticeState::deleted, removed},
        {"public, then of another colour", published, never, NoticeState::published, removed},
        {"never had one, and ends", none, on_request, NoticeState::withdrawn, none},
        {"always public, asked for", none, always, NoticeState::requested, none},
        {"always public, published", none, always, NoticeState::published, published},
        {"always public, suspended", published, always, NoticeState::suspended, removed},
        {"always public, resumed", removed, always, NoticeState::published, published},
        {"always public, withdrawn", published, always, NoticeState::withdrawn, removed},
        {"never public, published", none, never, NoticeState::published, none},
        {"always public, then on request alone", published, on_request, NoticeState::published, removed, always},
        {"on request, then always public", published, always, NoticeState::published, published, on_request},
        {"asked for, then always public", asked, always, NoticeState::published, published, on_request},
        {"none, then of another kind", none, on_request, NoticeState::published, none, always}};
    for (Row const& row : k_rows) {
      CAPTURE(row.name);
      CHECK(extract_after(row.from, row.before.value_or(row.publicity), row.publicity, row.notice) == row.to);
      CHECK(extract_after(row.to, row.publicity, row.publicity, row.notice) == row.to);  // there it stays
    }
  }

  TEST_CASE("no extract is public but of a notice that is published, and of a colour that may have one") {
    for (ExtractState const from :
         {ExtractState::none, ExtractState::asked, ExtractState::published, ExtractState::removed})
      for (auto const& notice : states<NoticeState>())
        for (Publicity const publicity : {Publicity::never, Publicity::on_request, Publicity::always}) {
          if (!notice) continue;
          ExtractState const after = extract_after(from, publicity, publicity, *notice);
          bool const open = after == ExtractState::published || after == ExtractState::asked;
          if (open) CHECK((*notice == NoticeState::published && publicity != Publicity::never));
        }
  }

  TEST_CASE("a recall can go these ways and no other, and only its holder says that it is purged") {
    CHECK(possible(recall_life()) ==
          std::set<std::string>{"- order SRLGCT", "ordered deliver H", "ordered acknowledge H", "ordered purge H",
                                "ordered dispute H", "ordered release again ST", "delivered acknowledge H",
                                "delivered purge H", "delivered dispute H", "delivered release again ST",
                                "acknowledged purge H", "acknowledged dispute H", "acknowledged release again ST",
                                "disputed purge H", "disputed release again ST"});
  }

  TEST_CASE("no notice is published without an approval, and none comes back from an end") {
    CHECK_FALSE(reachable(notice_life(), std::optional<NoticeState>(), "N7").contains(NoticeState::published));
    for (bool const diffusion : {false, true})
      for (auto const& from : states<NoticeState>()) {
        if (!from || !is_final(*from)) continue;
        CAPTURE(to_text(*from));
        auto after = reachable(life_of(diffusion), from);
        after.erase(*from);  // a hold moves nothing
        CHECK((after.empty() || after == std::set{NoticeState::deleted}));
        bool const reached = reachable(life_of(diffusion), std::optional<NoticeState>()).contains(*from);
        CHECK(after.empty() == (!reached || *from == NoticeState::deleted));
      }
  }

  TEST_CASE("a notice is never in a state of diffusions alone, nor the other way round") {
    std::set<NoticeState> const ends{NoticeState::abandoned, NoticeState::withdrawn, NoticeState::expired,
                                     NoticeState::deleted};
    auto const notices = reachable(notice_life(), std::optional<NoticeState>());
    for (NoticeState const state : reachable(diffusion_life(), std::optional<NoticeState>()))
      CHECK(notices.contains(state) == ends.contains(state));
  }

  TEST_CASE("what is held reaches nobody but by a reviewer's word") {
    std::set<NoticeState> out;
    for (auto const& row : diffusion_life())
      if (row.from == NoticeState::held && is_live(row.to)) {
        out.insert(row.to);
        CHECK(row.event == NoticeEvent::send);
        CHECK_FALSE(row.who.has(Actor::source));
      }
    CHECK(out == std::set{NoticeState::sent});
  }

  TEST_CASE("whatever ends a published notice recalls it, and nothing is erased while a holder owes a purge") {
    for (bool const diffusion : {false, true})
      for (auto const& row : life_of(diffusion)) {
        CAPTURE(row.number);
        bool const ends = row.from && is_in_force(*row.from) && is_final(row.to);
        CHECK(row.effects.has(Effect::recall) == ends);
        if (row.effects.has(Effect::erase)) CHECK(row.guards.has(Guard::recalls_closed));
      }
  }

  TEST_CASE("what was rejected, or found bad, is never sent again") {
    for (NoticeState const from : {NoticeState::rejected, NoticeState::non_compliant, NoticeState::withdrawn}) {
      auto const after = reachable(diffusion_life(), std::optional(from));
      CHECK(after == std::set{NoticeState::deleted});
    }
  }

  TEST_CASE("states have words of their own, and the words lead back") {
    for (auto const& state : states<NoticeState>())
      if (state) CHECK(notice_state(to_text(*state)) == state);
    CHECK_FALSE(notice_state("draft"));
  }
}
