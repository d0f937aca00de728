#include "protocol/documents/notice.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/documents/detail/notice_rules.hpp"
#include "protocol/documents/detail/notice_texts.hpp"
#include "protocol/documents/detail/person_facts.hpp"
#include "protocol/documents/fields.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"

namespace huecry::documents {
namespace {

using json::Json;

/// What the rules have checked is not checked again: these assert.
CountryCode member_of(std::string_view code) {
  auto const member = CountryCode::parse(code);
  HUECRY_ASSERT(member);
  return *member;
}

std::chrono::sys_days day_of(Json const& notice, std::string_view name) {
  auto const date = date_of(&notice, name);
  HUECRY_ASSERT(date.is_known());
  return date.value().interval()->first;
}

std::vector<std::string> strings_of(Json const* list) {
  if (list == nullptr) return {};
  return list->get<std::vector<std::string>>();
}

CountrySet members_of(Json const* list) {
  CountrySet set;
  for (std::string const& code : strings_of(list)) set.add(member_of(code));
  return set;
}

/// As an offence code: an area narrows environmental crime, or for wildlife its own code.
std::string offence_of_area(std::string_view area) { return std::string(area == "WLD" ? "PEW/" : "PEE/").append(area); }

std::vector<std::string> offences_of(Json const& notice) {
  auto codes = strings_of(stated(stated(&notice, "facts"), "offences"));
  auto const area = text_or_empty(stated(&notice, "environment"), "area");
  if (!area.empty()) codes.push_back(offence_of_area(area));
  std::ranges::sort(codes);
  codes.erase(std::ranges::unique(codes).begin(), codes.end());
  return codes;
}

Notice core_of(Json const& document) {
  Notice notice;
  notice.id = text_or_empty(&document, "id");
  notice.ver = document.at("ver").get<std::uint32_t>();
  notice.iss = member_of(text_or_empty(&document, "iss"));
  notice.action = text_or_empty(&document, "action") == "withdraw" ? Action::withdraw : Action::publish;
  notice.colour = *colour_from_text(text_or_empty(&document, "colour"));
  notice.file_no = text_or_empty(&document, "file_no");
  notice.issued = day_of(document, "issued");
  notice.reason = text_or_empty(&document, "reason");
  return notice;
}

void add_release(Notice& notice, Json const& document) {
  notice.review_on = day_of(document, "review_on");
  notice.languages = strings_of(stated(&document, "languages"));
  notice.purpose = text_or_empty(&document, "purpose");
  notice.handling = text_or_empty(&document, "handling");
  notice.confidentiality = text_or_empty(&document, "confidentiality");
  notice.status_of_person = text_or_empty(&document, "status_of_person");
  if (Json const* const priority = stated(&document, "priority")) notice.priority = priority->get<std::uint8_t>();
  if (Json const* const urgent = stated(&document, "urgent")) notice.urgent = urgent->get<bool>();
  notice.excluded = members_of(stated(&document, "exclude"));
  if (Json const* const addressees = stated(&document, "addressees")) notice.addressees = members_of(addressees);
}

void add_content(Notice& notice, Json const& document) {
  notice.offences = offences_of(document);
  notice.person = detail::person_facts_of(document);
  notice.imported = stated(&document, "import") != nullptr;
  notice.title = detail::title_of(document);
  notice.search_text = detail::search_text_of(document);
}

}

std::string_view to_text(Action action) noexcept { return action == Action::publish ? "publish" : "withdraw"; }

life::Publicity publicity_of(Colour colour, std::string_view handling, bool diffusion) noexcept {
  if (diffusion || handling == "H2" || handling == "H3") return life::Publicity::never;
  switch (colour) {
    case Colour::red:
    case Colour::yellow: return life::Publicity::on_request;
    case Colour::unsc: return life::Publicity::always;
    default: return life::Publicity::never;
  }
}

std::string_view diffusion_kind(Colour colour) noexcept {
  switch (colour) {
    case Colour::red: return "wanted";
    case Colour::yellow: return "missing";
    case Colour::black: return "body";
    case Colour::blue: return "locate_or_inform";
    case Colour::green:
    case Colour::orange: return "warning";
    case Colour::purple: return "modus_operandi";
    case Colour::silver: return "silver";
    case Colour::stolen_art:
    case Colour::unsc: break;
  }
  return {};
}

Result<Notice> read_diffusion(Schemas const& schemas, std::string_view payload) {
  HUECRY_TRY(Notice notice, read_notice(schemas, payload));
  notice.diffusion = true;
  std::vector<FieldFault> faults;
  if (diffusion_kind(notice.colour).empty()) faults.push_back({"/colour", "is none that a diffusion can have"});
  if (notice.imported) faults.push_back({"/import", "a diffusion repeats no public record"});
  if (faults.empty()) return notice;
  return Error(Errc::payload_rule, "the diffusion breaks a rule", std::move(faults));
}

Result<Notice> read_notice(Schemas const& schemas, std::string_view payload) {
  auto document = json::read(payload, {.fractions = true});
  if (!document) return Error(Errc::payload_json, document.error().detail, document.error().faults);
  if (auto faults = schemas.check(DocumentKind::notice, *document); !faults.empty())
    return Error(Errc::payload_schema, "the notice does not fit its schema", std::move(faults));
  if (auto faults = detail::broken_rules(*document); !faults.empty())
    return Error(Errc::payload_rule, "the notice breaks a rule", std::move(faults));
  Notice notice = core_of(*document);
  if (notice.action == Action::withdraw) return notice;
  add_release(notice, *document);
  add_content(notice, *document);
  return notice;
}

}
