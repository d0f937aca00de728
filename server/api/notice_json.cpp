#include "server/api/notice_json.hpp"

#include <algorithm>

#include "protocol/base/encoding.hpp"
#include "protocol/base/iso_time.hpp"
#include "protocol/documents/review_decision.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/write.hpp"
#include "protocol/policy/explain.hpp"
#include "server/api/acceptance.hpp"
#include "server/api/visible.hpp"
#include "server/exchange/release_change.hpp"

namespace huecry::api {
namespace {

using json::Json;

std::string date_text(std::chrono::sys_days day) { return iso_time(UnixMillis(day)).substr(0, 10); }

Json head_json(index::Head const& head) {
  Json item = {{"id", head.id},
               {"iss", head.iss.text()},
               {"channel", life::thing_of(head.diffusion)},
               {"colour", documents::to_text(head.colour)},
               {"state", life::to_text(head.state)},
               {"ver", head.ver},
               {"urgent", head.urgent},
               {"first", moment_json(head.first)},
               {"current", moment_json(head.current)},
               {"issued", date_text(head.issued)},
               {"offences", head.offences}};
  if (head.diffusion) item["kind"] = documents::diffusion_kind(head.colour);
  if (head.number.n != 0) item["number"] = index::to_text(head.number);
  if (head.remarks > 0) item["remarks"] = head.remarks;
  if (head.extract != life::ExtractState::none) item["extract"] = life::to_text(head.extract);
  if (!head.title.empty()) item["title"] = head.title;
  if (!head.file_no.empty()) item["file_no"] = head.file_no;
  if (head.review_on) item["review_on"] = date_text(*head.review_on);
  return item;
}

void add_moment(Json& item, char const* name, std::optional<index::Moment> const& moment) {
  if (moment) item[name] = moment_json(*moment);
}

/// `results`: why it was rejected, what came of it.
void add_marks(Json& item, index::Marks const& marks, bool results) {
  auto const add = [&item](char const* name, std::optional<index::Mark> const& mark) {
    if (!mark) return;
    item[name] = moment_json(mark->at);
    if (!mark->code.empty()) item[name]["code"] = mark->code;
  };
  add("retrieved", marks.retrieved);
  add("delivered", marks.delivered);
  add("acknowledged", marks.acknowledged);
  add("disputed", marks.disputed);
  add("purged", marks.purged);
  if (!results) return;
  add("rejected", marks.rejected);
  add("outcome", marks.outcome);
}

/// Who owes a purge, of whichever version, and what was said of it.
Json owed_json(index::Head const& head, CountrySet const& shown) {
  auto const when = [](std::vector<index::Told> const& list, CountryCode country) {
    for (index::Told const& told : list)
      if (told.to.contains(country)) return std::optional(told.at);
    return std::optional<index::Moment>();
  };
  Json list = Json::array();
  for (index::Told const& told : head.owed)
    for (CountryCode const country : (told.to & shown).members()) {
      Json item = {{"country", country.text()}, {"recalled", moment_json(told.at)}};
      add_moment(item, "disputed", when(head.disputed, country));
      add_moment(item, "not_purged", when(head.reminded, country));
      list.push_back(std::move(item));
    }
  return list;
}

Json recipient_json(index::Version const& version, index::RecipientStatus const& recipient, bool results) {
  Json item = {{"country", recipient.recipient.text()},
               {"sent", recipient.sent == journal::DeliveryKind::document ? "document" : "recall"},
               {"stage", index::to_text(recipient.stage())}};
  if (auto const* const edition = exchange::edition_of(version, recipient.recipient))
    item["missing"] = policy::words_of(edition->missing, policy::k_blocks);
  add_marks(item, recipient.marks, results);
  add_moment(item, "recalled", recipient.recalled);
  add_moment(item, "not_retrieved", recipient.not_retrieved);
  add_moment(item, "not_delivered", recipient.not_delivered);
  add_moment(item, "not_acknowledged", recipient.not_acknowledged);
  return item;
}

Json entity_json(index::Holding const& holding) {
  Json item = {{"entity", std::string(holding.entity.country.text()) + "/" + holding.entity.organisation},
               {"sent", holding.held() ? "document" : "recall"},
               {"ver", holding.ver},
               {"missing", policy::words_of(holding.missing, policy::k_blocks)},
               {"given", moment_json(holding.given)}};
  add_moment(item, "recalled", holding.recalled);
  add_moment(item, "retrieved", holding.retrieved);
  add_moment(item, "delivered", holding.delivered);
  add_moment(item, "acknowledged", holding.acknowledged);
  add_moment(item, "purged", holding.purged);
  return item;
}

Json counts_json(index::Counts const& counts) {
  return {{"released", counts.released},   {"retrieved", counts.retrieved},
          {"delivered", counts.delivered}, {"acknowledged", counts.acknowledged},
          {"rejected", counts.rejected},   {"overdue", counts.overdue},
          {"recalled", counts.recalled},   {"recalls_acknowledged", counts.recalls_acknowledged},
          {"purged", counts.purged},       {"purges_overdue", counts.purges_overdue},
          {"disputed", counts.disputed}};
}

}

Json moment_json(index::Moment const& moment) {
  return {{"position", moment.position}, {"time", iso_time(moment.time)}};
}

Json countries_json(CountrySet const& countries) {
  Json list = Json::array();
  for (CountryCode country : countries.members()) list.push_back(country.text());
  return list;
}

void add_progress(Json& page, std::optional<journal::Position> next, journal::Position of) {
  page["done"] = next ? of - std::min(of, *next) : of;
  page["of"] = of;
  if (next) page["next"] = *next;
}

std::string list_json(index::Page const& page) {
  Json items = Json::array();
  for (index::Head const& head : page.heads) items.push_back(head_json(head));
  Json body = {{"items", std::move(items)},
               {"next", page.next.empty() ? Json() : Json(page.next)},
               {"complete", !page.stopped_early}};
  if (page.damaged != 0) body["damaged"] = page.damaged;
  return json::write(body);
}

std::string status_json(index::Status const& status, std::vector<index::Holding> const& holdings,
                        CountrySet const& shown, bool results) {
  Json recipients = Json::array();
  for (auto const& recipient : status.recipients)
    if (shown.contains(recipient.recipient)) recipients.push_back(recipient_json(status.version, recipient, results));
  Json entities = Json::array();
  for (index::Holding const& holding : holdings)
    if (shown.contains(holding.entity.country)) entities.push_back(entity_json(holding));
  Json body = {{"id", status.head.id},
               {"iss", status.head.iss.text()},
               {"entities", std::move(entities)},
               {"state", life::to_text(status.head.state)},
               {"ver", status.version.ver},
               {"entered", moment_json(status.version.entered)},
               {"recipients", std::move(recipients)},
               {"owed", owed_json(status.head, shown)}};
  // Counts would tell one recipient about the others.
  if (shown == CountrySet::everyone()) body["counts"] = counts_json(status.counts);
  return json::write(body);
}

Json step_json(index::Step const& step) {
  return {{"act", documents::act_text(step.event)}, {"ver", step.ver},
          {"after", life::to_text(step.after)},     {"party", step.party},
          {"entered", moment_json(step.at)},        {"object", to_base64url(step.object)}};
}

/// Not one that waits, or that was refused.
bool was_in_force(index::Head const& head, index::Version const& version) {
  return !(version.released | version.recalled).empty() || (version.ver == head.ver && life::was_published(head.state));
}

std::string history_json(index::Head const& head, std::vector<index::Version> const& versions,
                         std::vector<index::Step> const& steps, Call const& call) {
  bool const all = sees_every_recipient(head, call.peer.identity);
  bool const dates_only = call.peer.identity.role == certs::Role::coordinator;
  CountryCode const reader = call.peer.identity.country;
  auto const shown = [&](index::Version const& version) {
    return all || (dates_only ? was_in_force(head, version) : (version.released | version.recalled).contains(reader));
  };
  Json list = Json::array();
  for (index::Version const& version : versions) {
    if (!shown(version)) continue;
    Json item = {{"ver", version.ver},
                 {"action", documents::to_text(version.facts.action)},
                 {"entered", moment_json(version.entered)},
                 {"object", to_base64url(version.object)}};
    if (all) item["released"] = countries_json(version.released);
    if (all) item["recalled"] = countries_json(version.recalled);
    list.push_back(std::move(item));
  }
  Json body = {{"id", head.id}, {"state", life::to_text(head.state)}, {"versions", std::move(list)}};
  if (!all) return json::write(body);
  body["steps"] = Json::array();
  for (index::Step const& step : steps) body["steps"].push_back(step_json(step));
  return json::write(body);
}

}
