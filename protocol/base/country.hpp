#pragma once
// Members of the exchange by country code, and sets of them as bitmaps. Pure values; any thread.
//
// A CountryCode is a row of one fixed, append-only table, so it is one byte, always valid, and an index into a
// CountrySet. Both alpha-2 and alpha-3 are kept: notices speak alpha-2, document and biometric formats alpha-3 (domain:
// ISO 3166-1).

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"

namespace huecry {

enum class Region : std::uint8_t { none, africa, americas, asia_pacific, europe, middle_east };
[[nodiscard]] std::string_view to_text(Region region) noexcept;  // "europe", "asia-pacific", …
[[nodiscard]] std::optional<Region> region_from_text(std::string_view text) noexcept;

class CountryCode {
 public:
  /// Errors: Errc::parameter_invalid for a code that the table does not hold. Upper case only.
  [[nodiscard]] static Result<CountryCode> parse(std::string_view alpha2);
  [[nodiscard]] static std::optional<CountryCode> from_alpha3(std::string_view alpha3) noexcept;
  [[nodiscard]] static std::optional<CountryCode> from_slot(std::uint8_t slot) noexcept;

  CountryCode() = default;  // slot 0; so that Result<CountryCode> can be a coroutine's result

  [[nodiscard]] std::uint8_t slot() const noexcept { return slot_; }
  [[nodiscard]] std::string_view text() const noexcept;  // alpha-2
  [[nodiscard]] std::string_view alpha3() const noexcept;
  [[nodiscard]] std::string_view name() const noexcept;  // English label
  [[nodiscard]] Region region() const noexcept;

  friend auto operator<=>(CountryCode const&, CountryCode const&) = default;

 private:
  explicit CountryCode(std::uint8_t slot) : slot_(slot) {}
  std::uint8_t slot_ = 0;
};

/// 256 bits, one for each row of the table. Its stored form is 32 bytes, slot 0 in the lowest bit of the first byte.
class CountrySet {
 public:
  static constexpr std::size_t k_slots = 256;
  using Packed = std::array<std::uint8_t, k_slots / 8>;

  CountrySet() = default;
  CountrySet(std::initializer_list<CountryCode> members) {
    for (CountryCode member : members) add(member);
  }

  /// Every slot, used or not: no restriction.
  [[nodiscard]] static CountrySet everyone() noexcept {
    CountrySet set;
    set.words_.fill(~std::uint64_t{0});
    return set;
  }

  void add(CountryCode member) noexcept { word_of(member) |= bit_of(member); }
  void add_slot(std::uint8_t slot) noexcept { words_[slot / k_word_bits] |= std::uint64_t{1} << slot % k_word_bits; }
  void remove(CountryCode member) noexcept { word_of(member) &= ~bit_of(member); }
  [[nodiscard]] bool contains(CountryCode member) const noexcept {
    return (words_[member.slot() / k_word_bits] & bit_of(member)) != 0;
  }
  [[nodiscard]] bool contains_slot(std::uint8_t slot) const noexcept {
    return (words_[slot / k_word_bits] >> slot % k_word_bits & 1) != 0;
  }
  [[nodiscard]] bool empty() const noexcept { return (words_[0] | words_[1] | words_[2] | words_[3]) == 0; }
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t count = 0;
    for (std::uint64_t const word : words_) count += static_cast<std::size_t>(std::popcount(word));
    return count;
  }
  [[nodiscard]] std::vector<CountryCode> members() const;  // in slot order, which is alphabetical for countries
  /// visit(slot) for each slot in the set, in order. Allocates nothing.
  template <class Visit>
  void for_each_slot(Visit&& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1)
        visit(static_cast<std::uint8_t>(i * k_word_bits + static_cast<std::size_t>(std::countr_zero(word))));
  }

  [[nodiscard]] Packed pack() const noexcept;
  [[nodiscard]] static CountrySet unpack(Packed const& packed) noexcept;

  friend CountrySet operator|(CountrySet a, CountrySet const& b) noexcept {
    for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] |= b.words_[i];
    return a;
  }
  friend CountrySet operator&(CountrySet a, CountrySet const& b) noexcept {
    for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] &= b.words_[i];
    return a;
  }
  friend CountrySet operator-(CountrySet a, CountrySet const& b) noexcept {
    for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] &= ~b.words_[i];
    return a;
  }
  friend bool operator==(CountrySet const&, CountrySet const&) = default;

 private:
  static constexpr std::size_t k_word_bits = 64;
  static std::uint64_t bit_of(CountryCode member) noexcept { return std::uint64_t{1} << member.slot() % k_word_bits; }
  std::uint64_t& word_of(CountryCode member) noexcept { return words_[member.slot() / k_word_bits]; }

  std::array<std::uint64_t, k_slots / k_word_bits> words_{};
};

/// All members of a region.
[[nodiscard]] CountrySet members_of(Region region);

namespace detail {
struct CountryRow {
  std::string_view alpha2, alpha3, name;
  Region region;
};
[[nodiscard]] std::span<CountryRow const> country_rows() noexcept;
}

}
