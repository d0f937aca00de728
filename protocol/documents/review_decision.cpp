#include "protocol/documents/review_decision.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "protocol/base/encoding.hpp"
#include "protocol/documents/detail/act_members.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/documents/policy.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;
using life::NoticeEvent;
using enum detail::Need;

struct Act {
  std::string_view word;
  NoticeEvent event;
};
constexpr std::array<Act, 19> k_acts{{{"take", NoticeEvent::take},
                                      {"release", NoticeEvent::release},
                                      {"return", NoticeEvent::give_back},
                                      {"refuse", NoticeEvent::refuse},
                                      {"approve", NoticeEvent::approve},
                                      {"suspend", NoticeEvent::suspend},
                                      {"resume", NoticeEvent::resume},
                                      {"cancel", NoticeEvent::cancel},
                                      {"renew", NoticeEvent::renew},
                                      {"send", NoticeEvent::send},
                                      {"clear", NoticeEvent::clear},
                                      {"reject", NoticeEvent::reject},
                                      {"object", NoticeEvent::object},
                                      {"remark", NoticeEvent::add_remark},
                                      {"hold", NoticeEvent::hold},
                                      {"lift", NoticeEvent::lift},
                                      {"ask_extract", NoticeEvent::ask_extract},
                                      {"publish_extract", NoticeEvent::publish_extract},
                                      {"remove_extract", NoticeEvent::remove_extract}}};

struct ActNeeds {
  std::string_view act;
  detail::Need need;
};
/// In the order of k_acts, by name: of all acts that are not named it is `others`.
constexpr std::array<detail::Need, k_acts.size()> needs(std::initializer_list<ActNeeds> named,
                                                        detail::Need others = none) {
  std::array<detail::Need, k_acts.size()> all{};
  for (std::size_t i = 0; i < k_acts.size(); ++i) {
    auto const* const found = std::ranges::find(named, k_acts[i].word, &ActNeeds::act);
    all[i] = found == named.end() ? others : found->need;
  }
  return all;
}

constexpr detail::ActMember<k_acts.size()> k_members[] = {
    {"ground", needs({{"refuse", must}, {"reject", must}, {"object", must}})},
    {"missing", needs({{"return", must}})},
    {"answer_until", needs({{"return", must}})},
    {"review_on", needs({{"renew", must}})},
    {"reason", needs({{"take", none},
                      {"suspend", must},
                      {"resume", must},
                      {"cancel", must},
                      {"renew", none},
                      {"remark", must},
                      {"hold", must},
                      {"lift", must}},
                     free)}};

std::size_t act_of(Json const& document) {
  auto const* const found = std::ranges::find(k_acts, text_or_empty(&document, "act"), &Act::word);
  return static_cast<std::size_t>(found - k_acts.begin());
}

std::optional<CountryCode> country_in(std::string_view text) {
  auto const country = CountryCode::parse(text.substr(0, 2));
  return country ? std::optional(*country) : std::nullopt;
}

/// nullopt: no such day, or not a whole one.
std::optional<std::chrono::sys_days> day_in(std::string_view text) {
  auto const date = PartialDate::parse(text);
  if (!date || !date->is_complete()) return std::nullopt;
  return date->interval()->first;
}

std::vector<FieldFault> broken_rules(Json const& document) {
  detail::RuleFaults faults;
  std::size_t const act = act_of(document);
  detail::check_act_members(document, k_acts[act].word, act, k_members, faults);
  faults.name_rule("id-prefix");
  if (!text_or_empty(&document, "id").starts_with(text_or_empty(&document, "iss")))
    faults.add("/id", "must begin with the code in iss");
  faults.name_rule("members-known");
  if (!country_in(text_or_empty(&document, "iss"))) faults.add("/iss", "is no member of the exchange");
  if (!country_in(text_or_empty(&document, "notice"))) faults.add("/notice", "begins with no code of a member");
  faults.name_rule("moment-exact");
  if (document.contains("answer_until") && !parse_moment(text_or_empty(&document, "answer_until")))
    faults.add("/answer_until", "is no moment of the calendar");
  if (document.contains("review_on") && !day_in(text_or_empty(&document, "review_on")))
    faults.add("/review_on", "is no day of the calendar");
  faults.name_rule("digest-exact");
  if (!digest_from_base64url(text_or_empty(&document, "prev"))) faults.add("/prev", "is no digest");
  auto found = std::move(faults).take();
  detail::bound(found);
  return found;
}

ReviewDecision decision_of(Json const& document) {
  ReviewDecision decision;
  decision.id = text_or_empty(&document, "id");
  decision.iss = *country_in(text_or_empty(&document, "iss"));
  decision.act = k_acts[act_of(document)].event;
  decision.notice = text_or_empty(&document, "notice");
  decision.source = *country_in(decision.notice);
  decision.ver = document.at("ver").get<std::uint32_t>();
  decision.prev = *digest_from_base64url(text_or_empty(&document, "prev"));
  decision.ground = text_or_empty(&document, "ground");
  if (document.contains("missing")) decision.missing = document.at("missing").get<std::vector<std::string>>();
  if (document.contains("answer_until"))
    decision.answer_until = *parse_moment(text_or_empty(&document, "answer_until"));
  if (document.contains("review_on")) decision.review_on = day_in(text_or_empty(&document, "review_on"));
  decision.reason = text_or_empty(&document, "reason");
  return decision;
}

}

std::string_view act_text(NoticeEvent act) noexcept {
  auto const* const found = std::ranges::find(k_acts, act, &Act::event);
  if (found != k_acts.end()) return found->word;
  bool const of_hub = act == NoticeEvent::lapse || act == NoticeEvent::remind || act == NoticeEvent::expire ||
                      act == NoticeEvent::erase;
  return of_hub ? life::to_text(act) : std::string_view();
}

Result<ReviewDecision> read_review_decision(Schemas const& schemas, std::string_view payload) {
  auto document = json::read(payload);
  if (!document) return Error(Errc::payload_json, document.error().detail, document.error().faults);
  if (auto faults = schemas.check(DocumentKind::decision, *document); !faults.empty())
    return Error(Errc::payload_schema, "the decision does not fit its schema", std::move(faults));
  if (auto faults = broken_rules(*document); !faults.empty())
    return Error(Errc::payload_rule, "the decision breaks a rule", std::move(faults));
  return decision_of(*document);
}

}
