#include "storage/index/keys.hpp"

#include "protocol/base/codec.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index {
namespace {

using journal::Position;

// First byte of a key in the families notice and status
constexpr char k_name = 1;
constexpr char k_head = 2;
constexpr char k_version = 3;
constexpr char k_number = 4;
constexpr char k_request = 5;
constexpr char k_step = 6;
constexpr char k_content = 7;
constexpr char k_progress = 1;
constexpr char k_marks = 2;
constexpr char k_holding = 3;
constexpr char k_consent = 4;
constexpr char k_owned = 5;
constexpr char k_hit = 6;
constexpr char k_hit_name = 7;
constexpr char k_hit_side = 8;
constexpr char k_hit_notice = 9;
constexpr char k_read = 10;

// First byte of a term. No term is the beginning of another: each kind has one length, or says its length.
constexpr char k_colour = 1;
constexpr char k_origin = 2;
constexpr char k_state = 3;
constexpr char k_offence = 4;
constexpr char k_urgent = 5;
constexpr char k_queue = 6;
constexpr char k_due = 7;
constexpr char k_erasure = 8;
constexpr char k_extract = 9;

std::string key_of_notice(char kind, Position first) {
  std::string key{kind};
  append_be(key, first);
  return key;
}

std::string version_of_notice(char kind, Position first, std::uint32_t ver) {
  std::string key = key_of_notice(kind, first);
  append_be(key, ver);
  return key;
}

}

std::string name_key(CountryCode iss, std::string_view id) {
  std::string key{k_name, static_cast<char>(iss.slot())};
  key += id;
  return key;
}

std::string heads_prefix() { return {k_head}; }

std::string head_key(Position first) { return term_key(heads_prefix(), first); }

std::string version_key(Position first, std::uint32_t ver) { return version_of_notice(k_version, first, ver); }

kv::Range versions_from(Position first, std::uint32_t ver) {
  return {version_key(first, ver), kv::after_prefix(key_of_notice(k_version, first)), false};
}

std::string number_key(std::uint16_t year) {
  std::string key{k_number};
  append_be(key, year);
  return key;
}

std::string request_key(Position first) { return key_of_notice(k_request, first); }

std::string step_key(Position first, Position at) {
  std::string key = key_of_notice(k_step, first);
  append_be(key, at);
  return key;
}

kv::Range steps_range(Position first) { return kv::prefix_range(key_of_notice(k_step, first)); }

std::string content_key(Position first, Position at) {
  std::string key = key_of_notice(k_content, first);
  append_be(key, at);
  return key;
}

kv::Range contents_range(Position first) { return kv::prefix_range(key_of_notice(k_content, first)); }

std::string erasure_key(Position at) {
  std::string key{k_erasure};
  append_be(key, at);
  return key;
}

kv::Range erasures_from(Position at) { return {erasure_key(at), kv::after_prefix(std::string{k_erasure}), false}; }

std::string progress_key(Position first, std::uint32_t ver) { return version_of_notice(k_progress, first, ver); }

std::string marks_key(Position first, std::uint32_t ver, CountryCode recipient) {
  std::string key = version_of_notice(k_marks, first, ver);
  key += static_cast<char>(recipient.slot());
  return key;
}

kv::Range marks_range(Position first, std::uint32_t ver) {
  return kv::prefix_range(version_of_notice(k_marks, first, ver));
}

Result<CountryCode> recipient_of(std::string_view marks_key) {
  auto const found = CountryCode::from_slot(static_cast<std::uint8_t>(marks_key.back()));
  if (!found) return Error(Errc::corrupt, "status row of an unknown country");
  return *found;
}

std::string holding_key(Position first, journal::Entity const& entity) {
  std::string key = key_of_notice(k_holding, first);
  key += static_cast<char>(entity.country.slot());
  return key += entity.organisation;
}

kv::Range holdings_range(Position first) { return kv::prefix_range(key_of_notice(k_holding, first)); }

