// Random events by random actors, against the exchange as it is and against a small reference: both must agree on what
// may happen and on everything that follows. HUECRY_SEED replays a run, HUECRY_STEPS sets how many steps it has.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "protocol/crypto/hash.hpp"
#include "storage/index/due.hpp"
#include "tests/model/compare.hpp"
#include "tests/model/federation.hpp"
#include "tests/model/policies.hpp"
#include "tests/model/words.hpp"
#include "tests/model/world.hpp"
#include "tests/support/seed.hpp"

using namespace huecry;
using namespace huecry::model;
using namespace std::chrono_literals;

namespace {

using documents::EvidenceKind;

constexpr char const* k_sources[] = {"FR", "DE"};
constexpr std::size_t k_at_once = 14;   // notices and diffusions that events are about
constexpr std::size_t k_episode = 750;  // steps; then a world begins anew

std::size_t wanted_steps() {
  char const* const given = std::getenv("HUECRY_STEPS");  // NOLINT(concurrency-mt-unsafe): one thread
  return given == nullptr ? 6000 : std::stoull(given);
}

/// One run of both, event by event.
class Run {
 public:
  Run(std::mt19937_64& random, bool is_slow)
      : random_(random),
        world_(federation(), SystemClock().now()),
        reference_({std::begin(k_members), std::end(k_members)}),
        is_slow_(is_slow) {
    for (std::size_t i = 0; i < k_at_once; ++i) names_.push_back(new_name());
    put_rules();
  }

  void step() {
    std::size_t const dice = below(100);
    if (dice < 15)
      submit();
    else if (dice < 17)
      withdraw();
    else if (dice < 72)
      decide();
    else if (dice < 77)
      retrieve();
    else if (dice < 84)
      purge();
    else if (dice < 93)
      pass_time();
    else if (dice < 99)
      change_rules();
    else if (one_in(4))
      world_.restart();
    renew_names();
    world_.catch_up();
    reference_.catch_up(world_.now());
    compare();
  }

  void finish() {
    for (auto const& [id, notice] : reference_.notices) happened["erase"] += notice.state == "deleted" ? 1U : 0U;
    CHECK(world_.rebuilt_differently() == "");
  }

  std::map<std::string, std::size_t> happened;  // by kind of event, those that were possible

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class List>
  auto const& one_of(List const& list) {
    return *(std::begin(list) + static_cast<std::ptrdiff_t>(below(std::size(list))));
  }

  std::string new_name() {
    return std::string(one_of(k_sources)) + (one_in(2) ? "-d" : "-") + std::to_string(++named_);
  }
  static bool is_diffusion(std::string const& id) { return id[3] == 'd'; }
  /// What has come to its end is asked about for a while, then something new begins.
  void renew_names() {
    for (std::string& name : names_) {
      auto const found = reference_.notices.find(name);
      bool const ended = found != reference_.notices.end() && !found->second.in_force() && !found->second.request;
      if (ended && one_in(found->second.state == "deleted" ? 10 : 60)) name = new_name();
    }
  }

  void expect(std::string const& what, Result<> const& done, bool possible) {
    INFO(what);
    INFO("the exchange: " << (done ? "done" : done.error().detail));
    REQUIRE(static_cast<bool>(done) == possible);
    if (!possible) return;
    ++happened[what.substr(0, what.find(' '))];
    std::size_t const at = what.find(' ') + 1;
    history_[what.substr(at, what.find(' ', at) - at)] += "; " + what;
  }

  std::uint32_t next_version(std::string const& id) {
    auto const found = reference_.notices.find(id);
    std::uint32_t const next = found == reference_.notices.end() ? 1 : found->second.newest + 1;
    return one_in(15) ? next + 1 : next;
  }

