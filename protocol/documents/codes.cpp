#include "protocol/documents/codes.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/documents/detail/embedded_schemas.hpp"
#include "protocol/json/json.hpp"

namespace huecry::documents {
namespace {

CodeList read_list(std::string const& name, json::Json const& definition) {
  std::vector<Code> codes;
  for (json::Json const& entry : definition.at("oneOf"))
    codes.push_back({entry.at("const").get<std::string>(), entry.at("title").get<std::string>()});
  return {name, std::move(codes)};
}

}

CodeList::CodeList(std::string name, std::vector<Code> codes) : name_(std::move(name)), codes_(std::move(codes)) {
  std::ranges::sort(codes_, {}, &Code::code);
  HUECRY_ASSERT(std::ranges::adjacent_find(codes_, {}, &Code::code) == codes_.end());
}

Code const* CodeList::find(std::string_view code) const noexcept {
  auto const by_code = [](Code const& entry) -> std::string_view { return entry.code; };
  auto const at = std::ranges::lower_bound(codes_, code, {}, by_code);
  return at == codes_.end() || at->code != code ? nullptr : &*at;
}

std::optional<std::string_view> CodeList::label(std::string_view code) const noexcept {
  Code const* const found = find(code);
  if (found == nullptr) return std::nullopt;
  return found->label;
}

CodeLists::CodeLists() {
  auto const file = detail::embedded_schema("codes.json");
  version_ = file.at("version").get<std::string>();
  for (auto const& [name, definition] : file.at("definitions").items()) lists_.push_back(read_list(name, definition));
}

CodeList const* CodeLists::find(std::string_view name) const noexcept {
  auto const at = std::ranges::find(lists_, name, &CodeList::name);
  return at == lists_.end() ? nullptr : &*at;
}

}
