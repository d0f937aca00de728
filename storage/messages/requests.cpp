#include "storage/messages/requests.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/base/limits.hpp"
#include "storage/messages/keys.hpp"

namespace huecry::messages {
namespace {

using kv::Family;

void encode_time(Encoder& out, std::optional<UnixMillis> const& time) { out.time(time.value_or(UnixMillis{})); }

std::optional<UnixMillis> decode_time(Decoder& in) {
  UnixMillis const time = in.time();
  return time == UnixMillis{} ? std::nullopt : std::optional(time);
}

std::optional<UnixSeconds> in_seconds(std::optional<UnixMillis> const& time) {
  return time ? std::optional(to_seconds(*time)) : std::nullopt;
}

Result<std::vector<Asked>> read_all(kv::Reader const& state, kv::Range const& range) {
  std::vector<Asked> all;
  auto const cursor = state.scan(Family::message, range);
  for (; cursor->valid(); cursor->next()) {
    HUECRY_TRY(Asked row, decode_asked(cursor->value()));
    all.push_back(std::move(row));
  }
  HUECRY_CHECK(cursor->status());
  return all;
}

}

life::AnswerClock Asked::clock() const {
  life::AnswerClock clock{limit, to_seconds(entered), in_seconds(delivered), {}, {}};
  for (Pause const& pause : pauses) clock.pauses.push_back(pause.span);
  if (answer) clock.answered = to_seconds(answer->first);
  return clock;
}

std::optional<UnixSeconds> Asked::awaited() const {
  if (answer) return std::nullopt;
  return is_delivery_awaited() ? clock().delivery_ends() : clock().limit().ends;
}

std::optional<UnixSeconds> Asked::due() const { return late ? std::nullopt : awaited(); }

std::string encode(Asked const& asked) {
  std::string bytes;
  Encoder out(bytes);
  out.number(asked.request);
  out.country(asked.by);
  out.number(asked.limit);
  out.time(asked.entered);
  for (auto const& time : {asked.delivered, asked.undelivered, asked.late}) encode_time(out, time);
  out.number(static_cast<std::uint16_t>(asked.pauses.size()));
  for (Pause const& pause : asked.pauses) {
    out.seconds(pause.span.from);
    out.seconds(pause.span.until);
    out.word(pause.reason);
  }
  out.number(static_cast<std::uint8_t>(asked.answer ? 1 : 0));
  if (!asked.answer) return bytes;
  out.time(asked.answer->first);
  out.number(asked.answer->position);
  out.code(asked.answer->act);
  out.word(asked.answer->reason);
  return bytes;
}

Result<Asked> decode_asked(std::string_view value) {
  Decoder in(value);
  Asked asked;
  asked.request = in.number<journal::Position>();
  asked.by = in.country();
  asked.limit = in.number<life::LimitNumber>();
  in.expect(asked.limit < life::k_limit_profiles.size());
  asked.entered = in.time();
  asked.delivered = decode_time(in);
  asked.undelivered = decode_time(in);
  asked.late = decode_time(in);
  for (auto left = in.number<std::uint16_t>(); left != 0 && !in.failed(); --left) {
    UnixSeconds const from = in.seconds(), until = in.seconds();
    asked.pauses.push_back({{from, until}, std::string(in.word())});
  }
  if (in.number<std::uint8_t>() != 0) {
    Answer answer;
    answer.first = in.time();
    answer.position = in.number<journal::Position>();
    answer.act = in.code(documents::MessageAct::last_);
    answer.reason = in.word();
    asked.answer = std::move(answer);
  }
  HUECRY_CHECK(in.finish("row of a request"));
  return asked;
}

Result<std::vector<Asked>> asked_of(kv::Reader const& state, journal::Position request) {
  return read_all(state, asked_range(request));
}

Result<std::optional<Asked>> asked(kv::Reader const& state, journal::Position request, CountryCode by) {
  HUECRY_TRY(auto const bytes, state.get(Family::message, asked_key(request, by)));
  if (!bytes) return std::optional<Asked>();
  HUECRY_TRY(Asked row, decode_asked(*bytes));
  return std::optional(std::move(row));
}

Result<std::vector<OverdueName>> overdue(kv::Reader const& state, UnixSeconds until, std::size_t rows_max) {
  std::vector<OverdueName> found;
  auto const cursor = state.scan(Family::message, overdue_range(until));
  for (; cursor->valid() && found.size() < rows_max; cursor->next()) {
    HUECRY_TRY(OverdueName const name, overdue_name(cursor->key()));
    found.push_back(name);
  }
  HUECRY_CHECK(cursor->status());
  return found;
}

Result<std::vector<Asked>> all_asked(kv::Reader const& state, std::optional<journal::Position>& before,
                                     std::size_t rows_max) {
  std::vector<Asked> all;
  auto const cursor = state.scan(Family::message, all_asked_range(before));
  before.reset();
  for (; cursor->valid(); cursor->next()) {
    HUECRY_TRY(Asked row, decode_asked(cursor->value()));
    // A request as a whole, so that a page ends between two.
    if (all.size() >= rows_max && row.request != all.back().request) {
      before = all.back().request;
      break;
    }
    all.push_back(std::move(row));
  }
  HUECRY_CHECK(cursor->status());
  return all;
}

}
