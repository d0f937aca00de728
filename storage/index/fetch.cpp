#include "storage/index/detail/fetch.hpp"

#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index::detail {

using journal::Position;
using kv::Family;

Result<std::optional<Position>> fetch_first(kv::Reader const& state, CountryCode iss, std::string_view id) {
  HUECRY_TRY(auto const value, state.get(Family::notice, name_key(iss, id)));
  if (!value) return std::optional<Position>();
  if (value->size() != sizeof(Position)) return Error(Errc::corrupt, "name row of a wrong length");
  return std::optional(read_be<Position>(*value));
}

Result<std::string> fetch_head_row(kv::Reader const& state, Position first) {
  HUECRY_TRY(auto value, state.get(Family::notice, head_key(first)));
  if (!value) return Error(Errc::corrupt, "a notice without its head");
  return *std::move(value);
}

Result<Head> fetch_head(kv::Reader const& state, Position first) {
  HUECRY_TRY(std::string const row, fetch_head_row(state, first));
  return decode_head(row, state.secrets());
}

Result<Standing> fetch_standing(kv::Reader const& state, Position first) {
  HUECRY_TRY(std::string const row, fetch_head_row(state, first));
  return decode_standing(row, state.secrets());
}

Result<std::optional<Version>> fetch_version(kv::Reader const& state, Position first, std::uint32_t ver) {
  HUECRY_TRY(std::string const row, fetch_head_row(state, first));
  HUECRY_TRY(Version current, decode_current(row, state.secrets()));
  if (ver == current.ver) return std::optional(std::move(current));
  HUECRY_TRY(auto const value, state.get(Family::notice, version_key(first, ver)));
  if (!value) return std::optional<Version>();
  HUECRY_TRY(Version version, decode_version(*value, state.secrets()));
  return std::optional(std::move(version));
}

Result<Progress> fetch_progress(kv::Reader const& state, Position first, std::uint32_t ver) {
  HUECRY_TRY(auto const value, state.get(Family::status, progress_key(first, ver)));
  if (!value) return Progress();
  return decode_progress(*value);
}

Result<Marks> fetch_marks(kv::Reader const& state, Position first, std::uint32_t ver, CountryCode recipient) {
  HUECRY_TRY(auto const value, state.get(Family::status, marks_key(first, ver, recipient)));
  if (!value) return Marks();
  return decode_marks(*value);
}

}
