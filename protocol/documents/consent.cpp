#include "protocol/documents/consent.hpp"

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

constexpr std::array<std::string_view, 4> k_acts{"request", "grant", "refuse", "revoke"};

using enum detail::Need;

/// request, grant, refuse, revoke
constexpr detail::ActMember<k_acts.size()> k_members[] = {
    {"to", {none, must, must, must}},  {"purpose", {must, none, none, none}}, {"until", {none, must, none, none}},
    {"ver", {none, free, none, none}}, {"onward", {none, free, none, none}},  {"code", {none, none, must, none}}};

ConsentAct act_of(Json const& document) {
  auto const* const found = std::ranges::find(k_acts, text_or_empty(&document, "act"));
  return static_cast<ConsentAct>(found - k_acts.begin());
}

std::optional<CountryCode> country_in(std::string_view text) {
  auto const country = CountryCode::parse(text.substr(0, 2));
  return country ? std::optional(*country) : std::nullopt;
}

void check_countries(Json const& document, detail::RuleFaults& faults) {
  auto const issuer = text_or_empty(&document, "iss"), to = text_or_empty(&document, "to");
  auto const owner = text_or_empty(&document, "notice").substr(0, 2);
  faults.name_rule("id-prefix");
  if (!text_or_empty(&document, "id").starts_with(issuer)) faults.add("/id", "must begin with the code in iss");
  faults.name_rule("members-known");
  if (!country_in(issuer)) faults.add("/iss", "is no member of the exchange");
  if (!country_in(owner)) faults.add("/notice", "begins with no code of a member");
  if (document.contains("to") && !country_in(to)) faults.add("/to", "is no member of the exchange");
  faults.name_rule("owner-answers");
  bool const asks = act_of(document) == ConsentAct::request;
  if (asks && owner == issuer) faults.add("/notice", "is your own: there is nobody to ask");
  if (!asks && owner != issuer) faults.add("/notice", "is not yours: only its owner answers");
  if (!asks && to == issuer) faults.add("/to", "is the owner itself");
}

void check_until(Json const& document, detail::RuleFaults& faults) {
  faults.name_rule("moment-exact");
  if (document.contains("until") && !parse_moment(text_or_empty(&document, "until")))
    faults.add("/until", "is no moment of the calendar");
}

std::vector<FieldFault> broken_rules(Json const& document) {
  detail::RuleFaults faults;
  auto const act = act_of(document);
  detail::check_act_members(document, to_text(act), static_cast<std::size_t>(act), k_members, faults);
  check_countries(document, faults);
  check_until(document, faults);
  auto found = std::move(faults).take();
  detail::bound(found);
  return found;
}

Consent consent_of(Json const& document) {
  Consent consent;
  consent.id = text_or_empty(&document, "id");
  consent.iss = *country_in(text_or_empty(&document, "iss"));
  consent.act = act_of(document);
  consent.notice = text_or_empty(&document, "notice");
  consent.owner = *country_in(consent.notice);
  consent.recipient = consent.act == ConsentAct::request ? consent.iss : *country_in(text_or_empty(&document, "to"));
  if (document.contains("until")) consent.until = *parse_moment(text_or_empty(&document, "until"));
  if (document.contains("ver")) consent.ver = document.at("ver").get<std::uint32_t>();
  consent.onward = document.value("onward", false);
  return consent;
}

}

std::string_view to_text(ConsentAct act) noexcept { return k_acts[static_cast<std::size_t>(act)]; }

Result<Consent> read_consent(Schemas const& schemas, std::string_view payload) {
  auto document = json::read(payload);
  if (!document) return Error(Errc::payload_json, document.error().detail, document.error().faults);
  if (auto faults = schemas.check(DocumentKind::consent, *document); !faults.empty())
    return Error(Errc::payload_schema, "the consent does not fit its schema", std::move(faults));
  if (auto faults = broken_rules(*document); !faults.empty())
    return Error(Errc::payload_rule, "the consent breaks a rule", std::move(faults));
  return consent_of(*document);
}

}
