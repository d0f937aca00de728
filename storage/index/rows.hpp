#pragma once
// The rows of the index as values, and their keys. Stored form, byte by byte: docs/storage.md. Pure; any thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/index/facts.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/secrets.hpp"

namespace huecry::index {

/// Where in the journal, and when by the hub's clock.
struct Moment {
  journal::Position position = 0;
  UnixMillis time{};
  friend bool operator==(Moment const&, Moment const&) = default;
};

/// Who was told something, and when.
struct Told {
  Moment at;
  CountrySet to;
  friend bool operator==(Told const&, Told const&) = default;
};

/// A notice or a diffusion as it stands now.
struct Head {
  CountryCode iss;
  std::string id;
  documents::Colour colour = documents::Colour::red;
  NoticeState state = NoticeState::published;
  bool urgent = false;
  bool diffusion = false;
  bool screened = false;          // a reviewer has let it pass
  bool has_grants = false;        // the owner has granted it to somebody, now or before (consents.hpp)
  std::uint32_t ver = 0;          // current version
  std::uint32_t content_ver = 0;  // newest version with content that is or was current; a withdrawal has none
  std::uint32_t newest = 0;       // newest version of all, also one that waits or was refused
  NoticeNumber number;            // from its first publication
  std::uint16_t remarks = 0;      // of the secretariat, for who has it
  life::ExtractState extract = life::ExtractState::none;
  std::uint8_t extract_asks = 0;  // how often its source has asked for it
  Moment first;                   // version 1; its position is the notice's place in every list, for good
  Moment current;                 // current version
  CountrySet released;            // who gets the current version
  CountrySet holders;             // everyone who was sent a version and was not sent a recall since
  CountrySet sent;                // everyone who was ever sent a version
  std::vector<Told> owed;         // was recalled and has not said that it purged it; nobody stands in two of them
  std::vector<Told> disputed;     // of those who owe: who says why it does not purge, and when it first did
  std::vector<Told> reminded;     // of those who owe: of whom the hub has said that they are late
  std::optional<UnixSeconds> silence_due;  // when the hub next says who was not heard of in time (silences.hpp)
  std::optional<UnixSeconds> review_due;   // when its need is asked about next, or the notice ends (due.hpp)
  std::optional<UnixSeconds> ended;        // when it came to its end
  std::optional<UnixSeconds> erase_due;    // when its content is destroyed; absent while something stands against it
  std::vector<std::string> holds;          // bodies of the secretariat that hold it: it is not erased meanwhile
  // Of content_ver:
  life::Publicity publicity = life::Publicity::never;  // that the extract has followed
  std::chrono::sys_days issued;
  std::optional<std::chrono::sys_days> review_on;  // or of a renewal since
  std::string sealed;  // the rest as its entry has it: what a row keeps; empty once it is erased
  std::vector<std::string> offences;
  std::string file_no;
  std::string title;
  std::string search_text;
  friend bool operator==(Head const&, Head const&) = default;
};

/// A version without some blocks, signed by the hub (docs/policy.md, "Editions").
struct Edition {
  std::uint8_t missing = 0;  // blocks, by bit
  Digest object;             // of the edition
  journal::Position position = 0;
  CountrySet to;  // who has this edition of the version, rather than another
  friend bool operator==(Edition const&, Edition const&) = default;
};

/// One version of a notice. Its document never changes; who has it follows policy for as long as it is in force.
struct Version {
  std::uint32_t ver = 0;
  Moment entered;
  Digest object;        // of the document
  CountrySet released;  // who was sent the document or an edition of it
  CountrySet recalled;  // who was sent a recall instead, or since
  std::vector<Edition> editions;
  std::vector<Told> later_recalls;  // of those recalled: who was told later, and when
  std::vector<Told> later_given;    // of those released to: the same
  NoticeFacts facts;
  std::string sealed;  // the content as its entry has it: what a row keeps
  friend bool operator==(Version const&, Version const&) = default;
};

// NOLINTBEGIN(readability-redundant-member-init): callers may leave them out
/// Who has said something about what it was sent of one version, the document or a recall, whichever came last.
struct Progress {
  CountrySet retrieved;
  CountrySet acknowledged;
  CountrySet purged{};  // of those recalled
  CountrySet delivered{};
  CountrySet rejected{};
  CountrySet disputed{};  // of those recalled
  CountrySet outcome{};
  // Of whom the hub has said that they were not heard of, when, and of what; it stays when they are heard of later.
  std::vector<Told> not_retrieved{}, not_delivered{}, not_acknowledged{};

  // Whoever is further has come as far: who has acted upon it has seen it, and who has seen it has it.
  [[nodiscard]] CountrySet seen() const noexcept { return acknowledged | outcome; }
  [[nodiscard]] CountrySet in_system() const noexcept { return delivered | seen(); }
  [[nodiscard]] CountrySet taken() const noexcept { return retrieved | in_system(); }
  friend bool operator==(Progress const&, Progress const&) = default;
};

/// The first evidence of one kind by one recipient; of outcomes the last.
struct Mark {
  Moment at;
  std::string party;
  std::string code{};  // of a rejection, of an outcome
  friend bool operator==(Mark const&, Mark const&) = default;
};

struct Marks {
  std::optional<Mark> retrieved;
  std::optional<Mark> acknowledged;
  std::optional<Mark> purged{}, delivered{}, rejected{}, disputed{}, outcome{};
  std::uint8_t outcomes = 0;  // how many were said
  friend bool operator==(Marks const&, Marks const&) = default;
};
// NOLINTEND(readability-redundant-member-init)

struct Holding;  // storage/index/holdings.hpp
struct Consent;  // storage/index/consents.hpp

/// The head's row carries the current version too: a notice that never changes has one row less.
/// REQUIRES: `current` is the head's version.
[[nodiscard]] std::string encode(Head const& head, Version const& current);
[[nodiscard]] std::string encode(Version const& version);
[[nodiscard]] std::string encode(Progress const& progress);
[[nodiscard]] std::string encode(Marks const& marks);
[[nodiscard]] std::string encode(Holding const& holding);
[[nodiscard]] std::string encode(Consent const& consent);

/// Errors of all: Errc::corrupt; where content is opened, io.
[[nodiscard]] Result<Head> decode_head(std::string_view head_row, kv::Secrets const& secrets);
[[nodiscard]] Result<Version> decode_current(std::string_view head_row, kv::Secrets const& secrets);
[[nodiscard]] Result<Version> decode_version(std::string_view value, kv::Secrets const& secrets);
[[nodiscard]] Result<Progress> decode_progress(std::string_view value);
[[nodiscard]] Result<Marks> decode_marks(std::string_view value);
[[nodiscard]] Result<Holding> decode_holding(std::string_view value);
[[nodiscard]] Result<Consent> decode_consent(std::string_view value);

}
