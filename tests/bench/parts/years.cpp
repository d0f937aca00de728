// Five years of all bureaus in some minutes: notices are asked for, approved, changed, renewed, withdrawn and
// forgotten, bureaus confirm and purge, policies change, hits come and are answered. The exchange is the real one, from
// the journal to the index, on a store that does not sync; what happens is drawn from a seed. At the end everything is
// counted again.

#include <algorithm>
#include <map>
#include <queue>
#include <random>
#include <set>

#include "certs/federation/federation.hpp"
#include "protocol/life/review_date.hpp"
#include "storage/index/hits.hpp"
#include "storage/index/status.hpp"
#include "tests/bench/measure/must.hpp"
#include "tests/bench/parts/parts.hpp"
#include "tests/bench/parts/years_plan.hpp"
#include "tests/model/policies.hpp"
#include "tests/model/world.hpp"

namespace huecry::bench {
namespace {

using namespace std::chrono_literals;
using documents::EvidenceKind;
using life::NoticeEvent;
using std::chrono::days;

constexpr int k_days = 5 * 365 + 1;
constexpr std::size_t k_confirming = 20;  // bureaus that confirm and purge; the others owe it all their lives
constexpr std::size_t k_evidence_items = 1000;

class Years {
 public:
  Years(Simulation const& simulation, UnixMillis start)
      : random_(simulation.seed),
        start_(std::chrono::floor<days>(start) + days(1)),
        world_(simulation.federation, UnixMillis(start_) + 1h, std::size_t{512} << 20) {
    members_ = world_.members().members();
    for (std::size_t i = 0; i < k_confirming; ++i) confirming_.add(members_[i * members_.size() / k_confirming]);
    for (CountryCode const member : members_) forbids_[std::string(member.text())] = {};
    for (std::size_t i = 0; i < simulation.notices; ++i) plan_new(i);
    install();
  }