  void submit() {
    std::string const id = one_of(names_);
    std::uint32_t const ver = next_version(id);
    Version version;
    for (char const* member : k_members)
      if (one_in(5)) version.excluded.insert(member);
    version.review_on = today() + std::chrono::days(1 + below(one_in(2) ? 10 : 900));
    version.file_no = one_in(12) ? "other" : "file";
    version.red = one_in(3);
    version.yellow = !version.red && one_in(2);
    version.unsc = !version.red && !version.yellow && one_in(2) && !is_diffusion(id);
    version.kept = one_in(6);
    documents::Notice notice = document(id, ver);
    for (std::string const& member : version.excluded) notice.excluded.add(cc(member));
    notice.colour = version.red      ? documents::Colour::red
                    : version.yellow ? documents::Colour::yellow
                    : version.unsc   ? documents::Colour::unsc
                                     : documents::Colour::blue;
    notice.handling = version.kept ? "H2" : "H0";
    notice.file_no = version.file_no;
    notice.review_on = version.review_on;
    notice.urgent = one_in(5);
    if (is_diffusion(id))
      expect("send " + id, world_.submit(std::move(notice)), reference_.send(id, ver, version));
    else
      expect("submit " + id, world_.submit(std::move(notice)), reference_.submit(id, ver, version));
  }

  void withdraw() {
    std::string const id = one_of(names_);
    std::uint32_t const ver = next_version(id);
    documents::Notice notice = document(id, ver);
    notice.action = documents::Action::withdraw;
    notice.reason = "arrested";
    expect("withdraw " + id, world_.submit(std::move(notice)), reference_.withdraw(id, ver));
  }

  documents::Notice document(std::string const& id, std::uint32_t ver) {
    documents::Notice notice;
    notice.id = id;
    notice.ver = ver;
    notice.diffusion = is_diffusion(id);
    notice.iss = cc(id.substr(0, 2));
    notice.issued = today();
    return notice;
  }

  void decide() {
    constexpr char const* k_acts[] = {
        "take",   "take",   "take",    "approve",     "approve",         "approve",       "approve", "release",
        "return", "refuse", "suspend", "resume",      "cancel",          "renew",         "clear",   "reject",
        "object", "hold",   "lift",    "ask_extract", "publish_extract", "remove_extract"};
    constexpr char const* k_parties[] = {"GS", "GS", "GS", "LEGAL", "LEGAL", "CCF", "FR", "DE"};
    std::string id = one_of(names_);
    // These are few, or not for long.
    if (one_in(4))
      prefer(id, [](Notice const& notice) { return notice.state == "held"; });
    else if (one_in(4))
      prefer(id, [](Notice const& notice) { return notice.state == "published"; });
    else if (one_in(4))
      prefer(id, may_be_public);
    Act act;
    act.act = one_of(k_acts);
    act.party = one_of(k_parties);
    if (!one_in(3)) be_sensible(id, act);
    act.right_step = !one_in(12);
    act.complete = !one_in(12) || act.act == "take" || act.act == "approve" || act.act == "release" ||
                   act.act == "clear" || act.act == "let_out" || act.act.ends_with("_extract");
    act.answer_until = world_.now() + std::chrono::hours(below(60)) - 5h;
    act.signers_stand = world_.stands(decider("GS").signer);
    act.review_on = today() + std::chrono::days(below(2000)) - std::chrono::days(2);
    expect(act.act + " " + id + " by " + act.party, world_.decide(decision(id, act), decider(act.party)),
           reference_.decide(id, act, world_.now()));
  }

  /// It may have a public extract.
  static bool may_be_public(Notice const& notice) {
    if (notice.state != "published") return false;
    Version const& version = notice.versions.at(notice.current);
    return version.red || version.yellow;
  }

  void prefer(std::string& id, bool (*wanted)(Notice const&)) {
    for (std::string const& name : names_) {
      auto const found = reference_.notices.find(name);
      if (found != reference_.notices.end() && wanted(found->second)) id = name;
    }
  }

