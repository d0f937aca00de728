#include "gateway/cli/chain.hpp"

#include <algorithm>
#include <utility>

#include "gateway/cli/inbox_lines.hpp"
#include "gateway/cli/received.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/write.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using life::Actor;
using life::NoticeEvent;
using life::NoticeState;

Error broken(std::int64_t position, std::string const& why) {
  return Error(Errc::not_verified, "the chain breaks at position " + std::to_string(position) + ": " + why);
}

/// All that this signer may act as: of the secretariat the trust list knows which body, the signature that it is one.
life::Set<Actor> actors_of(ReceivedDecision const& decision) {
  if (decision.is_of_hub()) return {Actor::system};
  if (decision.iss != documents::secretariat().text()) return {Actor::source};
  return {Actor::reviewer, Actor::legal, Actor::secretariat, Actor::commission};
}

/// What is no truth value must not end the program.
bool is_true(Json const& item, char const* name) {
  auto const found = item.find(name);
  return found != item.end() && *found == Json(true);
}

/// As its own words say it.
life::Publicity publicity_of(Received const& version) {
  auto const colour = documents::colour_from_text(documents::text_or_empty(&version.payload, "colour"));
  if (!colour) return life::Publicity::never;  // a withdrawal
  return documents::publicity_of(*colour, documents::text_or_empty(&version.payload, "handling"),
                                 version.is_diffusion());
}

NoticeEvent version_event(Received const& version, std::optional<NoticeState> before) {
  bool const was = before && life::was_published(*before);
  if (version.payload.value("action", "publish") == "withdraw") return was ? NoticeEvent::withdraw : NoticeEvent::drop;
  if (version.is_diffusion()) return NoticeEvent::send;
  return !before || was ? NoticeEvent::submit : NoticeEvent::resubmit;
}

}

Result<ChainRow> Chain::add(Json const& item) {
  HUECRY_TRY(Link const link, read_link(item));
  HUECRY_TRY(std::string const kind, json::member_string(item, "kind"));
  bool const is_version = kind == "version";
  auto row = is_true(item, "erased") ? add_erased(item, is_version, link)
             : is_version            ? add_version(item, link)
                                     : add_decision(item, link);
  if (!row) return row;
  row->position = link.position;
  row->received = item.value("received", "");
  row->ver = link.ver;
  row->state = life::to_text(link.after);
  position_ = link.position;
  seen_.insert(link.object);
  follow_extract();
  return row;
}

Result<Chain::Link> Chain::read_link(Json const& item) const {
  Link link;
  HUECRY_TRY(link.position, json::member_integer(item, "position"));
  HUECRY_TRY(std::int64_t const ver, json::member_integer(item, "ver"));
  HUECRY_TRY(std::string const received, json::member_string(item, "received"));
  HUECRY_TRY(link.received, received_time(received));
  HUECRY_TRY(std::string const state, json::member_string(item, "state"));
  HUECRY_TRY(link.object, json::member_string(item, "object"));
  auto const after = life::notice_state(state);
  if (!after) return Error(Errc::json_invalid, "state: unknown word " + state);
  if (seen_.contains(link.object)) return broken(link.position, "the same document stands in it twice");
  if (link.position <= position_) return broken(link.position, "it stands before the one that it follows");
  link.after = *after;
  link.ver = static_cast<std::uint32_t>(ver);
  link.waits = is_true(item, "waits");
  return link;
}

/// Its source signed it, and it is the next version.
Result<ChainRow> Chain::add_version(Json const& item, Link const& link) {
  HUECRY_TRY(Json const* const container, json::member_object(item, "document"));
  HUECRY_TRY(Received const notice, read_received(json::write(*container)));
  HUECRY_TRY(std::string signer, trust_.signer_of(notice, link.received, now_));
  bool const same = !notice.is_edition() && notice.id == id_ && notice.ver == link.ver &&
                    to_base64url(notice.document.digest()) == link.object;
  if (!same) return broken(link.position, "the version is another one than the hub says");
  if (notice.ver != newest_ + 1) return broken(link.position, "version " + std::to_string(newest_ + 1) + " is missing");
  if (newest_ == 0) diffusion_ = notice.is_diffusion();
  if (notice.is_diffusion() != diffusion_) return broken(link.position, "a notice and a diffusion under one name");
  NoticeEvent const event = version_event(notice, state_);
  HUECRY_CHECK(check_step(event, {Actor::source}, link));
  follow_version(event, link, publicity_of(notice));
  return ChainRow{0, {}, 0, std::string(life::to_text(event)), std::move(signer), {}};
}

