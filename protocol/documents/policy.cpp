#include "protocol/documents/policy.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/documents/detail/policy_rules.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;

constexpr std::string_view k_kinds[] = {"release", "intake", "baseline"};

std::string text(Json const& object, std::string_view name) { return std::string(text_or_empty(&object, name)); }

Listed listed(Json const& object, std::string_view name) {
  Json const* const list = stated(&object, name);
  if (list == nullptr) return std::nullopt;
  return list->get<std::vector<std::string>>();
}

std::optional<bool> flag(Json const* object, std::string_view name) {
  Json const* const value = stated(object, name);
  if (value == nullptr) return std::nullopt;
  return value->get<bool>();
}

/// What the rules have checked is not checked again.
std::optional<UnixSeconds> moment(Json const& object, std::string_view name) {
  if (stated(&object, name) == nullptr) return std::nullopt;
  auto const parsed = parse_moment(text(object, name));
  HUECRY_ASSERT(parsed);
  return *parsed;
}

CountryCode member(Json const& object, std::string_view name) {
  auto const parsed = CountryCode::parse(text_or_empty(&object, name));
  HUECRY_ASSERT(parsed);
  return *parsed;
}

Conditions conditions_of(Json const& item) {
  Conditions when;
  Json const* const given = stated(&item, "when");
  if (given == nullptr) return when;
  when.channels = listed(*given, "channels");
  when.colours = listed(*given, "colours");
  when.offences = listed(*given, "offences");
  when.confidentiality = listed(*given, "confidentiality");
  when.handling = listed(*given, "handling");
  when.purposes = listed(*given, "purposes");
  Json const* const subject = stated(given, "subject");
  when.minor = flag(subject, "minor");
  when.national_of_recipient = flag(subject, "national_of_recipient");
  when.national_of_origin = flag(subject, "national_of_origin");
  return when;
}

Parties parties_of(Json const& object) {
  return {listed(object, "countries"), listed(object, "regions"), listed(object, "groups"), listed(object, "entities")};
}

std::optional<PartyCondition> party_condition(Json const& item, std::string_view name) {
  Json const* const given = stated(&item, name);
  if (given == nullptr) return std::nullopt;
  PartyCondition condition{parties_of(*given), std::nullopt};
  if (Json const* const except = stated(given, "except")) condition.except = parties_of(*except);
  return condition;
}

PolicyRule rule_of(Json const& item) {
  PolicyRule rule;
  rule.id = text(item, "id");
  rule.effect = text(item, "effect");
  rule.when = conditions_of(item);
  rule.origins = party_condition(item, "origins");
  rule.to = party_condition(item, "to");
  rule.from = moment(item, "from");
  rule.until = moment(item, "until");
  rule.consent = text(item, "consent");
  rule.redact = listed(item, "redact").value_or(std::vector<std::string>());
  rule.obligations = listed(item, "obligations").value_or(std::vector<std::string>());
  return rule;
}

Delegation delegation_of(Json const& item) {
  return {text(item, "id"),     text(item, "organisation"),       text(item, "entity"),
          conditions_of(item),  party_condition(item, "origins"), moment(item, "from"),
          moment(item, "until")};
}

ModeEntry mode_of(Json const& item) {
  auto const review = date_of(&item, "review_on");
  HUECRY_ASSERT(review.is_known());
  return {member(item, "country"), text(item, "mode"),     text(item, "decided_by"),        text(item, "ground"),
          *moment(item, "from"),   *moment(item, "until"), review.value().interval()->first};
}

Group group_of(Json const& item) { return {text(item, "name"), *listed(item, "members")}; }

template <class Item>
std::vector<Item> items_of(Json const& policy, std::string_view name, Item (*read)(Json const&)) {
  std::vector<Item> items;
  if (Json const* const list = stated(&policy, name))
    for (Json const& item : *list) items.push_back(read(item));
  return items;
}

Policy policy_of(Json const& document) {
  Policy policy;
  policy.iss = member(document, "iss");
  policy.kind = *policy_kind_from_text(text_or_empty(&document, "kind"));
  policy.seq = document.at("seq").get<std::uint32_t>();
  policy.effective = *moment(document, "effective");
  policy.groups = items_of(document, "groups", group_of);
  policy.regions = items_of(document, "regions", group_of);
  if (stated(&document, "rules") != nullptr) policy.rules = items_of(document, "rules", rule_of);
  if (stated(&document, "hits") != nullptr) policy.hits = items_of(document, "hits", rule_of);
  policy.delegations = items_of(document, "delegations", delegation_of);
  policy.modes = items_of(document, "modes", mode_of);
  policy.four_eyes = document.value("four_eyes", std::vector<std::string>());
  return policy;
}

}

std::string_view to_text(PolicyKind kind) noexcept { return k_kinds[static_cast<std::size_t>(kind)]; }

std::optional<PolicyKind> policy_kind_from_text(std::string_view text) noexcept {
  for (PolicyKind const kind : {PolicyKind::release, PolicyKind::intake, PolicyKind::baseline})
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

CountryCode secretariat() noexcept {
  static CountryCode const code = *CountryCode::parse("XP");
  return code;
}

Result<Policy> read_policy(Schemas const& schemas, std::string_view payload) {
  auto document = json::read(payload);
  if (!document) return Error(Errc::payload_json, document.error().detail, document.error().faults);
  if (auto faults = schemas.check(DocumentKind::policy, *document); !faults.empty())
    return Error(Errc::payload_schema, "the policy does not fit its schema", std::move(faults));
  if (auto faults = detail::broken_policy_rules(*document); !faults.empty())
    return Error(Errc::payload_rule, "the policy breaks a rule", std::move(faults));
  return policy_of(*document);
}

}