  /// What somebody would do who looks at the notice first.
  void be_sensible(std::string const& id, Act& act) {
    auto const found = reference_.notices.find(id);
    if (found == reference_.notices.end()) return;
    Notice const& notice = found->second;
    if (!notice.held_by.empty() && one_in(2)) {
      act.act = "lift";
      act.party = *notice.held_by.begin();
      return;
    }
    constexpr char const* k_under_review[] = {"approve", "approve", "approve", "approve",
                                              "return",  "refuse",  "release"};
    constexpr char const* k_published[] = {"suspend", "suspend", "renew", "renew", "cancel"};
    if (notice.request && notice.request->state == "requested") {
      act.act = "take";
      act.party = one_in(2) ? "GS" : "LEGAL";
    } else if (notice.request && notice.request->state == "under_review") {
      act.act = one_of(k_under_review);
      act.party = one_in(3) ? "LEGAL" : notice.request->lease;
    } else if (may_be_public(notice) && one_in(2)) {
      bool const waits = notice.extract == "asked";
      act.act = waits ? "publish_extract" : notice.extract == "published" ? "remove_extract" : "ask_extract";
      act.party = act.act == "ask_extract" ? notice.source : one_in(2) ? "GS" : "LEGAL";
    } else if (notice.state == "published") {
      act.act = one_of(k_published);
      act.party = act.act == "renew" ? notice.source : "GS";
    } else if (notice.diffusion) {
      act.act = notice.state == "held" ? (one_in(2) ? "reject" : "let_out") : one_in(3) ? "object" : "clear";
      act.party = one_in(2) ? "GS" : "LEGAL";
    } else if (notice.state == "suspended") {
      act.act = "resume";
      act.party = "CCF";
    } else if (one_in(3)) {  // it has ended
      act.act = "hold";
      act.party = one_in(2) ? "GS" : "CCF";
    }
  }

  documents::ReviewDecision decision(std::string const& id, Act const& act) {
    documents::ReviewDecision made;
    made.act = event_of(act.act);
    made.notice = id;
    made.source = cc(id.substr(0, 2));
    name_step(made, act.right_step);
    if (!act.complete) return made;
    made.reason = "doubt";
    made.ground = "ART3";
    made.missing = {"the warrant"};
    made.answer_until = act.answer_until;
    if (made.act == life::NoticeEvent::renew) made.review_on = act.review_on;
    return made;
  }

  /// A step that is not the last, or a version that is not the one, where it shall be wrong.
  void name_step(documents::ReviewDecision& made, bool right) {
    auto const head = world_.head(made.notice);
    if (!head) return;
    auto const request = index::request_of(world_.state(), head->first.position);
    REQUIRE(request);
    bool const of_request = life::is_about_request(made.act);
    made.ver = of_request && *request ? (*request)->ver : head->ver;
    made.prev = of_request                         ? *index::last_step(world_.state(), *head)
                : life::is_about_extract(made.act) ? *index::last_step_of_extract(world_.state(), *head)
                                                   : *index::last_step_in_force(world_.state(), *head);
    if (right) return;
    if (one_in(2))
      ++made.ver;
    else
      ++made.prev.bytes[0];
  }

  exchange::Decider decider(std::string const& party) {
    exchange::Decider made;
    bool const bureau = std::ranges::count(k_members, party) != 0;
    made.role = bureau ? certs::Role::bureau : certs::Role::secretariat;
    made.country = cc(bureau ? party : "XP");
    made.party = bureau ? "NCB" : party;
    made.kind = party == "LEGAL" ? "legal" : party == "CCF" ? "commission" : "";
    made.signer = signer_of(made.country, made.party);
    return made;
  }

  /// A certificate that the trust list has: an agreement counts only while its signer stands.
  Digest signer_of(CountryCode country, std::string const& party) {
    auto const pem =
        federation() / std::string(country.text()) / party / (party == "NCB" ? "notices.pem" : "review.pem");
    auto& known = signers_[pem.string()];
    if (known == Digest()) known = thumbprint_of(pem);
    return known;
  }

  /// Whoever owes a purge says it about the newest version that was recalled from it; whoever does not is refused.
  void purge() {
    std::string const id = one_of(names_);
    std::string who = one_of(k_members);
    auto const found = reference_.notices.find(id);
    if (found == reference_.notices.end()) return;
    if (!found->second.owed.empty() && !one_in(3)) who = *found->second.owed.begin();
    for (std::uint32_t ver = found->second.newest; ver > 0; --ver) {
      auto const version = index::version_of(world_.state(), cc(id.substr(0, 2)), id, ver);
      REQUIRE(version);
      if (*version && (*version)->recalled.contains(cc(who)))
        return expect("purge " + id + " by " + who, world_.say(EvidenceKind::purged, cc(who), id, ver),
                      purged(found->second, who));
    }
    expect("purge " + id + " by " + who, world_.say(EvidenceKind::purged, cc(who), id, found->second.newest), false);
    REQUIRE_FALSE(found->second.owed.contains(who));
  }

