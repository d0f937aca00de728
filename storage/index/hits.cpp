#include "storage/index/hits.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/life/answer_clock.hpp"
#include "storage/index/detail/row_form.hpp"
#include "storage/index/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::index {
namespace {

using journal::Position;
using kv::Family;

life::AnswerClock clock_of(Hit const& hit) {
  life::AnswerClock clock{hit.clock, to_seconds(hit.entered.time), {}, {}, {}};
  if (hit.delivered) clock.delivered = to_seconds(hit.delivered->time);
  for (HitPause const& pause : hit.pauses) clock.pauses.push_back(pause.span);
  return clock;
}

/// The rows that name hits, newest first; of all hits there are none but the hits themselves. Those of a notice are not
/// walked: what lies between a reader's own must not show in how pages end.
std::string list_prefix(HitFilter const& filter) {
  return filter.side ? hits_of_side_prefix(*filter.side) : hits_prefix();
}

bool matches(HitFilter const& filter, Hit const& hit) {
  if (!filter.has_side(hit) || (filter.notice && hit.notice.id != *filter.notice)) return false;
  if (filter.open && !life::is_open(hit.state)) return false;
  if (!filter.overdue) return true;
  auto const awaited = hit.awaited();
  return awaited && *awaited <= *filter.overdue;
}

}

bool HitFilter::has_side(Hit const& hit) const {
  CountrySet const both{hit.reporter, hit.notice.iss};
  return (!side || both.contains(*side)) && (!sides || !(*sides & both).empty());
}

UnixSeconds Hit::delivery_ends() const { return clock_of(*this).delivery_ends(); }

life::TimeLimit Hit::limit() const { return clock_of(*this).limit(); }

std::optional<UnixSeconds> Hit::awaited() const {
  if (!life::is_open(state)) return std::nullopt;
  return delivered ? limit().ends : delivery_ends();
}

bool Hit::was_delivered_late() const {
  auto const sign = delivered ? delivered
                    : answer  ? std::optional(answer->at)
                    : outcome ? std::optional(outcome->at)
                              : std::nullopt;
  return sign && to_seconds(sign->time) > delivery_ends() + limits::duty_delay;
}

bool Hit::has_missed_limit() const {
  auto const end = answer ? std::optional(answer->at) : outcome ? std::optional(outcome->at) : std::nullopt;
  return end && to_seconds(end->time) > limit().ends + limits::duty_delay;
}

std::optional<UnixSeconds> Hit::due() const {
  auto const& said = delivered ? late : undelivered;
  return said ? std::nullopt : awaited();
}

Result<Hit> hit_at(kv::Reader const& state, Position position) {
  HUECRY_TRY(auto const row, state.get(Family::status, hit_key(position)));
  if (!row) return Error(Errc::corrupt, "a row that names no hit");
  return decode_hit(*row);
}

Result<std::optional<Hit>> hit_named(kv::Reader const& state, CountryCode reporter, std::string_view id) {
  HUECRY_TRY(auto const row, state.get(Family::status, hit_name_key(reporter, id)));
  if (!row) return std::optional<Hit>();
  if (row->size() != sizeof(Position)) return Error(Errc::corrupt, "hit name row of a wrong length");
  HUECRY_TRY(Hit hit, hit_at(state, read_be<Position>(*row)));
  return std::optional(std::move(hit));
}

Result<HitPage> hits(kv::Reader const& state, HitFilter const& filter, std::optional<Position> before,
                     std::size_t items, std::size_t rows) {
  HitPage page;
  kv::Range range = kv::prefix_range(list_prefix(filter));
  if (before) range.from = term_key(list_prefix(filter), *before) += '\0';
  auto const cursor = state.scan(Family::status, range);
  std::optional<Position> last;
  for (std::size_t seen = 0; cursor->valid(); cursor->next(), ++seen) {
    HUECRY_TRY(Position const position, newest_first_of(cursor->key()));
    HUECRY_TRY(Hit hit, hit_at(state, position));
    bool const wanted = matches(filter, hit);
    if (seen == rows || (wanted && page.hits.size() == items)) {
      page.next = last;
      return page;
    }
    last = position;
    page.oldest = hit.entered.time;
    if (wanted) page.hits.push_back(std::move(hit));
  }
  HUECRY_CHECK(cursor->status());
  return page;
}

