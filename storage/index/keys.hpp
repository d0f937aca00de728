#pragma once
// Keys of the index, in the families notice, status and index (docs/storage.md). A notice is known in all of them by
// `first`, the position of its first version. Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/index/due.hpp"
#include "storage/index/rows.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

// Family::notice
[[nodiscard]] std::string name_key(CountryCode iss, std::string_view id);  // its value: first, 8 bytes big-endian
[[nodiscard]] std::string head_key(journal::Position first);
[[nodiscard]] std::string version_key(journal::Position first, std::uint32_t ver);
/// Of the versions before the current one; that is in the head's row.
[[nodiscard]] kv::Range versions_from(journal::Position first, std::uint32_t ver);

[[nodiscard]] std::string number_key(std::uint16_t year);  // its value: the last number of that year, 4 bytes
[[nodiscard]] std::string request_key(journal::Position first);
[[nodiscard]] std::string step_key(journal::Position first, journal::Position at);
[[nodiscard]] kv::Range steps_range(journal::Position first);
/// Entries that have content about the notice, by their position; gone once it is erased.
[[nodiscard]] std::string content_key(journal::Position first, journal::Position at);
[[nodiscard]] kv::Range contents_range(journal::Position first);

// Family::status
[[nodiscard]] std::string progress_key(journal::Position first, std::uint32_t ver);
[[nodiscard]] std::string marks_key(journal::Position first, std::uint32_t ver, CountryCode recipient);
[[nodiscard]] kv::Range marks_range(journal::Position first, std::uint32_t ver);
/// REQUIRES a key of marks_range. Errors: Errc::corrupt.
[[nodiscard]] Result<CountryCode> recipient_of(std::string_view marks_key);

[[nodiscard]] std::string holding_key(journal::Position first, journal::Entity const& entity);
[[nodiscard]] kv::Range holdings_range(journal::Position first);
[[nodiscard]] std::string consent_key(journal::Position first, CountryCode recipient);
[[nodiscard]] kv::Range consents_range(journal::Position first);
/// That somebody asked for a notice of the owner, or was granted it; the newest notice first.
[[nodiscard]] std::string owned_key(CountryCode owner, journal::Position first);
[[nodiscard]] kv::Range owned_range(CountryCode owner, std::optional<journal::Position> before);

/// Of hits; each of the prefixes becomes a key with term_key, but the name's.
[[nodiscard]] std::string hits_prefix();
[[nodiscard]] std::string hit_key(journal::Position position);
[[nodiscard]] std::string hit_name_key(CountryCode reporter, std::string_view id);  // its value: position, 8 bytes
[[nodiscard]] std::string hits_of_side_prefix(CountryCode side);
[[nodiscard]] std::string hits_on_notice_prefix(journal::Position first, CountryCode reporter);

/// Of the ledger of reads; the newest first.
[[nodiscard]] std::string read_key(journal::Position first, journal::Position at);
[[nodiscard]] kv::Range reads_range(journal::Position first, std::optional<journal::Position> before);
/// REQUIRES a key of reads_range.
[[nodiscard]] journal::Position position_of_read(std::string_view read_key);

// Family::index: a term is something that a list can be asked for; its rows name the notices that have it.
// What most notices have is not a term, because walking its rows would save nothing: the colour red, the state
// published.
[[nodiscard]] inline bool is_term(documents::Colour colour) { return colour != documents::Colour::red; }
[[nodiscard]] inline bool is_term(NoticeState state) { return state != NoticeState::published; }
[[nodiscard]] inline bool is_term(life::ExtractState extract) { return extract != life::ExtractState::none; }
[[nodiscard]] std::string extract_term(life::ExtractState extract);
[[nodiscard]] std::string colour_term(documents::Colour colour);
[[nodiscard]] std::string origin_term(CountryCode origin);
[[nodiscard]] std::string state_term(NoticeState state);
[[nodiscard]] std::string offence_term(std::string_view offence);
[[nodiscard]] std::string urgent_term();
/// Requests that wait, the urgent first, then the oldest; a row's value: first, 8 bytes.
[[nodiscard]] std::string queue_prefix();
[[nodiscard]] std::string queue_key(bool urgent, journal::Position entered);
/// What is due, by time. REQUIRES: at >= 0.
[[nodiscard]] std::string due_key(Duty const& duty);
[[nodiscard]] kv::Range due_until(UnixSeconds until);  // that moment included
/// REQUIRES a key of due_until. Errors: Errc::corrupt.
[[nodiscard]] Result<Duty> duty_of(std::string_view due_key);
/// What an erasure destroys, by its position.
[[nodiscard]] std::string erasure_key(journal::Position at);
[[nodiscard]] kv::Range erasures_from(journal::Position at);
[[nodiscard]] std::string term_key(std::string_view term, journal::Position first);

/// The prefix of all heads; with append_newest_first it becomes head_key.
[[nodiscard]] std::string heads_prefix();
/// Positions in falling order: the newest notice is the first row of every list.
void append_newest_first(std::string& key, journal::Position first);
/// Of a key that ends so. Errors: Errc::corrupt.
[[nodiscard]] Result<journal::Position> newest_first_of(std::string_view key);

}
