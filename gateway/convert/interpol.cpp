#include "gateway/convert/interpol.hpp"

#include <algorithm>

#include "gateway/convert/interpol_fields.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::convert {
namespace {

using documents::Colour;
using json::Json;

constexpr int k_review_years = 5;

struct Form {
  Colour colour;
  std::string_view purpose;
  std::string_view status;
};

Form form_of(PublicKind kind) {
  switch (kind) {
    case PublicKind::yellow: return {Colour::yellow, "IDENTIFY_PERSON_OR_BODY", "missing"};
    case PublicKind::un_person:
    case PublicKind::un_entity: return {Colour::unsc, "WARN", "none"};
    default: return {Colour::red, "WANTED", "suspect"};
  }
}

/// By what only one kind of record has; a list item tells by its links.
PublicKind detect(Json const& record) {
  if (record.contains("arrest_warrants")) return PublicKind::red;
  if (record.contains("main_activity") || record.contains("legal_form")) return PublicKind::un_entity;
  if (record.contains("un_reference") || record.contains("un_resolution")) return PublicKind::un_person;
  if (record.contains("date_of_event")) return PublicKind::yellow;
  std::string const links = record.contains("_links") ? record["_links"].dump() : "";
  if (links.find("/yellow/") != std::string::npos) return PublicKind::yellow;
  if (links.find("/un/entities/") != std::string::npos) return PublicKind::un_entity;
  if (links.find("/un/") != std::string::npos) return PublicKind::un_person;
  return PublicKind::red;
}

Result<std::string> source_id(Json const& record) {
  auto const found = record.find("entity_id");
  if (found == record.end() || !found->is_string() || found->get<std::string>().empty())
    return Error(Errc::request_malformed, "/entity_id: every record of the public interface has one");
  std::string id = found->get<std::string>();
  std::ranges::replace(id, '-', '/');
  return id;
}

/// "SG-IMP-2023.12345": the slash of the source has no place in an identifier.
std::string notice_id(CountryCode iss, std::string id) {
  std::ranges::replace(id, '/', '.');
  return std::string(iss.text()) + "-IMP-" + id;
}

void add_blocks(Json& notice, Json const& record, PublicKind kind) {
  notice["identity"] = fields::identity(record);
  switch (kind) {
    case PublicKind::yellow:
      notice["description"] = fields::description(record);
      notice["event"] = fields::event(record);
      break;
    case PublicKind::un_person:
    case PublicKind::un_entity: notice["sanctions"] = fields::sanctions(record); break;
    default:
      notice["description"] = fields::description(record);
      notice["judicial"] = fields::judicial(record);
      notice["facts"] = fields::unknown_facts();
      break;
  }
}

Result<Imported> convert(Json const& record, ImportContext const& context, documents::Schemas const& schemas) {
  if (!record.is_object()) return Error(Errc::request_malformed, "a record is a JSON object");
  HUECRY_TRY(std::string const id, source_id(record));
  PublicKind const kind = context.kind == PublicKind::detect ? detect(record) : context.kind;
  Form const form = form_of(kind);
  std::string const issued = fields::date_text(context.retrieved);
  Json notice = {{"v", 1},
                 {"id", notice_id(context.iss, id)},
                 {"ver", 1},
                 {"iss", context.iss.text()},
                 {"action", "publish"},
                 {"colour", documents::to_text(form.colour)},
                 {"file_no", "INTERPOL " + id},
                 {"issued", issued},
                 {"review_on", fields::date_text(context.retrieved + std::chrono::days(365 * k_review_years - 10))},
                 {"languages", Json::array({"ENG"})},
                 {"purpose", form.purpose},
                 {"handling", "H0"},
                 {"confidentiality", "OFFICIAL_USE"},
                 {"status_of_person", form.status},
                 {"import", {{"source", "INTERPOL_PUBLIC"}, {"source_id", id}, {"retrieved", issued}}}};
  add_blocks(notice, record, kind);
  std::string payload = json::write(notice);
  auto const read = documents::read_notice(schemas, payload);
  if (!read) return Error(read.error().code, "record " + id + ": " + read.error().detail, read.error().faults);
  return Imported{id, form.colour, std::move(payload)};
}

std::vector<Json const*> records_of(Json const& page) {
  auto const embedded = page.find("_embedded");
  bool const is_page = embedded != page.end() && embedded->is_object() && embedded->contains("notices") &&
                       (*embedded)["notices"].is_array();
  if (!is_page) return {&page};
  std::vector<Json const*> records;
  for (Json const& record : (*embedded)["notices"]) records.push_back(&record);
  return records;
}

}

Result<std::vector<Imported>> import_interpol(std::string_view text, ImportContext const& context) {
  json::ReadOptions options;
  options.fractions = true;
  HUECRY_TRY(Json const page, json::read(text, options));
  if (!page.is_object()) return Error(Errc::request_malformed, "the public interface answers with a JSON object");
  documents::Schemas const schemas;
  std::vector<Imported> all;
  for (Json const* record : records_of(page)) {
    HUECRY_TRY(Imported one, convert(*record, context, schemas));
    all.push_back(std::move(one));
  }
  return all;
}

}
