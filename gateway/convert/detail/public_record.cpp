#include "gateway/convert/detail/public_record.hpp"

#include <algorithm>

#include "protocol/json/json.hpp"
#include "protocol/text/nfc.hpp"

namespace huecry::convert::detail {
namespace {

using json::Json;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// C1 control characters, C2 80 to C2 9F in UTF-8, become a space each.
void drop_c1(std::string& text) {
  for (std::size_t at = text.find('\xC2'); at != std::string::npos; at = text.find('\xC2', at + 1))
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) <= 0x9F) text.replace(at, 2, " ");
}

std::string tidy(std::string_view text, std::string_view kept_controls) {
  std::string out = text::to_nfc(text);
  drop_c1(out);
  for (char& c : out)
    if (is_control(c) && kept_controls.find(c) == std::string_view::npos) c = ' ';
  out.erase(out.find_last_not_of(" \r\n") + 1);
  out.erase(0, std::min(out.find_first_not_of(" \r\n"), out.size()));
  return out;
}

std::string tidy_line(std::string_view text) { return tidy(text, ""); }

std::string copied(std::string const& text, Copy how) {
  if (how == Copy::code) return text;
  return how == Copy::line ? tidy_line(text) : tidy(text, "\r\n");
}

/// A name or address given in parts: its strings, in the order of their keys.
std::string joined(Json const& object) {
  std::string text;
  for (auto const& [member, value] : object.items()) {
    if (!value.is_string()) continue;
    if (!text.empty()) text += ' ';
    text += value.get_ref<std::string const&>();
  }
  return text;
}

std::string entry_text(Json const& entry) {
  if (entry.is_string()) return tidy_line(entry.get_ref<std::string const&>());
  return entry.is_object() ? tidy_line(joined(entry)) : std::string();
}

}

bool PublicRecord::has(std::string_view member) const { return record_.contains(member); }

Json const* PublicRecord::stated(std::string_view member) {
  read_.emplace(member);
  auto const at = record_.find(member);
  return at == record_.end() || at->is_null() ? nullptr : &*at;
}

std::string PublicRecord::text(std::string_view member) {
  Json const* const value = stated(member);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  add_fault(member, "must be a string or null");
  return {};
}

Json PublicRecord::list(std::string_view member) {
  Json const* const value = stated(member);
  if (value == nullptr) return Json::array();
  if (value->is_array()) return *value;
  add_fault(member, "must be a list or null");
  return Json::array();
}

void PublicRecord::copy(Json& block, std::span<FieldMap const> fields) {
  for (FieldMap const& field : fields)
    if (Json const* const value = stated(field.source)) copy_one(block, field, *value);
}

void PublicRecord::copy_one(Json& block, FieldMap const& field, Json const& value) {
  switch (field.copy) {
    case Copy::number:
      if (!value.is_number()) return add_fault(field.source, "must be a number or null");
      block[field.target] = value;
      return;
    case Copy::codes:
    case Copy::lines:
      if (!value.is_array()) return add_fault(field.source, "must be a list or null");
      block[field.target] = copy_list(field, value);
      return;
    default: break;
  }
  if (!value.is_string()) return add_fault(field.source, "must be a string or null");
  std::string text = copied(value.get_ref<std::string const&>(), field.copy);
  if (!text.empty()) block[field.target] = std::move(text);  // "" says no more than null
}

Json PublicRecord::copy_list(FieldMap const& field, Json const& value) {
  Json out = Json::array();
  for (std::size_t i = 0; i < value.size(); ++i) {
    bool const fits = value[i].is_string() || (field.copy == Copy::lines && value[i].is_object());
    if (!fits) add_fault(std::string(field.source) + "/" + std::to_string(i), "must be a string");
    std::string text = field.copy == Copy::codes && fits ? value[i].get<std::string>() : entry_text(value[i]);
    if (!text.empty() && std::ranges::find(out, Json(text)) == out.end()) out.push_back(std::move(text));
  }
  return out;
}

void PublicRecord::add_fault(std::string_view member, std::string_view message) {
  faults_.push_back({pointer_ + "/" + std::string(member), std::string(message)});
}

void PublicRecord::merge(PublicRecord const& inner) {
  faults_.insert(faults_.end(), inner.faults_.begin(), inner.faults_.end());
}

std::vector<std::string> PublicRecord::unread() const {
  std::vector<std::string> names;
  for (auto const& [member, value] : record_.items())
    if (!read_.contains(member)) names.push_back(member);
  return names;
}

}
