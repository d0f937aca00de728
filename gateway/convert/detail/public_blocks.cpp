#include "gateway/convert/detail/public_blocks.hpp"

#include <array>

#include "protocol/json/json.hpp"

namespace huecry::convert::detail {
namespace {

using json::Json;

constexpr FieldMap k_person[] = {{"family_name", "name", Copy::line},
                                 {"forename", "forename", Copy::line},
                                 {"name_at_birth", "birth_name", Copy::line},
                                 {"name_at_birth", "name_at_birth", Copy::line},
                                 {"family_name_original_script", "name_in_original_script", Copy::line},
                                 {"forename_original_script", "forename_in_original_script", Copy::line},
                                 {"sex", "sex_id", Copy::code},
                                 {"date_of_birth", "date_of_birth", Copy::code},
                                 {"place_of_birth", "place_of_birth", Copy::line},
                                 {"country_of_birth", "country_of_birth_id", Copy::code},
                                 {"languages", "languages_spoken_ids", Copy::codes},
                                 {"occupation", "profession", Copy::line},
                                 {"aliases", "aliases", Copy::lines},
                                 {"addresses", "adresses", Copy::lines}};  // the interface spells it so

constexpr FieldMap k_entity[] = {
    {"entity_name", "name", Copy::line}, {"aliases", "aliases", Copy::lines}, {"addresses", "adresses", Copy::lines}};

constexpr FieldMap k_father[] = {{"family_name", "father_name", Copy::line},
                                 {"forename", "father_forename", Copy::line}};
constexpr FieldMap k_mother[] = {{"family_name", "mother_name", Copy::line},
                                 {"forename", "mother_forename", Copy::line}};

constexpr FieldMap k_description[] = {{"height", "height", Copy::number},
                                      {"weight", "weight", Copy::number},
                                      {"hair", "hairs_id", Copy::codes},
                                      {"eyes", "eyes_colors_id", Copy::codes},
                                      {"distinguishing_marks", "distinguishing_marks", Copy::paragraph}};

constexpr FieldMap k_warrant[] = {{"country", "issuing_country_id", Copy::code},
                                  {"charge", "charge", Copy::paragraph},
                                  {"charge_translation", "charge_translation", Copy::paragraph}};

constexpr FieldMap k_event[] = {
    {"date", "date_of_event", Copy::code}, {"place", "place", Copy::line}, {"country", "country", Copy::code}};

constexpr FieldMap k_sanctions[] = {{"un_reference", "un_reference", Copy::code},
                                    {"un_resolution", "un_resolution", Copy::code},
                                    {"un_reference_date", "un_reference_date", Copy::code},
                                    {"purposes", "purposes", Copy::lines},
                                    {"summary", "summary", Copy::paragraph},
                                    {"additional_information", "additional_information", Copy::paragraph},
                                    {"associates", "associates", Copy::lines},
                                    {"main_activity", "main_activity", Copy::paragraph},
                                    {"legal_form", "legal_form", Copy::line},
                                    {"registration_number", "registration_number", Copy::line},
                                    {"chamber_of_commerce", "from_chamber_of_commerce", Copy::line},
                                    {"administrators", "administrators", Copy::lines},
                                    {"formerly_known_as", "formerly_known_as", Copy::lines}};

/// A block needs a member: what is missing is then named as unknown, as the record does not have it.
void mark_unknown(Json& block, std::initializer_list<std::string_view> members) {
  for (std::string_view const member : members)
    if (!block.contains(member)) block["unknown"].push_back(member);
}

void add_parent(Json& identity, std::string_view member, PublicRecord& record, std::span<FieldMap const> fields) {
  Json parent = Json::object();
  record.copy(parent, fields);
  if (!parent.empty()) identity[member] = std::move(parent);
}

void add_nationalities(Json& identity, PublicRecord& record) {
  if (!record.has("nationalities")) return;
  Json block = Json::object();
  constexpr FieldMap codes[] = {{"nationalities", "nationalities", Copy::codes}};
  record.copy(block, codes);
  if (!block.contains("nationalities")) return;
  identity["nationalities"] = Json::array();
  for (Json const& code : block["nationalities"]) identity["nationalities"].push_back({{"country", code}});
}

void add_documents(Json& identity, PublicRecord& record) {
  Json block = Json::object();
  constexpr FieldMap numbers[] = {{"numbers", "identity_documents", Copy::lines}};
  record.copy(block, numbers);
  for (Json const& number : block.value("numbers", Json::array()))
    identity["documents"].push_back({{"kind", "OTHER"}, {"number", number}});
}

}

Json public_identity(PublicRecord& record, bool entity) {
  Json identity = Json::object();
  if (entity) {
    record.copy(identity, k_entity);
    return identity;
  }
  record.copy(identity, k_person);
  add_parent(identity, "father", record, k_father);
  add_parent(identity, "mother", record, k_mother);
  add_nationalities(identity, record);
  add_documents(identity, record);
  return identity;
}

Json public_description(PublicRecord& record) {
  Json description = Json::object();
  record.copy(description, k_description);
  return description;
}

Json public_judicial(PublicRecord& record) {
  Json judicial = Json::object();
  Json const warrants = record.list("arrest_warrants");
  for (std::size_t i = 0; i < warrants.size(); ++i) {
    std::string const member = "arrest_warrants/" + std::to_string(i);
    if (!warrants[i].is_object()) {
      record.add_fault(member, "must be an object");
      continue;
    }
    PublicRecord inner(warrants[i], record.pointer() + "/" + member);
    Json warrant = Json::object();
    inner.copy(warrant, k_warrant);
    record.merge(inner);
    judicial["warrants"].push_back(std::move(warrant));
  }
  mark_unknown(judicial, {"warrants", "extradition"});
  return judicial;
}

Json public_event(PublicRecord& record) {
  Json event = Json::object();
  record.copy(event, k_event);
  mark_unknown(event, {"place", "country", "circumstances"});
  return event;
}

Json public_sanctions(PublicRecord& record) {
  Json sanctions = Json::object();
  record.copy(sanctions, k_sanctions);
  mark_unknown(sanctions, {"un_reference", "un_resolution"});
  return sanctions;
}

Json unknown_description() {
  Json description = Json::object();
  mark_unknown(description, {"build", "hair", "eyes", "distinguishing_marks"});
  return description;
}

Json unknown_facts() {
  Json facts = {{"date", "0000/00/00"}};
  mark_unknown(facts, {"summary", "place", "offences"});
  return facts;
}

}
