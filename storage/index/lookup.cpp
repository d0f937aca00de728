#include "storage/index/lookup.hpp"

#include <algorithm>

#include "storage/index/detail/fetch.hpp"
#include "storage/index/keys.hpp"

namespace huecry::index {

using journal::DeliveryKind;

Result<std::optional<Head>> current_head(kv::Reader const& state, CountryCode iss, std::string_view id) {
  HUECRY_TRY(auto const first, detail::fetch_first(state, iss, id));
  if (!first) return std::optional<Head>();
  HUECRY_TRY(Head head, detail::fetch_head(state, *first));
  return std::optional(std::move(head));
}

Result<Head> head_at(kv::Reader const& state, journal::Position first) { return detail::fetch_head(state, first); }

Result<std::optional<Version>> version_of(kv::Reader const& state, CountryCode iss, std::string_view id,
                                          std::uint32_t ver) {
  HUECRY_TRY(auto const first, detail::fetch_first(state, iss, id));
  if (!first) return std::optional<Version>();
  return detail::fetch_version(state, *first, ver);
}

Result<std::vector<Version>> history_of(kv::Reader const& state, CountryCode iss, std::string_view id) {
  std::vector<Version> versions;
  HUECRY_TRY(auto const first, detail::fetch_first(state, iss, id));
  if (!first) return versions;
  auto const rows = state.scan(kv::Family::notice, versions_from(*first, 0));
  for (; rows->valid(); rows->next()) {
    HUECRY_TRY(Version version, decode_version(rows->value(), state.secrets()));
    versions.push_back(std::move(version));
  }
  HUECRY_CHECK(rows->status());
  HUECRY_TRY(std::string const head_row, detail::fetch_head_row(state, *first));
  HUECRY_TRY(Version current, decode_current(head_row, state.secrets()));
  versions.push_back(std::move(current));
  std::ranges::sort(versions, {}, &Version::ver);  // an update that waits is newer than the current one
  return versions;
}

Result<CountrySet> holders(kv::Reader const& state, CountryCode iss, std::string_view id) {
  HUECRY_TRY(auto const head, current_head(state, iss, id));
  return head ? head->holders : CountrySet();
}

std::vector<journal::Delivery> deliveries_for(CountrySet const& audience, CountrySet const& holders) {
  std::vector<journal::Delivery> deliveries;
  if (!audience.empty()) deliveries.push_back({DeliveryKind::document, audience});
  CountrySet const lost = holders - audience;
  if (!lost.empty()) deliveries.push_back({DeliveryKind::recall, lost});
  return deliveries;
}

}