/// What it said is gone; a decision after it names its digest, if one does. Withdrawals and decisions are not erased,
/// but for remarks.
Result<ChainRow> Chain::add_erased(Json const& item, bool is_version, Link const& link) {
  ++erased_;
  if (!is_version) {
    HUECRY_CHECK(check_step(NoticeEvent::add_remark, {Actor::secretariat}, link));
    follow(NoticeEvent::add_remark, link);
    return ChainRow{0, {}, 0, "a remark, erased", {}, {}};
  }
  if (link.ver != newest_ + 1) return broken(link.position, "version " + std::to_string(newest_ + 1) + " is missing");
  if (newest_ == 0) diffusion_ = is_true(item, "diffusion");
  bool const was = state_ && life::was_published(*state_);
  NoticeEvent const event = diffusion_       ? NoticeEvent::send
                            : !state_ || was ? NoticeEvent::submit
                                             : NoticeEvent::resubmit;
  HUECRY_CHECK(check_step(event, {Actor::source}, link));
  follow_version(event, link, std::nullopt);
  return ChainRow{0, {}, 0, std::string(life::to_text(event)) + ", erased", {}, {}};
}

/// Who decided knew the step before.
Result<ChainRow> Chain::add_decision(Json const& item, Link const& link) {
  HUECRY_TRY(auto const decision, read_decision(item));
  HUECRY_TRY(std::string signer, trust_.signer_of(decision, "decision", link.received, now_));
  HUECRY_TRY(std::string const prev, json::member_string(decision.payload, "prev"));
  bool const same =
      decision.notice == id_ && decision.ver == link.ver && to_base64url(decision.document.digest()) == link.object;
  if (!same) return broken(link.position, "the decision is another one than the hub says");
  auto const event = event_of(decision.act);
  if (!event) return broken(link.position, "nothing is called " + decision.act);
  if (!names_step_before(*event, prev))
    return broken(link.position, "it names another step before; one is missing, or was put in");
  if (life::is_about_extract(*event)) {
    HUECRY_TRY(extract_, extract_step(*event, actors_of(decision), link));
    publicity_ = certain_publicity().value_or(publicity_);
    last_of_extract_ = {link.position, link.object, {}};
  } else {
    HUECRY_CHECK(check_step(*event, actors_of(decision), link));
  }
  follow(*event, link);
  return ChainRow{0, {}, 0, decision_line(decision.payload), std::move(signer), {}};
}

/// An update that has one agreement may be in force, or may need a second one: the next decision about what is in force
/// tells, by the version that it names.
bool Chain::names_step_before(NoticeEvent event, std::string const& prev) {
  if (life::is_about_request(event)) return prev == last_;
  if (prev == last_since(version_, event)) return true;
  auto const named =
      std::ranges::find_if(approved_, [&](Step const& version) { return prev == last_since(version, event); });
  if (named == approved_.end()) return false;
  version_ = *named;
  approved_.erase(approved_.begin(), named + 1);
  return true;
}

/// That version, or a later decision about what is in force; of the extract also a later step of its own.
std::string const& Chain::last_since(Step const& version, NoticeEvent event) const {
  Step const* last = &version;
  if (decided_.position > last->position) last = &decided_;
  if (life::is_about_extract(event) && last_of_extract_.position > last->position) last = &last_of_extract_;
  return last->object;
}