  json::Json run() {
    auto const began = Steady::now();
    for (day_ = 0; day_ < k_days; ++day_) {
      turn_clock();
      play();
      timed("duties", [&] { world_.catch_up(); });
      if (day_ % 7 == 6) end_week();
      if (day_ % 30 == 29) change_policy();
    }
    double const seconds = Seconds(Steady::now() - began).count();
    json::Json out = {{"bureaus", members_.size()},
                      {"notices", notices_.size()},
                      {"days", k_days},
                      {"entries", world_.entries()},
                      {"seconds", seconds},
                      {"happened", happened_},
                      {"phases", clockwork_.json()},
                      {"confirming", confirming_.size()},
                      {"evidence_items", evidence_items_}};
    out["end"] = recount();
    return out;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  bool chance(double p) { return std::uniform_real_distribution<>(0, 1)(random_) < p; }
  template <class Work>
  void timed(char const* phase, Work work) {
    clockwork_.begin();
    work();
    clockwork_.end(phase);
  }
  [[nodiscard]] std::chrono::sys_days date(int day) const { return start_ + days(day); }
  void plan(std::size_t notice, int after, Turn turn) { events_.push({day_ + std::max(after, 1), notice, turn}); }
  void plan_new(std::size_t notice) {
    Notice made;
    made.source = members_[below(members_.size())];
    made.id = std::string(made.source.text()) + "-" + std::to_string(notice);
    made.green = chance(0.5);
    notices_.push_back(std::move(made));
    events_.push({static_cast<int>(below(k_days - 30)), notice, Turn::submit});
  }

  void turn_clock() { world_.clock().set(std::max(world_.clock().now() + 1ms, UnixMillis(date(day_)) + 2h)); }

  void play() {
    while (!events_.empty() && events_.top().day <= day_) {
      Event const event = events_.top();
      events_.pop();
      timed("steps", [&] { step(event); });
    }
  }

  void step(Event const& event) {
    switch (event.turn) {
      case Turn::submit: return submit(event.notice, true);
      case Turn::decide: return decide_request(event.notice);
      case Turn::update: return submit(event.notice, false);
      case Turn::renew: return renew(event.notice);
      case Turn::withdraw: return withdraw(event.notice);
      case Turn::cancel: return decide(event.notice, NoticeEvent::cancel), touch(event.notice);
      case Turn::suspend: return decide(event.notice, NoticeEvent::suspend);
      case Turn::resume: return decide(event.notice, NoticeEvent::resume);
    }
  }

  documents::Notice document(std::size_t number) {
    Notice& notice = notices_[number];
    documents::Notice made;
    made.id = notice.id;
    made.ver = ++notice.ver;
    made.iss = notice.source;
    made.colour = notice.green ? documents::Colour::green : documents::Colour::blue;  // one signer is enough
    made.file_no = "file " + std::to_string(number);
    made.issued = date(day_);
    made.offences = {"ILM"};
    made.title = "PERSON " + std::to_string(number);
    made.search_text = "person\n" + std::to_string(number) + "\nborn somewhere, seen elsewhere, known as somebody else";
    return made;
  }

  /// It may be another's turn by now: whatever ended a notice leaves events behind that find it ended.
  [[nodiscard]] bool is_live(std::size_t number) const {
    auto const head = world_.head(notices_[number].id);
    return head && head->state == life::NoticeState::published;
  }

  void submit(std::size_t number, bool first) {
    if (!first && !is_live(number)) return;
    documents::Notice made = document(number);
    notices_[number].review_day =
        day_ + (chance(0.3) ? 60 + static_cast<int>(below(300)) : 700 + static_cast<int>(below(1100)));
    made.review_on = date(notices_[number].review_day);
    if (first && chance(0.2))
      for (int i = 0; i < 3; ++i) made.excluded.add(members_[below(members_.size())]);
    made.excluded = made.excluded - CountrySet{made.iss};
    must(world_.submit(std::move(made)));
    ++happened_[first ? "submit" : "update"];
    plan(number, static_cast<int>(below(3)), Turn::decide);
  }

  void decide_request(std::size_t number) {
    auto const head = world_.head(notices_[number].id);
    auto const request = must(index::request_of(world_.state(), head->first.position));
    if (!request) return;  // it ended meanwhile
    bool const update = life::is_in_force(head->state);
    decide(number, NoticeEvent::take);
    if (chance(0.05)) return decide(number, NoticeEvent::refuse);
    decide(number, NoticeEvent::approve);
    fresh_.push_back(number);
    if (!update) plan_life(number);
  }

  void plan_life(std::size_t number) {
    if (chance(0.35)) plan(number, 20 + static_cast<int>(below(1500)), Turn::withdraw);
    if (chance(0.05)) plan(number, 20 + static_cast<int>(below(1500)), Turn::cancel);
    if (chance(0.15)) plan(number, 20 + static_cast<int>(below(600)), Turn::update);
    if (chance(0.02)) plan(number, 20 + static_cast<int>(below(600)), Turn::suspend);
    if (chance(0.6)) plan(number, notices_[number].review_day - day_ - 10, Turn::renew);
  }

  void renew(std::size_t number) {
    Notice& notice = notices_[number];
    if (!is_live(number)) return;
    notice.review_day = std::max(notice.review_day, day_) + 200 + static_cast<int>(below(1000));
    if (notice.review_day > day_ + 1800) return;
    auto const head = world_.head(notice.id);
    if (head->review_on >= date(notice.review_day)) return;
    decide(number, NoticeEvent::renew);
    if (chance(0.6)) plan(number, notice.review_day - day_ - 10, Turn::renew);
  }

  void withdraw(std::size_t number) {
    auto const head = world_.head(notices_[number].id);
    if (!head || !life::is_in_force(head->state)) return;
    documents::Notice made = document(number);
    made.action = documents::Action::withdraw;
    made.reason = "arrested";
    must(world_.submit(std::move(made)));
    ++happened_["withdraw"];
    touch(number);
  }

  void decide(std::size_t number, NoticeEvent act) {
    Notice const& notice = notices_[number];
    auto const head = world_.head(notice.id);
    bool const needs_live = act == NoticeEvent::cancel || act == NoticeEvent::suspend || act == NoticeEvent::resume;
    if (needs_live && !life::is_in_force(head->state)) return;
    if ((head->state == life::NoticeState::suspended) != (act == NoticeEvent::resume) && act != NoticeEvent::cancel &&
        !life::is_about_request(act) && act != NoticeEvent::renew)
      return;
    documents::ReviewDecision made;
    made.act = act;
    made.notice = notice.id;
    made.source = notice.source;
    made.reason = "synthetic";
    made.ground = "ART3";
    bool const of_request = life::is_about_request(act);
    auto const request = must(index::request_of(world_.state(), head->first.position));
    made.ver = of_request && request ? request->ver : head->ver;
    made.prev =
        must(of_request ? index::last_step(world_.state(), *head) : index::last_step_in_force(world_.state(), *head));
    if (act == NoticeEvent::renew) made.review_on = date(notice.review_day);
    exchange::Decider decider;
    bool const of_source = act == NoticeEvent::renew;
    decider.role = of_source ? certs::Role::bureau : certs::Role::secretariat;
    decider.country = of_source ? notice.source : model::cc("XP");
    decider.party = of_source ? "NCB" : "GS";
    must(world_.decide(made, decider));
    ++happened_[std::string(life::to_text(act))];
    if (act == NoticeEvent::suspend) plan(number, 5 + static_cast<int>(below(30)), Turn::resume);
  }

  void touch(std::size_t number) { touched_.insert(number); }

  /// Each bureau confirms what came, and purges what was recalled.
  void end_week() {
    timed("evidence", [&] { confirm(); });
    timed("purges", [&] { purge(); });
    timed("hits", [&] { hits(); });
  }

  void confirm() {
    std::map<CountryCode, std::vector<documents::EvidenceItem>, BySlot> items;
    for (std::size_t const number : fresh_) {
      Notice const& notice = notices_[number];
      auto const head = world_.head(notice.id);
      auto const version = must(index::version_of(world_.state(), notice.source, notice.id, head->ver));
      for (CountryCode const member : (version->released & confirming_).members())
        items[member].push_back({notice.id, head->ver, version->object});
    }
    fresh_.clear();
    for (auto& [member, list] : items) {
      std::ranges::sort(list, {}, &documents::EvidenceItem::id);
      auto const twice = std::ranges::unique(list, {}, &documents::EvidenceItem::id);
      list.erase(twice.begin(), twice.end());
      say(EvidenceKind::retrieved, member, list);
      if (chance(0.3)) say(EvidenceKind::acknowledged, member, list);
    }
  }

  void purge() {
    std::map<CountryCode, std::vector<documents::EvidenceItem>, BySlot> items;
    for (std::size_t const number : std::exchange(touched_, {})) {
      Notice const& notice = notices_[number];
      auto const head = world_.head(notice.id);
      auto const version = must(index::version_of(world_.state(), notice.source, notice.id, head->ver));
      CountrySet owed;
      for (index::Told const& told : head->owed) owed = owed | told.to;
      for (CountryCode const member : (owed & version->recalled & confirming_).members())
        items[member].push_back({notice.id, head->ver, version->object});
    }
    for (auto const& [member, list] : items) say(EvidenceKind::purged, member, list);
  }

  void say(EvidenceKind kind, CountryCode by, std::vector<documents::EvidenceItem> const& list) {
    for (std::span<documents::EvidenceItem const> left(list); !left.empty();) {
      auto const part = left.first(std::min(left.size(), k_evidence_items));
      left = left.subspan(part.size());
      must(world_.say(kind, by, {part.begin(), part.end()}));
      evidence_items_ += part.size();
      ++happened_["evidence"];
    }
  }

  /// Some holders find somebody; most sources answer in time.
  void hits() {
    for (int i = 0; i < 10; ++i) {
      std::size_t const number = below(notices_.size());
      if (!is_live(number)) continue;
      auto const head = world_.head(notices_[number].id);
      auto const holders = head->holders.members();
      if (holders.empty()) continue;
      documents::Hit report;
      report.iss = report.reporter = holders[below(holders.size())];
      report.id = report.of = std::string(report.iss.text()) + "-H-" + std::to_string(++hits_);
      report.notice = head->id;
      report.source = head->iss;
      report.ver = head->ver;
      report.clock = static_cast<life::LimitNumber>(below(life::k_limit_profiles.size()));
      report.event = life::HitEvent::report;
      documents::Hit answer = report;
      if (!world_.hit(std::move(report))) continue;  // it holds an earlier version
      ++happened_["hit"];
      if (chance(0.1)) continue;
      answer.act = documents::HitAct::answer;
      answer.event = life::HitEvent::confirm;
      answer.iss = head->iss;
      answer.id = std::string(head->iss.text()) + "-A-" + std::to_string(hits_);
      answer.code = "CONFIRMED";
      must(world_.hit(std::move(answer)));
      ++happened_["hit answer"];
    }
  }

  void change_policy() {
    timed("policies", [&] {
      std::string const source(members_[below(members_.size())].text());
      forbids_[source].clear();
      for (std::size_t i = below(6); i > 0; --i) {
        std::string const other(members_[below(members_.size())].text());
        if (other != source) forbids_[source].insert(other);
      }
      install();
      for (std::size_t i = 0; i < notices_.size(); ++i)
        if (notices_[i].source.text() == source && notices_[i].ver > 0) touch(i);
      ++happened_["policy"];
    });
  }

  void install() {
    model::Rules rules;
    rules.forbids = forbids_;
    world_.install(model::policies_of(rules, ++policies_));
  }

  /// Every notice is in one state; who holds one holds a live one, or owes its purge; nothing is due; and the journal
  /// gives the same rows once more.
  json::Json recount() {
    std::map<std::string, std::size_t> states;
    std::size_t holdings = 0, owed = 0;
    timed("recount", [&] {
      for (Notice const& notice : notices_) {
        auto const head = world_.head(notice.id);
        require(head.has_value(), "a notice is lost: " + notice.id);
        ++states[std::string(life::to_text(head->state))];
        bool const stands = life::is_in_force(head->state);
        require(stands || head->holders.empty(), "held, and not live: " + notice.id);
        require(!stands || life::review_ends(*head->review_on) + 2h > world_.now(),
                "beyond its review date: " + notice.id);
        holdings += head->holders.size();
        for (index::Told const& told : head->owed) owed += told.to.size();
      }
    });
    json::Json out = {{"states", states}, {"holdings", holdings}, {"purges_owed", owed}};
    auto const began = Steady::now();
    std::string const differences = world_.rebuilt_differently();
    require(differences.empty(), "made again from the journal, a view differs: " + differences);
    out["rebuild_seconds"] = Seconds(Steady::now() - began).count();
    return out;
  }

  struct BySlot {
    bool operator()(CountryCode a, CountryCode b) const { return a.slot() < b.slot(); }
  };

  std::mt19937_64 random_;
  std::chrono::sys_days start_;
  model::World world_;
  std::vector<CountryCode> members_;
  CountrySet confirming_;
  std::vector<Notice> notices_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<std::size_t> fresh_;  // came into force this week
  std::set<std::size_t> touched_;   // something may have been recalled this week
  std::map<std::string, std::set<std::string>> forbids_;
  std::map<std::string, std::size_t> happened_;
  Clockwork clockwork_;
  int day_ = 0;
  std::size_t policies_ = 0, hits_ = 0, evidence_items_ = 0;
};

}

json::Json five_years(Simulation const& simulation) {
  Years years(simulation, SystemClock().now());
  json::Json out = years.run();
  out["peak_resident_mib"] = peak_resident_bytes() >> 20;
  return out;
}

}
