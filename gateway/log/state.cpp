#include "gateway/log/state.hpp"

#include "protocol/base/durable_file.hpp"
#include "protocol/base/encoding.hpp"
#include "protocol/json/json.hpp"
#include "protocol/json/members.hpp"
#include "protocol/json/read.hpp"
#include "protocol/json/write.hpp"

namespace huecry::follow {
namespace {

using json::Json;

Result<log::CompactRange> range_of(std::string const& text) {
  HUECRY_TRY(Bytes const bytes, base64_decode(text));
  return log::CompactRange::parse(as_text(bytes));
}

std::string text_of(log::CompactRange const& range) { return base64_encode(as_bytes(range.serialise())); }

Result<> parse_known(Json const& json, std::span<log::NoteKey const> keys, State& state) {
  HUECRY_TRY(std::string note, json::member_string(json, "checkpoint"));
  HUECRY_TRY(SignedHead head, open_head(std::move(note), keys));
  HUECRY_TRY(state.at, json::member_string(json, "at"));
  HUECRY_TRY(std::string const range, json::member_string(json, "range"));
  HUECRY_TRY(state.range, range_of(range));
  if (log::TreeHead{state.range.size(), state.range.root()} != head.head())
    return Error(Errc::corrupt, "the tree is not that of the checkpoint");
  state.head = std::move(head);
  return ok();
}

Result<State> parse(std::string const& text, std::span<log::NoteKey const> keys) {
  HUECRY_TRY(Json const json, json::read(text, {}));
  State state;
  HUECRY_CHECK(json::check_members(json, {"v", "checkpoint", "at", "range", "ahead", "entries"}));
  if (json.contains("checkpoint")) {
    HUECRY_CHECK(parse_known(json, keys, state));
  }
  HUECRY_TRY(auto const entries, json::optional_integer(json, "entries"));
  if (entries) state.entries = UnixMillis(std::chrono::milliseconds(*entries));
  HUECRY_TRY(auto const ahead, json::optional_string(json, "ahead"));
  if (!ahead) return state;
  HUECRY_TRY(state.ahead, range_of(*ahead));
  return state;
}

}

Result<std::optional<State>> load_state(std::filesystem::path const& file, std::span<log::NoteKey const> keys) {
  if (!std::filesystem::exists(file)) return std::optional<State>();
  HUECRY_TRY(std::string const text, read_whole(file));
  auto state = parse(text, keys);
  if (state) return std::optional(*std::move(state));
  return Error(Errc::config_invalid, file.string() + ": " + state.error().detail +
                                         "; it is what you trust about this log: find out who changed it, or begin "
                                         "again with another file");
}

Result<> save_state(std::filesystem::path const& file, State const& state) {
  Json json{{"v", 1}};
  if (state.head) json.update({{"checkpoint", state.head->note}, {"at", state.at}, {"range", text_of(state.range)}});
  if (state.ahead) json["ahead"] = text_of(*state.ahead);
  if (state.entries) json["entries"] = state.entries->time_since_epoch().count();
  return write_durably(file, json::write(json) + "\n");
}

}
