#include "gateway/convert/interpol.hpp"

#include <algorithm>

#include "gateway/convert/detail/public_blocks.hpp"
#include "gateway/convert/detail/public_record.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/documents/partial_date.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::convert {
namespace {

using detail::PublicRecord;
using documents::Colour;
using documents::date_text;
using json::Json;

/// What the kind of a record decides about the notice.
struct KindRow {
  PublicKind kind;
  std::string_view link;    // part of _links.self.href
  std::string_view member;  // that only this kind has; looked at when there is no link
  Colour colour;
  std::string_view purpose, status;
};
constexpr KindRow k_kinds[] = {
    {PublicKind::red, "/red/", "arrest_warrants", Colour::red, "WANTED", "suspect"},
    {PublicKind::yellow, "/yellow/", "date_of_event", Colour::yellow, "IDENTIFY_PERSON_OR_BODY", "missing"},
    {PublicKind::un_entity, "/un/entities/", "main_activity", Colour::unsc, "WARN", "none"},
    {PublicKind::un_person, "/un/persons/", "un_reference", Colour::unsc, "WARN", "person_of_interest"}};

constexpr auto k_review_after = std::chrono::days(365);

std::string self_link(Json const& record) {
  auto const at = Json::json_pointer("/_links/self/href");
  if (!record.contains(at) || !record.at(at).is_string()) return {};
  return record.at(at).get<std::string>();
}

KindRow const* row_of(PublicKind kind) {
  auto const* row = std::ranges::find(k_kinds, kind, &KindRow::kind);
  return row == std::end(k_kinds) ? nullptr : row;
}

KindRow const* kind_of(Json const& record, PublicKind asked) {
  if (asked != PublicKind::detect) return row_of(asked);
  std::string const link = self_link(record);
  for (KindRow const& row : k_kinds)
    if (link.find(row.link) != std::string::npos) return &row;
  for (KindRow const& row : k_kinds)
    if (record.contains(row.member)) return &row;
  return nullptr;
}

/// "SG-IMP-2023.12345": a slash has no place in an id. Any other stranger makes it invalid, and the schema reports it.
std::string notice_id(std::string const& issuer, std::string source_id) {
  std::ranges::replace(source_id, '/', '.');
  return issuer + "-IMP-" + source_id;
}

/// Paths of the interface write the number with a dash; data, with a slash.
std::string slashed(std::string id) {
  std::ranges::replace(id, '-', '/');
  return id;
}

Json core_of(KindRow const& row, std::string const& source_id, ImportContext const& context) {
  std::string const issuer(context.iss.text());
  return {{"v", 1},
          {"id", notice_id(issuer, source_id)},
          {"ver", 1},
          {"iss", issuer},
          {"action", "publish"},
          {"colour", documents::to_text(row.colour)},
          {"file_no", "INTERPOL " + source_id},
          {"issued", date_text(context.retrieved)},
          {"review_on", date_text(context.retrieved + k_review_after)},
          {"languages", Json::array({"ENG"})},
          {"purpose", row.purpose},
          {"handling", "H0"},
          {"confidentiality", "OFFICIAL_USE"},
          {"status_of_person", row.status},
          {"import",
           {{"source", "INTERPOL_PUBLIC"}, {"source_id", source_id}, {"retrieved", date_text(context.retrieved)}}}};
}

void add_blocks(Json& notice, KindRow const& row, PublicRecord& record) {
  notice["identity"] = detail::public_identity(record, row.kind == PublicKind::un_entity);
  Json description = detail::public_description(record);
  if (description.empty() && row.colour != Colour::unsc) description = detail::unknown_description();
  if (!description.empty()) notice["description"] = std::move(description);
  if (row.colour == Colour::unsc) notice["sanctions"] = detail::public_sanctions(record);
  if (row.colour == Colour::yellow) notice["event"] = detail::public_event(record);
  if (row.colour != Colour::red) return;
  notice["judicial"] = detail::public_judicial(record);
  notice["facts"] = detail::unknown_facts();
}

/// Names that carry no content of the record.
bool is_structure(std::string const& member) { return member.starts_with('_'); }

class Importer {
 public:
  explicit Importer(ImportContext const& context) : context_(context) {}

  Result<Imported> convert(Json const& source, std::string const& pointer) const {
    if (!source.is_object()) return malformed({{pointer, "must be an object"}});
    KindRow const* const row = kind_of(source, context_.kind);
    if (row == nullptr) return malformed({{pointer, "neither links nor members say what kind it is"}});
    PublicRecord record(source, pointer);
    std::string const source_id = slashed(record.text("entity_id"));
    if (source_id.empty()) record.add_fault("entity_id", "is required");
    Json notice = core_of(*row, source_id, context_);
    add_blocks(notice, *row, record);
    if (!record.faults().empty()) return malformed(record.faults());
    return checked(json::write(notice), source_id, *row, record);
  }

 private:
  static Error malformed(std::vector<FieldFault> faults) {
    return Error(Errc::request_malformed, "not a record of the public notices interface", std::move(faults));
  }

  Result<Imported> checked(std::string payload, std::string const& source_id, KindRow const& row,
                           PublicRecord const& record) const {
    if (auto notice = documents::read_notice(schemas_, payload); !notice)
      return std::move(notice).error().with_context("record " + source_id);
    Imported imported{source_id, row.colour, std::move(payload), record.unread()};
    std::erase_if(imported.ignored, is_structure);
    return imported;
  }

  ImportContext const& context_;
  documents::Schemas schemas_;
};

Result<std::vector<Imported>> convert_page(Json const& records, Importer const& importer) {
  std::vector<Imported> notices;
  for (std::size_t i = 0; i < records.size(); ++i) {
    HUECRY_TRY(Imported notice, importer.convert(records[i], "/_embedded/notices/" + std::to_string(i)));
    notices.push_back(std::move(notice));
  }
  return notices;
}

}

Result<std::vector<Imported>> import_interpol(std::string_view text, ImportContext const& context) {
  HUECRY_TRY(Json const document, json::read(text, {.fractions = true}));
  Importer const importer(context);
  auto const page = Json::json_pointer("/_embedded/notices");
  if (document.is_object() && document.contains(page) && document.at(page).is_array())
    return convert_page(document.at(page), importer);
  HUECRY_TRY(Imported notice, importer.convert(document, ""));
  return std::vector<Imported>{std::move(notice)};
}

}
