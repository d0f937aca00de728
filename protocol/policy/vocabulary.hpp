#pragma once
// The words that rules and documents share, and their numbers inside one process. Stored forms hold the words, so that
// a number may change from one release to the next. Immutable; any thread.

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/documents/codes.hpp"

namespace huecry::policy {

/// National entities. A bureau is of the kind police.
enum class EntityKind : std::uint8_t { police, customs, border, fisheries, wildlife, forestry, environment, financial };
inline constexpr std::array<std::string_view, 8> k_entity_kinds{"police",   "customs",  "border",      "fisheries",
                                                                "wildlife", "forestry", "environment", "financial"};

/// How a document travels (domain §4). An answer is a message that refers to another's.
enum class Channel : std::uint8_t { notice, diffusion, message, answer };
inline constexpr std::array<std::string_view, 4> k_channels{"notice", "diffusion", "message", "answer"};

/// Blocks that a rule may keep back.
enum class Block : std::uint8_t { informants, judicial, biometrics, images };
inline constexpr std::array<std::string_view, 4> k_blocks{"informants", "judicial", "biometrics", "images"};

/// What binds a recipient. A closed list: a word that is not here denies.
enum class Obligation : std::uint8_t {
  no_evidence,             // no use in court without the owner's agreement (H1)
  no_onward,               // no passing on, so no national entity either (H2)
  acknowledge_conditions,  // the owner's words are shown and confirmed before the body opens (H3)
  confirm_before_action,
  report_outcome,
  no_public
};
inline constexpr std::array<std::string_view, 6> k_obligations{
    "no_evidence", "no_onward", "acknowledge_conditions", "confirm_before_action", "report_outcome", "no_public"};

/// Corrective modes, mildest first (domain §6).
enum class Mode : std::uint8_t { normal, pre_screen_diffusions, pre_screen_all, read_only, suspended };
inline constexpr std::array<std::string_view, 5> k_modes{"NORMAL", "PRE_SCREEN_DIFFUSIONS", "PRE_SCREEN_ALL",
                                                         "READ_ONLY", "SUSPENDED"};

enum class Handling : std::uint8_t { h0, h1, h2, h3, none };
inline constexpr std::array<std::string_view, 4> k_handling{"H0", "H1", "H2", "H3"};

/// The place of a word in one of the lists above.
template <std::size_t N>
[[nodiscard]] constexpr std::optional<std::uint8_t> index_of(std::array<std::string_view, N> const& words,
                                                             std::string_view word) noexcept {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == word) return static_cast<std::uint8_t>(i);
  return std::nullopt;
}

/// Bits by Block, Obligation or EntityKind.
using Bits = std::uint8_t;
template <class Word>
[[nodiscard]] constexpr Bits bit(Word word) noexcept {
  return static_cast<Bits>(1U << static_cast<unsigned>(word));
}

[[nodiscard]] constexpr bool has_bit(unsigned bits, std::size_t number) noexcept { return (bits >> number & 1U) != 0; }

/// The code lists of docs/schemas/codes.json that rules name, by number.
class Vocabulary {
 public:
  static constexpr std::size_t k_offences_max = 128;
  static constexpr std::size_t k_purposes_max = 15;
  static constexpr std::size_t k_confidentiality_max = 7;
  using Offences = std::bitset<k_offences_max>;

  /// Copies what it needs. That the lists fit the sizes above is asserted.
  explicit Vocabulary(documents::CodeLists const& codes);

  [[nodiscard]] std::optional<std::uint8_t> purpose(std::string_view code) const noexcept;
  [[nodiscard]] std::optional<std::uint8_t> confidentiality(std::string_view code) const noexcept;
  [[nodiscard]] std::optional<std::uint8_t> offence(std::string_view code) const noexcept;
  /// The offence and, for one without an area, all its areas: PEE is also PEE/FIS. None for an unknown code.
  [[nodiscard]] Offences covered_by(std::string_view code) const;

  [[nodiscard]] std::vector<std::string> const& purposes() const noexcept { return purposes_; }
  [[nodiscard]] std::vector<std::string> const& confidentialities() const noexcept { return confidentialities_; }
  [[nodiscard]] std::vector<std::string> const& offences() const noexcept { return offences_; }

 private:
  std::vector<std::string> purposes_, confidentialities_, offences_;  // sorted
};

}
