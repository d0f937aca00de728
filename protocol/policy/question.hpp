#pragma once
// What a release decision is asked: about which document, and under which circumstances. Plain values; any thread.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/documents/colour.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/policy/vocabulary.hpp"

namespace huecry::policy {

/// What the document does not say is unknown.
enum class Ternary : std::uint8_t { no, yes, unknown };

/// For a code that the document does not have: a message has no purpose.
inline constexpr std::uint8_t k_no_code = 0xFF;

/// What a policy may look at. Everything here is in the signed document.
struct Subject {
  CountryCode origin;
  CountrySet excluded;                   // the document's own exclusions
  std::optional<CountrySet> addressees;  // the document names its recipients; absent means everyone that policy allows
  Channel channel = Channel::notice;
  std::optional<documents::Colour> colour{};  // NOLINT(readability-redundant-member-init): callers may leave it out
  Handling handling = Handling::none;
  std::uint8_t confidentiality = k_no_code, purpose = k_no_code;  // numbers of the Vocabulary
  Vocabulary::Offences offences{};                                // NOLINT(readability-redundant-member-init): the same
  bool about_person = false;
  // Of both, nullopt: unknown.
  std::optional<documents::DateInterval> born{};  // NOLINT(readability-redundant-member-init): the same
  std::optional<CountrySet> nationalities{};      // NOLINT(readability-redundant-member-init): the same
  Bits blocks = 0;                                // by Block: those that it has
  bool unknown_label = false;                     // it has a code that this program does not know: nobody gets it

  [[nodiscard]] Ternary minor(UnixSeconds at) const;
  [[nodiscard]] Ternary national_of(CountryCode country) const noexcept;
  friend bool operator==(Subject const&, Subject const&) = default;
};

/// The members as one trust list has them. A suspended member is in both sets.
struct Members {
  CountrySet all;
  CountrySet suspended;
  friend bool operator==(Members const&, Members const&) = default;
};

/// A mode forbids sending, not what was published before (domain §6). `keep`: of a recipient that has the document
/// already, whatever way it came; no mode takes it back.
enum class Stage : std::uint8_t { submit, deliver, keep };
inline constexpr std::array<std::string_view, 3> k_stages{"submit", "deliver", "keep"};

struct Circumstances {
  Members members;
  UnixSeconds at;
  Stage stage = Stage::deliver;
  std::optional<std::uint8_t> purpose;  // of a reader who states one; absent: the document's own
  CountrySet consented;                 // the owner has agreed to release this document to them
  CountrySet onward;                    // the owner has agreed that they pass it on
  bool screened = false;                // a reviewer has let it pass
  friend bool operator==(Circumstances const&, Circumstances const&) = default;
};

/// Who acts: a national entity under its bureau. The user is recorded, not decided upon.
struct Principal {
  CountryCode country;
  std::string organisation;
  EntityKind kind = EntityKind::police;
  std::string user;
};

/// A code that the vocabulary lacks sets unknown_label.
[[nodiscard]] Subject subject_of(Vocabulary const& vocabulary, documents::Notice const& notice);

}