/// Some row of the life of a notice leads from where it stood to where it is said to stand. What it waits for is not
/// looked at: whether two had to agree, the policy of that day says.
Result<> Chain::check_step(NoticeEvent event, life::Set<Actor> actors, Link const& link) const {
  bool const of_request = !diffusion_ && life::is_about_request(event);
  bool const in_force = state_ && life::is_in_force(*state_);
  bool const at_once = event == NoticeEvent::submit && !state_ && !link.waits;  // of a hub without a review desk
  if (at_once && link.after == NoticeState::published) return ok();
  bool const leads = std::ranges::any_of(life::life_of(diffusion_), [&](life::NoticeTransition const& row) {
    if (row.event != event || !row.who.meets(actors)) return false;
    if (of_request && in_force && link.after == *state_) return true;  // the version in force stays so
    return row.to == link.after && (row.from == state_ || (of_request && in_force));
  });
  if (leads) return ok();
  return broken(link.position, "to " + std::string(life::to_text(event)) + " leads from no step before it to " +
                                   std::string(life::to_text(link.after)));
}

/// The same of the extract, beside the notice, which stays where it is.
Result<life::ExtractState> Chain::extract_step(NoticeEvent event, life::Set<Actor> actors, Link const& link) const {
  constexpr life::Set<life::Guard> k_of_that_day{life::Guard::other_country, life::Guard::mode_open,
                                                 life::Guard::few_asks};
  auto const publicity = certain_publicity();
  for (life::ExtractTransition const& row : life::extract_life()) {
    bool const of_hub_alone = row.who == life::Set<Actor>{Actor::system};  // it says nothing of these
    if (row.event != event || !row.who.meets(actors) || of_hub_alone || link.after != state_) continue;
    auto const met = publicity ? life::extract_guards(*publicity, *state_) : row.guards;
    if (row.guards.is_within(met | k_of_that_day) && (!extract_ || row.from == extract_)) return row.to;
  }
  return broken(link.position, "to " + std::string(life::to_text(event)) + " its public extract was not possible then");
}

std::optional<life::Publicity> Chain::certain_publicity() const {
  bool const same =
      std::ranges::all_of(approved_, [this](Step const& version) { return version.publicity == version_.publicity; });
  return same ? version_.publicity : std::nullopt;
}

void Chain::follow_extract() {
  if (!extract_ || !state_) return;
  auto const publicity = state_ == NoticeState::published ? certain_publicity() : publicity_;
  if (!publicity) return extract_.reset();
  extract_ = life::extract_after(*extract_, publicity_, *publicity, *state_);
  publicity_ = *publicity;
}

Result<> Chain::finish() const {
  if (erased_ == 0 || state_ == NoticeState::deleted) return ok();
  return Error(Errc::not_verified,
               "the hub shows " + std::to_string(erased_) + " documents as erased, but no erasure of the notice");
}

void Chain::follow_version(NoticeEvent event, Link const& link, std::optional<life::Publicity> publicity) {
  newest_ = link.ver;
  versions_[link.ver] = {link.position, link.object, publicity};
  follow(event, link);
  if (link.waits && life::is_in_force(link.after)) return;
  version_ = versions_[link.ver];
  approved_.clear();
  publicity_ = life::Publicity::never;  // no reviewer has looked at what would be public now
}

void Chain::follow(NoticeEvent event, Link const& link) {
  state_ = link.after;
  if (life::is_beside(event)) return;
  last_ = link.object;
  auto const version = versions_.find(link.ver);
  if (event == NoticeEvent::approve && version != versions_.end()) approve(version->second);
  bool const of_version = version != versions_.end() && version->second.position == link.position;
  if (!life::is_about_request(event) && !of_version) decided_ = {link.position, link.object, {}};
}

void Chain::approve(Step const& version) {
  bool const second = std::ranges::count(approved_, version.position, &Step::position) != 0;
  // The version in force is its own first one, or two have agreed.
  if (second || version.position == version_.position) {
    version_ = version;
    approved_.clear();
  } else {
    approved_.push_back(version);
  }
}

}