  /// Somebody who was sent a diffusion, or a recall of it, says that it has it.
  void retrieve() {
    std::string const id = one_of(names_), who = one_of(k_members);
    auto const found = reference_.notices.find(id);
    if (found == reference_.notices.end() || !is_diffusion(id)) return;
    Notice& notice = found->second;
    auto const version = index::version_of(world_.state(), cc(id.substr(0, 2)), id, notice.current);
    REQUIRE((version && *version));
    bool const sent = ((*version)->released | (*version)->recalled).contains(cc(who));
    expect("retrieve " + id + " by " + who, world_.say(EvidenceKind::retrieved, cc(who), id, notice.current), sent);
    if (notice.holders.contains(who)) notice.taken.insert(who);
  }

  static bool purged(Notice& notice, std::string const& who) {
    notice.owed.erase(who);
    return true;
  }

  void pass_time() {
    std::chrono::milliseconds const slow[] = {5min, 30min, 1h, 4h};
    std::chrono::milliseconds const fast[] = {1h, 5h, 26h, 24h * 6, 24h * 20, 24h * 45};
    world_.clock().advance(is_slow_ ? one_of(slow) : one_of(fast));
  }

  void change_rules() {
    constexpr Mode k_modes[] = {Mode::pre_screen, Mode::pre_screen, Mode::read_only, Mode::suspended};
    for (char const* member : {"FR", "DE", "IT"})
      reference_.rules.modes[member] = one_in(2) ? one_of(k_modes) : Mode::normal;
    for (char const* source : k_sources) {
      auto& forbids = reference_.rules.forbids[source];
      forbids.clear();
      for (char const* member : k_members)
        if (one_in(4)) forbids.insert(member);
    }
    put_rules();
  }

  void put_rules() { world_.install(policies_of(reference_.rules, ++rules_)); }

  std::chrono::sys_days today() const { return std::chrono::floor<std::chrono::days>(world_.now()); }

  void compare() {
    for (auto& [id, notice] : reference_.notices) {
      INFO(id << history_[id]);
      check_same(world_, id, notice);
    }
    auto const due = index::due(world_.state(), world_.now() - 1h, 1);
    REQUIRE(due);
    REQUIRE(due->empty());
  }

  std::mt19937_64& random_;
  World world_;
  Reference reference_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> history_;  // by notice, for whoever looks into a failure
  std::map<std::string, Digest> signers_;
  bool const is_slow_;  // hours pass, so that revocation lists stay fresh and two can agree; else days, and notices end
  std::size_t named_ = 0, rules_ = 0;
};

}

TEST_SUITE("model life") {
  TEST_CASE("whatever happens in whatever order, the exchange does what the reference says, and no more") {
    HUECRY_SEEDED;
    auto random = test::generator("life model");
    std::map<std::string, std::size_t> happened;
    std::size_t const wanted = wanted_steps();
    for (std::size_t done = 0; done < wanted;) {
      Run run(random, (done / k_episode) % 2 == 0);
      for (std::size_t i = 0; i < k_episode && done < wanted; ++i, ++done) {
        INFO("step " << done);
        run.step();
      }
      run.finish();
      for (auto const& [what, count] : run.happened) happened[what] += count;
    }
    std::cout << "life model: " << wanted << " steps, HUECRY_SEED=" << test::seed() << "\n";
    for (auto const& [what, count] : happened) std::cout << "  " << what << " " << count << "\n";
    for (char const* what :
         {"submit", "withdraw", "take",  "release", "return", "refuse",      "approve",         "suspend",
          "resume", "cancel",   "renew", "purge",   "send",   "let_out",     "clear",           "reject",
          "object", "retrieve", "hold",  "lift",    "erase",  "ask_extract", "publish_extract", "remove_extract"})
      CHECK_MESSAGE(happened[what] * 6000 >= wanted, std::string(what));  // the world is no desert
  }
}
