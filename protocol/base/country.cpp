#include "protocol/base/country.hpp"

#include <algorithm>
#include <array>

namespace huecry {
namespace {

struct RegionName {
  Region region;
  std::string_view text;
};
constexpr RegionName k_regions[] = {{Region::none, "none"},         {Region::africa, "africa"},
                                    {Region::americas, "americas"}, {Region::asia_pacific, "asia-pacific"},
                                    {Region::europe, "europe"},     {Region::middle_east, "middle-east"}};

/// Slot by the two letters, built once: parsing a code is one look-up.
using Slots = std::array<std::int16_t, 26 * 26>;
Slots const& slots_by_alpha2() {
  static Slots const slots = [] {
    Slots table;
    table.fill(-1);
    auto const rows = detail::country_rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto const code = rows[i].alpha2;
      table[static_cast<std::size_t>((code[0] - 'A') * 26 + (code[1] - 'A'))] = static_cast<std::int16_t>(i);
    }
    return table;
  }();
  return slots;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}

std::string_view to_text(Region region) noexcept {
  return std::ranges::find(k_regions, region, &RegionName::region)->text;
}

std::optional<Region> region_from_text(std::string_view text) noexcept {
  auto const* found = std::ranges::find(k_regions, text, &RegionName::text);
  if (found == std::end(k_regions)) return std::nullopt;
  return found->region;
}

Result<CountryCode> CountryCode::parse(std::string_view alpha2) {
  if (alpha2.size() != 2 || !is_upper(alpha2[0]) || !is_upper(alpha2[1]))
    return Error(Errc::parameter_invalid, "a country code is two upper-case letters");
  auto const slot = slots_by_alpha2()[static_cast<std::size_t>((alpha2[0] - 'A') * 26 + (alpha2[1] - 'A'))];
  if (slot < 0) return Error(Errc::parameter_invalid, "unknown country code " + std::string(alpha2));
  return CountryCode(static_cast<std::uint8_t>(slot));
}

std::optional<CountryCode> CountryCode::from_alpha3(std::string_view alpha3) noexcept {
  auto const rows = detail::country_rows();
  auto const found = std::ranges::find(rows, alpha3, &detail::CountryRow::alpha3);
  if (found == rows.end()) return std::nullopt;
  return CountryCode(static_cast<std::uint8_t>(found - rows.begin()));
}

std::optional<CountryCode> CountryCode::from_slot(std::uint8_t slot) noexcept {
  if (slot >= detail::country_rows().size()) return std::nullopt;
  return CountryCode(slot);
}

std::string_view CountryCode::text() const noexcept { return detail::country_rows()[slot_].alpha2; }
std::string_view CountryCode::alpha3() const noexcept { return detail::country_rows()[slot_].alpha3; }
std::string_view CountryCode::name() const noexcept { return detail::country_rows()[slot_].name; }
Region CountryCode::region() const noexcept { return detail::country_rows()[slot_].region; }

std::vector<CountryCode> CountrySet::members() const {
  std::vector<CountryCode> found;
  found.reserve(size());
  for_each_slot([&found](std::uint8_t slot) {
    if (auto const member = CountryCode::from_slot(slot)) found.push_back(*member);
  });
  return found;
}

// By words, not by bits: every record, mailbox row and decision holds some sets.
CountrySet::Packed CountrySet::pack() const noexcept {
  Packed packed{};
  for (std::size_t at = 0; at < packed.size(); ++at)
    packed[at] = static_cast<std::uint8_t>(words_[at / 8] >> at % 8 * 8);
  return packed;
}

CountrySet CountrySet::unpack(Packed const& packed) noexcept {
  CountrySet set;
  for (std::size_t at = 0; at < packed.size(); ++at) set.words_[at / 8] |= std::uint64_t{packed[at]} << at % 8 * 8;
  return set;
}

CountrySet members_of(Region region) {
  CountrySet set;
  auto const rows = detail::country_rows();
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].region == region) set.add(*CountryCode::from_slot(static_cast<std::uint8_t>(i)));
  return set;
}

}