std::string consent_key(Position first, CountryCode recipient) {
  return key_of_notice(k_consent, first) += static_cast<char>(recipient.slot());
}

kv::Range consents_range(Position first) { return kv::prefix_range(key_of_notice(k_consent, first)); }

std::string owned_key(CountryCode owner, Position first) {
  return term_key(std::string{k_owned, static_cast<char>(owner.slot())}, first);
}

kv::Range owned_range(CountryCode owner, std::optional<Position> before) {
  std::string const prefix{k_owned, static_cast<char>(owner.slot())};
  kv::Range range = kv::prefix_range(prefix);
  if (before) range.from = owned_key(owner, *before) += '\0';
  return range;
}

std::string read_key(Position first, Position at) { return term_key(key_of_notice(k_read, first), at); }

kv::Range reads_range(Position first, std::optional<Position> before) {
  kv::Range range = kv::prefix_range(key_of_notice(k_read, first));
  if (before) range.from = read_key(first, *before) += '\0';
  return range;
}

Position position_of_read(std::string_view read_key) {
  return ~read_be<Position>(read_key.substr(read_key.size() - sizeof(Position)));
}

std::string hits_prefix() { return {k_hit}; }
std::string hit_key(Position position) { return term_key(hits_prefix(), position); }

std::string hit_name_key(CountryCode reporter, std::string_view id) {
  std::string key{k_hit_name, static_cast<char>(reporter.slot())};
  return key += id;
}

std::string hits_of_side_prefix(CountryCode side) { return {k_hit_side, static_cast<char>(side.slot())}; }
std::string hits_on_notice_prefix(Position first, CountryCode reporter) {
  return key_of_notice(k_hit_notice, first) += static_cast<char>(reporter.slot());
}

std::string colour_term(documents::Colour colour) { return {k_colour, static_cast<char>(colour)}; }
std::string origin_term(CountryCode origin) { return {k_origin, static_cast<char>(origin.slot())}; }
std::string state_term(NoticeState state) { return {k_state, static_cast<char>(state)}; }
std::string extract_term(life::ExtractState extract) { return {k_extract, static_cast<char>(extract)}; }
std::string urgent_term() { return {k_urgent}; }

std::string offence_term(std::string_view offence) {
  std::string term{k_offence};
  append_be(term, static_cast<std::uint16_t>(offence.size()));
  term += offence;
  return term;
}

std::string queue_prefix() { return {k_queue}; }

std::string queue_key(bool urgent, Position entered) {
  std::string key{k_queue, static_cast<char>(urgent ? 0 : 1)};
  append_be(key, entered);
  return key;
}

std::string due_key(Duty const& duty) {
  std::string key{k_due};
  append_be(key, static_cast<std::uint64_t>(duty.at.time_since_epoch().count()));
  key += static_cast<char>(duty.kind);
  append_be(key, duty.first);
  return key;
}

kv::Range due_until(UnixSeconds until) {
  return {std::string{k_due}, due_key({until + std::chrono::seconds(1), DutyKind{}, 0}), false};
}

Result<Duty> duty_of(std::string_view due_key) {
  Decoder in(due_key.substr(1));
  Duty duty;
  duty.at = UnixSeconds(std::chrono::seconds(static_cast<std::int64_t>(in.number<std::uint64_t>())));
  duty.kind = in.code(DutyKind::last_);
  duty.first = in.number<Position>();
  HUECRY_CHECK(in.finish("due row"));
  return duty;
}

std::string term_key(std::string_view term, Position first) {
  std::string key(term);
  append_newest_first(key, first);
  return key;
}

void append_newest_first(std::string& key, Position first) { append_be(key, ~first); }

Result<Position> newest_first_of(std::string_view key) {
  if (key.size() < sizeof(Position)) return Error(Errc::corrupt, "index key too short");
  return ~read_be<Position>(key.substr(key.size() - sizeof(Position)));
}

}
