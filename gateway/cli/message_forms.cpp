#include "gateway/cli/message_forms.hpp"

#include <algorithm>

#include "gateway/cli/choices.hpp"
#include "protocol/json/json.hpp"

namespace huecry::cli {
namespace {

using json::Json;
using Rows = std::vector<std::vector<std::string>>;

std::string text_of(Json const& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

bool is_list_of_words(Json const& value) {
  if (!value.is_array()) return false;
  for (Json const& item : value)
    if (item.is_structured()) return false;
  return true;
}

/// "identity", "family_name": "identity family_name"
std::string below(std::string path, std::string_view name) {
  if (!path.empty()) path += ' ';
  return path.append(name);
}

/// "identity family_name": "DUPONT"
void add(Rows& rows, std::string const& whose, std::string const& path, Json const& value) {
  if (value.is_null()) return;
  if (is_list_of_words(value)) {
    std::string text;
    for (Json const& item : value) text.append(text.empty() ? "" : ", ").append(text_of(item));
    rows.push_back({whose, path, text});
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) add(rows, whose, below(path, std::to_string(i + 1)), value[i]);
  } else if (value.is_object()) {
    for (auto const& [name, member] : value.items()) add(rows, whose, below(path, name), member);
  } else {
    rows.push_back({whose, path, text_of(value)});
  }
}

/// "p1", or of a connection what it is.
std::string name_of(std::string const& list, Json const& entity) {
  return list == "connections" ? "connection" : entity.value("ref", "");
}

/// What fills a field that a person has to fill.
Json blank(documents::FormField const& field) {
  if (field.type.starts_with("list")) return Json::array();
  if (field.type.starts_with("block")) return Json::object();
  if (field.type == "number") return 0;
  if (field.type == "true or false") return false;
  return "";
}

/// "offence", of a field that takes a code or several.
std::string_view list_of(documents::FormField const& field) {
  constexpr std::string_view mark = "code of ", marks = "codes of ";
  std::string_view const type = field.type;
  for (std::string_view const each : {mark, marks})
    if (auto const at = type.find(each); at != std::string_view::npos) return type.substr(at + each.size());
  return {};
}

constexpr std::size_t k_codes_shown = 60;  // of offences there are hundreds

void show_codes(Output const& output, std::vector<documents::FormField> const& fields) {
  Rows rows;
  for (documents::FormField const& field : fields) {
    std::string_view const list = list_of(field);
    bool const known = std::ranges::any_of(rows, [&](auto const& row) { return row.front() == list; });
    if (list.empty() || known) continue;
    auto const names = code_names(list);
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < k_codes_shown; ++i)
      text.append(i == 0 ? "" : ", ").append(names[i]);
    if (names.size() > k_codes_shown) text += ", … (docs/schemas/codes.json)";
    rows.push_back({std::string(list), text});
  }
  if (!rows.empty()) output.table({"CODES OF", ""}, rows);
}

}

Rows form_rows(Json const& message) {
  Rows rows;
  if (message.contains("result")) rows.push_back({"", "result", message.value("result", "")});
  for (documents::RequestForm const& form : documents::request_forms())
    if (auto const at = message.find(std::string(form.member)); at != message.end())
      add(rows, std::string(form.member), "", *at);
  auto const entities = message.find("entities");
  if (entities == message.end()) return rows;
  for (auto const& [list, values] : entities->items())
    for (Json entity : values) {
      std::string const name = name_of(list, entity);
      entity.erase("ref");
      add(rows, name, "", entity);
    }
  return rows;
}

void show_form(Output const& output, documents::RequestForm const& form) {
  Json value = Json::object();
  Rows rows;
  auto const fields = documents::form_fields(form);
  for (documents::FormField const& field : fields) {
    if (field.needed) value[field.name] = blank(field);
    rows.push_back({field.name, field.needed ? "yes" : "", field.type, field.what});
  }
  output.value(value);
  output.line(std::string(form.kind) + ": a JSON object with these members; --json prints one to fill in");
  output.table({"MEMBER", "NEEDED", "TYPE", "WHAT"}, rows);
  show_codes(output, fields);
  output.line("an entity is named by its ref in --entities FILE (docs/entities.md)", Tone::dim);
}

}
