#include "tests/model/reference.hpp"

#include <algorithm>

namespace huecry::model {
namespace {

using namespace std::chrono_literals;

constexpr auto k_lease = 4h;
constexpr auto k_kept = 90 * 24h;
constexpr auto k_late = 1h;  // the hub acts an hour after the time

bool is_reviewer(std::string const& party) { return party == "GS" || party == "LEGAL"; }

UnixSeconds end_of(std::chrono::sys_days day) { return day + std::chrono::days(1); }

bool is_final(Notice const& notice) { return !notice.in_force() && !notice.request; }

/// "today + 1 to today + five years".
bool may_stand(std::chrono::sys_days review_on, UnixSeconds now) {
  auto const today = std::chrono::floor<std::chrono::days>(now);
  std::chrono::year_month_day const date(today);
  auto const last = (date.year() + std::chrono::years(5)) / date.month() / date.day();
  return review_on > today &&
         review_on <= (last.ok() ? std::chrono::sys_days(last)
                                 : std::chrono::sys_days(last.year() / last.month() / std::chrono::last));
}

}

Mode Reference::mode(std::string const& country) const {
  auto const found = rules.modes.find(country);
  return found == rules.modes.end() ? Mode::normal : found->second;
}

bool Reference::may_send(std::string const& country) const {
  return mode(country) == Mode::normal || mode(country) == Mode::pre_screen;
}

bool Reference::is_stopped(Notice const& notice) const {
  if (!notice.diffusion) return mode(notice.source) == Mode::suspended;
  return !may_send(notice.source) || (mode(notice.source) == Mode::pre_screen && !notice.cleared);
}

bool Reference::send(std::string const& id, std::uint32_t ver, Version const& version) {
  std::string const source = id.substr(0, 2);
  if (ver != 1 || notices.contains(id) || !may_send(source)) return false;
  Notice& notice = notices[id];
  notice.source = source;
  notice.diffusion = true;
  notice.newest = notice.current = ver;
  notice.versions[ver] = version;
  notice.review_on = version.review_on;
  notice.state = mode(source) == Mode::pre_screen ? "held" : "sent";
  notice.request = Request();
  notice.request->ver = ver;
  notice.request->state = notice.state;
  return true;
}

bool Reference::submit(std::string const& id, std::uint32_t ver, Version const& version) {
  std::string const source = id.substr(0, 2);
  auto const found = notices.find(id);
  std::uint32_t const newest = found == notices.end() ? 0 : found->second.newest;
  if (ver != newest + 1 || !may_send(source)) return false;
  if (found != notices.end()) {
    Notice const& notice = found->second;
    if (is_final(notice) || (!notice.request && notice.state == "suspended")) return false;
    if (notice.request) {
      bool const open = notice.request->state == "requested" || notice.request->state == "returned";
      if (!open || notice.versions.at(notice.request->ver).file_no != version.file_no) return false;
    }
  }
  Notice& notice = notices[id];
  notice.source = source;
  notice.newest = ver;
  notice.versions[ver] = version;
  notice.request = Request();
  notice.request->ver = ver;
  return true;
}

bool Reference::withdraw(std::string const& id, std::uint32_t ver) {
  auto const found = notices.find(id);
  if (found == notices.end() || ver != found->second.newest + 1 || is_final(found->second)) return false;
  Notice& notice = found->second;
  notice.newest = ver;
  if (notice.in_force()) {
    end(notice, "withdrawn");
  } else {
    notice.state = "abandoned";
    notice.request.reset();
  }
  return true;
}

bool Reference::decide(std::string const& id, Act const& act, UnixSeconds now) {
  auto const found = notices.find(id);
  if (found == notices.end() || !act.right_step || !act.complete) return false;
  Notice& notice = found->second;
  bool const of_bureau = !is_reviewer(act.party) && act.party != "CCF";
  if (of_bureau && act.party != notice.source) return false;
  if (act.act.ends_with("_extract")) return decide_extract(notice, act);
  if (act.act == "hold" || act.act == "lift") return decide_hold(notice, act);
  bool const about_diffusions =
      act.act == "let_out" || act.act == "clear" || act.act == "reject" || act.act == "object";
  if (about_diffusions != notice.diffusion) return false;
  if (notice.diffusion) return !of_bureau && decide_diffusion(notice, act, now);
  bool const of_request =
      act.act == "take" || act.act == "release" || act.act == "return" || act.act == "refuse" || act.act == "approve";
  if (!of_request) return decide_in_force(notice, act, now);
  return notice.request && is_reviewer(act.party) && decide_request(notice, act, now);
}

bool Reference::decide_diffusion(Notice& notice, Act const& act, UnixSeconds now) const {
  bool const held = notice.state == "held";
  if (act.act == "object") {
    if (!notice.in_force()) return false;
    end(notice, "non_compliant");
    return true;
  }
  if (!is_reviewer(act.party)) return false;
  if (act.act == "reject") {
    if (!held) return false;
    notice.state = "rejected";
    notice.request.reset();
    return true;
  }
  bool const lets_out = act.act == "let_out";
  if (lets_out && (!held || !may_send(notice.source) || end_of(notice.review_on) <= now)) return false;
  if (!lets_out && notice.state != "sent") return false;
  notice.cleared = true;
  notice.state = held ? "sent" : "reviewed_ok";
  if (held)
    notice.request->state = "sent";
  else
    notice.request.reset();
  return true;
}

bool Reference::decide_hold(Notice& notice, Act const& act) {
  bool const stands = notice.in_force() || (is_final(notice) && notice.state != "deleted");
  if (!stands || (act.party != "GS" && act.party != "CCF")) return false;
  return act.act == "hold" ? notice.held_by.insert(act.party).second : notice.held_by.erase(act.party) > 0;
}

bool Reference::decide_extract(Notice& notice, Act const& act) const {
  Version const& version = notice.versions.at(notice.current == 0 ? 1 : notice.current);
  if (notice.diffusion || notice.state != "published" || !(version.red || version.yellow) || version.kept) return false;
  bool const open = notice.extract == "asked" || notice.extract == "published";
  bool const of_source = act.party == notice.source;
  if (act.act == "ask_extract") {
    if (!of_source || open || !may_send(notice.source) || notice.extract_asks == 20) return false;
    notice.extract = "asked";
    ++notice.extract_asks;
  } else if (act.act == "publish_extract") {
    if (!is_reviewer(act.party) || notice.extract != "asked" || !may_send(notice.source)) return false;
    notice.extract = "published";
  } else {
    if (!open) return false;
    notice.extract = "removed";
  }
  return true;
}

/// What the public may see ends with what it is a part of.
void Reference::follow_extract(Notice& notice) {
  if (notice.diffusion || notice.current == 0) return;
  Version const& version = notice.versions.at(notice.current);
  bool const may = notice.state == "published" && !version.kept;
  if (may && version.unsc) notice.extract = "published";
  bool const ends = notice.extract == "asked" || notice.extract == "published";
  if (ends && !(may && (version.red || version.yellow || version.unsc))) notice.extract = "removed";
}

bool Reference::decide_request(Notice& notice, Act const& act, UnixSeconds now) const {
  Request& request = *notice.request;
  bool const mine = request.lease == act.party;
  if (act.act == "take") {
    bool const free = request.lease.empty() || request.lease_until <= now;
    if (request.state == "returned" || !free) return false;
    request.state = "under_review";
    request.lease = act.party;
    request.lease_until = now + k_lease;
    return true;
  }
  if (request.state != "under_review") return false;
  if (act.act == "release" || act.act == "return") {
    if (!mine || (act.act == "return" && act.answer_until <= now)) return false;
    request.lease.clear();
    request.state = act.act == "release" ? "requested" : "returned";
    if (act.act == "release") return true;
    request.answer_until = act.answer_until;
    request.approve.clear();
    request.refuse.clear();
    return true;
  }
  if (act.act == "refuse") {
    Agreed const agreed = agree(notice, act, request.refuse);
    if (agreed != Agreed::decided) return agreed == Agreed::first;
    notice.request.reset();
    if (!notice.in_force()) notice.state = "refused";
    return true;
  }
  bool const open = may_send(notice.source) && end_of(notice.versions.at(request.ver).review_on) > now;
  if (!open) return false;
  Agreed const agreed = agree(notice, act, request.approve);
  if (agreed == Agreed::decided) put_in_force(notice);
  return agreed != Agreed::refused;
}

/// Who holds the request, or a second one who agrees with the first.
Reference::Agreed Reference::agree(Notice const& notice, Act const& act, std::set<std::string>& agreed) {
  Request const& request = *notice.request;
  bool const two = notice.versions.at(request.ver).red;
  bool const self = act.signers_stand && agreed.contains(act.party);
  bool const other = act.signers_stand && agreed.size() > (self ? 1U : 0U);
  if ((request.lease != act.party && !other) || (two && self)) return Agreed::refused;
  agreed.insert(act.party);
  return two && !other ? Agreed::first : Agreed::decided;
}

void Reference::put_in_force(Notice& notice) {
  bool const was_unsc = notice.current != 0 && notice.versions.at(notice.current).unsc;
  notice.current = notice.request->ver;
  // What was public without being asked for must be asked for now.
  if (was_unsc && notice.extract == "published") notice.extract = "removed";
  auto const own = notice.versions.at(notice.current).review_on;
  notice.review_on = notice.request->renewed ? std::max(own, notice.review_on) : own;
  notice.numbered = true;
  notice.request.reset();
  if (!notice.in_force()) notice.state = "published";
}

bool Reference::decide_in_force(Notice& notice, Act const& act, UnixSeconds now) const {
  bool const of_source = act.party == notice.source, of_others = act.party == "GS" || act.party == "CCF";
  if (act.act == "renew") {
    bool const later = notice.in_force() && act.review_on > notice.review_on;
    if (!of_source || !later || !may_stand(act.review_on, now)) return false;
    notice.review_on = act.review_on;
    if (notice.request) notice.request->renewed = true;
    return true;
  }
  if (act.act == "suspend") {
    if (notice.state != "published" || !(of_source || of_others)) return false;
    notice.state = "suspended";
    return true;
  }
  if (!of_others) return false;
  if (act.act == "resume") {
    if (notice.state != "suspended") return false;
    notice.state = "published";
    return true;
  }
  if (act.act != "cancel" || !notice.in_force()) return false;
  end(notice, "cancelled");
  return true;
}

void Reference::end(Notice& notice, std::string const& state) {
  notice.state = state;
  notice.owed.insert(notice.holders.begin(), notice.holders.end());
  notice.holders.clear();
  notice.taken.clear();
  notice.request.reset();
}

void Reference::lose(Notice& notice, std::string const& holder) {
  notice.owed.insert(holder);
  notice.holders.erase(holder);
  notice.taken.erase(holder);
}

/// Who may have it has it, who may not owes its purge. What a mode of its origin stops reaches nobody new; of a
/// diffusion it is taken out of the queue, from those who have not said that they retrieved it.
void Reference::follow(Notice& notice) const {
  if (!notice.live()) return;
  std::set<std::string> allowed;
  auto const forbidden = rules.forbids.find(notice.source);
  for (std::string const& member : members_) {
    bool const barred = member == notice.source || notice.versions.at(notice.current).excluded.contains(member) ||
                        mode(member) == Mode::suspended ||
                        (forbidden != rules.forbids.end() && forbidden->second.contains(member));
    if (!barred) allowed.insert(member);
  }
  for (std::string const& holder : std::set(notice.holders)) {
    bool const queued = notice.diffusion && is_stopped(notice) && !notice.taken.contains(holder);
    if (queued || !allowed.contains(holder)) lose(notice, holder);
  }
  if (is_stopped(notice)) return;
  for (std::string const& member : allowed) {
    notice.holders.insert(member);
    notice.owed.erase(member);
  }
}

void Reference::catch_up(UnixSeconds now) {
  for (auto& [id, notice] : notices) {
    follow(notice);
    follow_extract(notice);
    bool const lapsed =
        notice.request && notice.request->state == "returned" && notice.request->answer_until + k_late <= now;
    if (lapsed) {
      notice.request.reset();
      if (!notice.in_force()) notice.state = "abandoned";
    }
    bool const over = end_of(notice.review_on) + k_late <= now;
    if (notice.state == "held" && over) {
      notice.request.reset();
      notice.state = "abandoned";
    }
    if (notice.in_force() && over) end(notice, "expired");
    follow_extract(notice);
    if (!is_final(notice)) continue;
    if (!notice.ended) notice.ended = now;
    bool const erasable = notice.owed.empty() && notice.held_by.empty() && *notice.ended + k_kept + k_late <= now;
    if (erasable) notice.state = "deleted";
  }
}

}
