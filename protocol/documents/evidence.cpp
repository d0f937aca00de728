#include "protocol/documents/evidence.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "protocol/base/encoding.hpp"
#include "protocol/documents/detail/faults.hpp"
#include "protocol/documents/detail/rule.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;

constexpr std::array<std::string_view, 3> k_kinds{"retrieved", "acknowledged", "purged"};

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

std::vector<FieldFault> broken_rules(Json const& document) {
  detail::RuleFaults faults;
  check_issuer(document, faults);
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
  auto const* const kind = std::ranges::find(k_kinds, text_or_empty(&document, "kind"));
  evidence.kind = static_cast<EvidenceKind>(kind - k_kinds.begin());
  evidence.at = UnixSeconds(std::chrono::seconds(document.at("at").get<std::int64_t>()));
  evidence.desk = text_or_empty(&document, "desk");
  evidence.items = items_of(document.at("items"));
  return evidence;
}

}

std::string_view to_text(EvidenceKind kind) noexcept { return k_kinds[static_cast<std::size_t>(kind)]; }

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
