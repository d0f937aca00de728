#include "protocol/envelope/document_type.hpp"

#include <array>
#include <iterator>

namespace huecry::envelope {
namespace {

constexpr std::string_view k_media_prefix = "application/";

struct Row {
  DocumentType type;
  std::string_view name;
  std::string_view media_type;  // typ is what follows "application/" (RFC 7515 §4.1.9)
  std::string_view cty;
};

#define HUECRY_DOCUMENT(name) \
  Row{DocumentType::name, #name, "application/vnd.huecry." #name "+jws", "vnd.huecry." #name "+json"}
constexpr Row k_rows[] = {HUECRY_DOCUMENT(notice),   HUECRY_DOCUMENT(diffusion),   HUECRY_DOCUMENT(message),
                          HUECRY_DOCUMENT(envelope), HUECRY_DOCUMENT(policy),      HUECRY_DOCUMENT(evidence),
                          HUECRY_DOCUMENT(decision), HUECRY_DOCUMENT(publication), HUECRY_DOCUMENT(edition),
                          HUECRY_DOCUMENT(consent),  HUECRY_DOCUMENT(hit),         HUECRY_DOCUMENT(logkey),
                          HUECRY_DOCUMENT(trustlist)};
#undef HUECRY_DOCUMENT

constexpr auto k_types = [] {
  std::array<DocumentType, std::size(k_rows)> types{};
  for (std::size_t i = 0; i < types.size(); ++i) types[i] = k_rows[i].type;
  return types;
}();

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < std::size(k_rows); ++i) {
    if (static_cast<std::size_t>(k_rows[i].type) != i) return false;
  }
  return true;
}
static_assert(rows_in_order(), "one row for each type, in the order of the enumeration");

Row const& row_of(DocumentType type) { return k_rows[static_cast<std::size_t>(type)]; }

}

std::string_view name_of(DocumentType type) noexcept { return row_of(type).name; }
std::string_view typ_of(DocumentType type) noexcept { return row_of(type).media_type.substr(k_media_prefix.size()); }
std::string_view cty_of(DocumentType type) noexcept { return row_of(type).cty; }
std::string_view media_type_of(DocumentType type) noexcept { return row_of(type).media_type; }

std::optional<DocumentType> from_typ(std::string_view typ) noexcept {
  for (DocumentType type : k_types) {
    if (typ_of(type) == typ) return type;
  }
  return std::nullopt;
}

std::optional<DocumentType> from_name(std::string_view name) noexcept {
  for (DocumentType type : k_types) {
    if (name_of(type) == name) return type;
  }
  return std::nullopt;
}

std::optional<DocumentType> from_media_type(std::string_view media_type) noexcept {
  for (DocumentType type : k_types) {
    if (media_type_of(type) == media_type) return type;
  }
  return std::nullopt;
}

std::span<DocumentType const> document_types() noexcept { return k_types; }

}