Result<std::size_t> count_hits(kv::Reader const& state, Position first, CountryCode reporter, std::size_t most) {
  auto const cursor = state.scan(Family::status, kv::prefix_range(hits_on_notice_prefix(first, reporter)));
  std::size_t count = 0;
  for (; cursor->valid() && count < most; cursor->next()) ++count;
  HUECRY_CHECK(cursor->status());
  return count;
}

Result<std::size_t> open_hits(kv::Reader const& state, Position first, CountryCode reporter, std::size_t newest) {
  std::size_t open = 0;
  auto const cursor = state.scan(Family::status, kv::prefix_range(hits_on_notice_prefix(first, reporter)));
  for (std::size_t seen = 0; cursor->valid() && seen < newest; cursor->next(), ++seen) {
    HUECRY_TRY(Position const position, newest_first_of(cursor->key()));
    HUECRY_TRY(Hit const hit, hit_at(state, position));
    open += life::is_open(hit.state) ? 1U : 0U;
  }
  HUECRY_CHECK(cursor->status());
  return open;
}

namespace {

void encode_optional(Encoder& out, std::optional<Moment> const& moment) {
  out.code(moment.has_value());
  if (moment) detail::encode_moment(out, *moment);
}

void encode_said(Encoder& out, std::optional<Said> const& said) {
  out.code(said.has_value());
  if (!said) return;
  detail::encode_moment(out, said->at);
  out.text(said->code);
}

std::optional<Said> decode_said(Decoder& in) {
  if (!in.code(true)) return std::nullopt;
  Moment const at = detail::decode_moment(in);
  return Said{at, std::string(in.text())};
}

}

std::string encode(Hit const& hit) {
  std::string value = detail::begin_row();
  Encoder out(value);
  out.text(hit.id);
  out.country(hit.reporter);
  out.country(hit.notice.iss);
  out.number(hit.notice.ver);
  out.text(hit.notice.id);
  out.number(hit.first);
  out.number(hit.clock);
  out.code(hit.state);
  detail::encode_moment(out, hit.entered);
  for (auto const* moment : {&hit.delivered, &hit.undelivered, &hit.late}) encode_optional(out, *moment);
  out.number(static_cast<std::uint16_t>(hit.pauses.size()));
  for (HitPause const& pause : hit.pauses) {
    out.seconds(pause.span.from);
    out.seconds(pause.span.until);
    out.text(pause.code);
  }
  encode_said(out, hit.answer);
  encode_said(out, hit.outcome);
  out.set(hit.told);
  return value;
}

Result<Hit> decode_hit(std::string_view value) {
  Decoder in = detail::open_row(value);
  Hit hit;
  hit.id = in.text();
  hit.reporter = in.country();
  hit.notice.iss = in.country();
  hit.notice.ver = in.number<std::uint32_t>();
  hit.notice.id = in.text();
  hit.first = in.number<Position>();
  hit.clock = in.number<life::LimitNumber>();
  in.expect(hit.clock < life::k_limit_profiles.size());
  hit.state = in.code(life::HitState::last_);
  hit.entered = detail::decode_moment(in);
  for (auto* moment : {&hit.delivered, &hit.undelivered, &hit.late})
    if (in.code(true)) *moment = detail::decode_moment(in);
  for (auto left = in.number<std::uint16_t>(); left > 0 && !in.failed(); --left) {
    HitPause pause;
    pause.span.from = in.seconds();
    pause.span.until = in.seconds();
    pause.code = in.text();
    hit.pauses.push_back(std::move(pause));
  }
  hit.answer = decode_said(in);
  hit.outcome = decode_said(in);
  hit.told = in.set();
  HUECRY_CHECK(in.finish("hit row"));
  return hit;
}

}
