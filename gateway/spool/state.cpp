#include "gateway/spool/state.hpp"

#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::spool {
namespace {

using json::Json;

constexpr std::int64_t k_version = 1;

Json cursor_json(Cursor const& cursor) { return cursor ? Json(*cursor) : Json(); }

Result<Cursor> cursor_in(Json const& object, std::string const& name) {
  auto const at = object.find(name);
  if (at == object.end() || at->is_null()) return Cursor();
  HUECRY_TRY(std::int64_t const position, json::member_integer(object, name));
  return Cursor(position);
}

Result<std::vector<std::string>> names_in(Json const& object, std::string const& name) {
  HUECRY_TRY(Json const* const list, json::member_array(object, name));
  std::vector<std::string> names;
  names.reserve(list->size());
  for (Json const& item : *list) {
    if (!item.is_string()) return Error(Errc::json_invalid, name + " has an entry that is no text");
    names.push_back(item.get<std::string>());
  }
  return names;
}

Result<std::vector<Unsaid>> unsaid_in(Json const& object) {
  HUECRY_TRY(Json const* const list, json::member_array(object, "unsaid"));
  std::vector<Unsaid> all;
  for (Json const& item : *list) {
    Unsaid one;
    HUECRY_TRY(one.id, json::member_string(item, "id"));
    HUECRY_TRY(std::int64_t const ver, json::member_integer(item, "ver"));
    HUECRY_TRY(one.object, json::member_string(item, "obj"));
    if (item.contains("complaint")) {
      HUECRY_TRY(one.complaint, json::member_string(item, "complaint"));
    }
    one.ver = static_cast<std::uint32_t>(ver);
    all.push_back(std::move(one));
  }
  return all;
}

}

std::string to_text(State const& state) {
  Json unsaid = Json::array();
  for (Unsaid const& one : state.unsaid) {
    Json item = {{"id", one.id}, {"ver", one.ver}, {"obj", one.object}};
    if (!one.complaint.empty()) item["complaint"] = one.complaint;
    unsaid.push_back(std::move(item));
  }
  return json::write({{"v", k_version},
                      {"after", cursor_json(state.after)},
                      {"flash", cursor_json(state.flash)},
                      {"urgent", cursor_json(state.urgent)},
                      {"ahead", state.ahead},
                      {"pending", state.pending},
                      {"unsaid", std::move(unsaid)},
                      {"unhooked", state.unhooked},
                      {"unfetched", state.unfetched}}) +
         "\n";
}

Result<State> read_state(std::string_view text) {
  HUECRY_TRY(Json const object, json::read(text));
  HUECRY_TRY(std::int64_t const version, json::member_integer(object, "v"));
  if (version != k_version)
    return Error(Errc::config_invalid,
                 "a spool of version " + std::to_string(version) + ", this program knows " + std::to_string(k_version));
  State state;
  HUECRY_TRY(state.after, cursor_in(object, "after"));
  HUECRY_TRY(state.flash, cursor_in(object, "flash"));
  HUECRY_TRY(state.urgent, cursor_in(object, "urgent"));
  HUECRY_TRY(Json const* const ahead, json::member_array(object, "ahead"));
  for (Json const& position : *ahead) {
    if (!position.is_number_integer()) return Error(Errc::json_invalid, "ahead has an entry that is no position");
    state.ahead.insert(position.get<std::int64_t>());
  }
  HUECRY_TRY(state.pending, names_in(object, "pending"));
  HUECRY_TRY(state.unsaid, unsaid_in(object));
  HUECRY_TRY(state.unhooked, names_in(object, "unhooked"));
  HUECRY_TRY(state.unfetched, names_in(object, "unfetched"));
  return state;
}

}
