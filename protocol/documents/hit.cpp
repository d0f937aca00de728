#include "protocol/documents/hit.hpp"

#include <algorithm>
#include <array>

#include "protocol/documents/detail/act_members.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;
using life::HitEvent;
using enum detail::Need;

constexpr std::array<std::string_view, 4> k_acts{"report", "answer", "pause", "outcome"};

/// report, answer, pause, outcome
constexpr detail::ActMember<k_acts.size()> k_members[] = {
    {"ver", {must, none, none, none}},     {"clock", {must, none, none, none}}, {"place", {free, none, none, free}},
    {"case_no", {free, none, none, free}}, {"of", {none, must, must, must}},    {"answer", {none, must, none, none}},
    {"pause", {none, none, must, none}},   {"until", {none, none, must, none}}, {"outcome", {none, none, none, must}}};

HitAct act_of(Json const& document) {
  auto const* const found = std::ranges::find(k_acts, text_or_empty(&document, "act"));
  return static_cast<HitAct>(found - k_acts.begin());
}

std::optional<CountryCode> country_in(std::string_view text) {
  auto const country = CountryCode::parse(text.substr(0, 2));
  return country ? std::optional(*country) : std::nullopt;
}

/// A recipient reports and says what came of it, the source answers.
void check_sides(Json const& document, detail::RuleFaults& faults) {
  auto const issuer = text_or_empty(&document, "iss");
  auto const source = text_or_empty(&document, "notice").substr(0, 2);
  auto const reporter = text_or_empty(&document, "of").substr(0, 2);
  faults.name_rule("id-prefix");
  if (!text_or_empty(&document, "id").starts_with(issuer)) faults.add("/id", "must begin with the code in iss");
  faults.name_rule("members-known");
  if (!country_in(issuer)) faults.add("/iss", "is no member of the exchange");
  if (!country_in(source)) faults.add("/notice", "begins with no code of a member");
  if (!reporter.empty() && !country_in(reporter)) faults.add("/of", "begins with no code of a member");
  faults.name_rule("sides");
  HitAct const act = act_of(document);
  bool const of_source = act == HitAct::answer || act == HitAct::pause;
  if (of_source && issuer != source) faults.add("/notice", "is not yours: only its source answers");
  if (act == HitAct::report && issuer == source) faults.add("/notice", "is your own: nobody reports a hit to himself");
  if (act == HitAct::outcome && issuer != reporter)
    faults.add("/of", "is not your hit: only its reporter says what came of it");
}

void check_words(Json const& document, detail::RuleFaults& faults) {
  faults.name_rule("moment-exact");
  if (document.contains("until") && !parse_moment(text_or_empty(&document, "until")))
    faults.add("/until", "is no moment of the calendar");
  faults.name_rule("reason-said");
  if (text_or_empty(&document, "outcome") == "NOT_PURSUED" && !document.contains("text"))
    faults.add("/text", "is needed: why it is not pursued");
}

std::vector<FieldFault> broken_rules(Json const& document) {
  detail::RuleFaults faults;
  auto const act = static_cast<std::size_t>(act_of(document));
  detail::check_act_members(document, k_acts[act], act, k_members, faults);
  check_sides(document, faults);
  check_words(document, faults);
  auto found = std::move(faults).take();
  detail::bound(found);
  return found;
}

HitEvent event_of(HitAct act, std::string_view answer) {
  switch (act) {
    case HitAct::report: return HitEvent::report;
    case HitAct::pause: return HitEvent::pause;
    case HitAct::outcome: return HitEvent::conclude;
    case HitAct::answer: break;
  }
  if (answer == "CONFIRMED") return HitEvent::confirm;
  return answer == "NOT_SAME" ? HitEvent::deny : HitEvent::retract;
}

Hit hit_of(Json const& document) {
  Hit hit;
  hit.id = text_or_empty(&document, "id");
  hit.iss = *country_in(text_or_empty(&document, "iss"));
  hit.act = act_of(document);
  hit.event = event_of(hit.act, text_or_empty(&document, "answer"));
  hit.notice = text_or_empty(&document, "notice");
  hit.source = *country_in(hit.notice);
  hit.of = hit.act == HitAct::report ? hit.id : std::string(text_or_empty(&document, "of"));
  hit.reporter = *country_in(hit.of);
  if (document.contains("ver")) hit.ver = document.at("ver").get<std::uint32_t>();
  hit.clock = life::limit_number(text_or_empty(&document, "clock")).value_or(0);
  for (char const* const name : {"answer", "pause", "outcome"})
    if (document.contains(name)) hit.code = text_or_empty(&document, name);
  if (document.contains("until")) hit.until = *parse_moment(text_or_empty(&document, "until"));
  return hit;
}

}

std::string_view to_text(HitAct act) noexcept { return k_acts[static_cast<std::size_t>(act)]; }

Result<Hit> read_hit(Schemas const& schemas, std::string_view payload) {
  auto document = json::read(payload);
  if (!document) return Error(Errc::payload_json, document.error().detail, document.error().faults);
  if (auto faults = schemas.check(DocumentKind::hit, *document); !faults.empty())
    return Error(Errc::payload_schema, "the hit does not fit its schema", std::move(faults));
  if (auto faults = broken_rules(*document); !faults.empty())
    return Error(Errc::payload_rule, "the hit breaks a rule", std::move(faults));
  return hit_of(*document);
}

}
