#include "protocol/documents/evidence.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "protocol/base/encoding.hpp"
#include "protocol/documents/detail/act_members.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/detail/rule.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;

using enum detail::Need;

constexpr std::array<std::string_view, static_cast<std::size_t>(EvidenceKind::last_) + 1> k_kinds{
    "retrieved", "acknowledged",  "purged",        "delivered",        "rejected",  "disputed",
    "outcome",   "not_retrieved", "not_delivered", "not_acknowledged", "not_purged"};

/// In the order of the kinds that a party says.
constexpr std::size_t k_said = static_cast<std::size_t>(EvidenceKind::not_retrieved);
constexpr detail::ActMember<k_said> k_members[] = {{"reason", {none, none, none, none, must, none, none}},
                                                   {"outcome", {none, none, none, none, none, none, must}},
                                                   {"text", {none, none, none, none, free, must, free}}};

/// REQUIRES: the schema holds.
EvidenceKind kind_of(Json const& document) { return *evidence_kind(text_or_empty(&document, "kind")); }

void check_issuer(Json const& document, detail::RuleFaults& faults) {
  auto const issuer = text_or_empty(&document, "iss");
  faults.name_rule("id-prefix");
  if (!text_or_empty(&document, "id").starts_with(issuer)) faults.add("/id", "must begin with the code in iss");
  faults.name_rule("members-known");
  if (!CountryCode::parse(issuer)) faults.add("/iss", "is no member of the exchange");
}

void check_items(Json const& items, detail::RuleFaults& faults) {
  std::set<std::pair<std::string_view, std::int64_t>> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::string const pointer = "/items/" + std::to_string(i);
    faults.name_rule("items-once");
    if (!seen.emplace(text_or_empty(&items[i], "id"), items[i].at("ver").get<std::int64_t>()).second)
      faults.add(pointer, "names a notice version for the second time");
    faults.name_rule("digest-exact");
    if (!digest_from_base64url(text_or_empty(&items[i], "obj"))) faults.add(pointer + "/obj", "is no strict base64url");
  }
}

/// Which members belong to which kind, and that who says what came of one document names no other with it.
void check_kind(Json const& document, detail::RuleFaults& faults) {
  EvidenceKind const kind = kind_of(document);
  auto const number = static_cast<std::size_t>(kind);
  detail::check_act_members(document, "statement of kind " + std::string(to_text(kind)), number, k_members, faults);
  faults.name_rule("item-alone");
  if (is_for_source(kind) && document.at("items").size() > 1)
    faults.add("/items", "must be one: " + std::string(to_text(kind)) + " is said of one document");
  faults.name_rule("reason-said");
  if (text_or_empty(&document, "outcome") == "NOT_PURSUED" && !document.contains("text"))
    faults.add("/text", "is needed: why it is not pursued");
}

std::vector<FieldFault> broken_rules(Json const& document) {
  detail::RuleFaults faults;
  check_issuer(document, faults);
  check_kind(document, faults);
  check_items(document.at("items"), faults);
  auto found = std::move(faults).take();
  detail::bound(found);
  return found;
}

std::vector<EvidenceItem> items_of(Json const& items) {
  std::vector<EvidenceItem> result;
  result.reserve(items.size());
  for (Json const& item : items)
    result.push_back({std::string(text_or_empty(&item, "id")), item.at("ver").get<std::uint32_t>(),
                      *digest_from_base64url(text_or_empty(&item, "obj"))});
  return result;
}

Evidence evidence_of(Json const& document) {
  Evidence evidence;
  evidence.id = text_or_empty(&document, "id");
  evidence.iss = *CountryCode::parse(text_or_empty(&document, "iss"));
  evidence.kind = kind_of(document);
  evidence.at = UnixSeconds(std::chrono::seconds(document.at("at").get<std::int64_t>()));
  evidence.desk = text_or_empty(&document, "desk");
  for (char const* const name : {"reason", "outcome"})
    if (document.contains(name)) evidence.code = text_or_empty(&document, name);
  evidence.items = items_of(document.at("items"));
  return evidence;
}

}

std::string_view to_text(EvidenceKind kind) noexcept { return k_kinds[static_cast<std::size_t>(kind)]; }

std::optional<EvidenceKind> evidence_kind(std::string_view text) noexcept {
  auto const* const found = std::ranges::find(k_kinds, text);
  return found == k_kinds.end() ? std::nullopt : std::optional(static_cast<EvidenceKind>(found - k_kinds.begin()));
}

Result<Evidence> read_evidence(Schemas const& schemas, std::string_view payload) {
  auto document = json::read(payload);
  if (!document) return Error(Errc::payload_json, document.error().detail, document.error().faults);
  if (auto faults = schemas.check(DocumentKind::evidence, *document); !faults.empty())
    return Error(Errc::payload_schema, "the evidence does not fit its schema", std::move(faults));
  if (auto faults = broken_rules(*document); !faults.empty())
    return Error(Errc::payload_rule, "the evidence breaks a rule", std::move(faults));
  return evidence_of(*document);
}

}
