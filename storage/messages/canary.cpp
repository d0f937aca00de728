#include "storage/messages/canary.hpp"

#include <algorithm>

#include "protocol/base/codec.hpp"
#include "storage/messages/keys.hpp"

namespace huecry::messages {
namespace {

using kv::Family;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds k_every_max = 24h;  // of a gateway that was off, what lies between is no rule
constexpr std::chrono::milliseconds k_late_least = 5min;

void encode_time(Encoder& out, std::optional<UnixMillis> const& time) { out.time(time.value_or(UnixMillis{})); }

std::optional<UnixMillis> decode_time(Decoder& in) {
  UnixMillis const time = in.time();
  return time == UnixMillis{} ? std::nullopt : std::optional(time);
}

std::string encode(Pair const& pair) {
  std::string bytes;
  Encoder out(bytes);
  out.number(pair.probe.position);
  out.time(pair.probe.time);
  for (auto const& time : {pair.echoed, pair.waiting_since, pair.good_probe, pair.good_echo}) encode_time(out, time);
  return bytes;
}

Result<Pair> decode_pair(std::string_view key, std::string_view value) {
  Decoder name(key.substr(1)), in(value);
  Pair pair;
  pair.from = name.country();
  pair.to = name.country();
  pair.probe.position = in.number<journal::Position>();
  pair.probe.time = in.time();
  for (auto* const time : {&pair.echoed, &pair.waiting_since, &pair.good_probe, &pair.good_echo})
    *time = decode_time(in);
  HUECRY_CHECK(name.finish("key of a pair that probes"));
  HUECRY_CHECK(in.finish("row of a pair that probes"));
  return pair;
}

/// A probe between two that were due, by hand, makes little of it; a gateway that is told to probe more often is
/// believed after some.
std::chrono::milliseconds usually(Participant const& before, UnixMillis now) {
  auto const since = std::min(std::chrono::milliseconds(now - before.newest.time), k_every_max);
  return std::max(since, before.every - before.every / 8);
}

Result<Participant> decode_participant(std::string_view key, std::string_view value) {
  Decoder name(key.substr(1)), in(value);
  Participant participant{name.country(), {}, {}};
  participant.newest.position = in.number<journal::Position>();
  participant.newest.time = in.time();
  participant.every = std::chrono::milliseconds(in.number<std::uint64_t>());
  HUECRY_CHECK(name.finish("key of one who probes"));
  HUECRY_CHECK(in.finish("row of one who probes"));
  return participant;
}

}

Result<std::vector<Participant>> participants(kv::Reader const& state, UnixMillis since) {
  std::vector<Participant> all;
  auto const cursor = state.scan(Family::message, participant_range());
  for (; cursor->valid(); cursor->next()) {
    HUECRY_TRY(Participant const one, decode_participant(cursor->key(), cursor->value()));
    if (one.newest.time >= since) all.push_back(one);
  }
  HUECRY_CHECK(cursor->status());
  return all;
}

Result<std::optional<Participant>> participant(kv::Reader const& state, CountryCode member) {
  std::string const key = participant_key(member);
  HUECRY_TRY(auto const value, state.get(Family::message, key));
  if (!value) return std::optional<Participant>();
  HUECRY_TRY(Participant const one, decode_participant(key, *value));
  return std::optional(one);
}

Result<std::optional<Pair>> pair(kv::Reader const& state, CountryCode from, CountryCode to) {
  std::string const key = pair_key(from, to);
  HUECRY_TRY(auto const value, state.get(Family::message, key));
  if (!value) return std::optional<Pair>();
  HUECRY_TRY(Pair const one, decode_pair(key, *value));
  return std::optional(one);
}

Result<std::vector<Pair>> pairs(kv::Reader const& state, std::optional<CountryCode> from) {
  std::vector<Pair> all;
  auto const cursor = state.scan(Family::message, pair_range(from));
  for (; cursor->valid(); cursor->next()) {
    HUECRY_TRY(Pair const one, decode_pair(cursor->key(), cursor->value()));
    all.push_back(one);
  }
  HUECRY_CHECK(cursor->status());
  return all;
}

bool Participant::is_silent(UnixMillis now) const { return now - newest.time > std::max(3 * every, k_late_least); }

bool Participant::is_late(UnixMillis now, UnixMillis hub_since) const {
  return every != 0ms && now - std::max(newest.time, hub_since) > std::max(3 * every, k_late_least);
}

Result<> put_probe(journal::Record const& record, documents::MessageEnvelope const& envelope,
                   kv::Transaction& transaction) {
  HUECRY_TRY(auto const last, participant(transaction, envelope.from));
  std::string newest;
  Encoder out(newest);
  out.number(record.position);
  out.time(record.received);
  out.number(static_cast<std::uint64_t>(last ? usually(*last, record.received).count() : 0));
  transaction.put(Family::message, participant_key(envelope.from), newest);
  for (CountryCode const to : envelope.to.members()) {
    HUECRY_TRY(auto const before, pair(transaction, envelope.from, to));
    Pair now = before.value_or(Pair{envelope.from, to, {}, {}, {}, {}, {}});
    now.probe = {record.position, record.received};
    now.echoed.reset();
    if (!now.waiting_since) now.waiting_since = record.received;
    transaction.put(Family::message, pair_key(envelope.from, to), encode(now));
  }
  return ok();
}

/// Of an older probe than the newest an echo says as much: messages come through.
Result<> put_echo(journal::Record const& record, documents::MessageEnvelope const& envelope,
                  kv::Transaction& transaction) {
  HUECRY_TRY(auto const probe, message_named(transaction, envelope.asker, envelope.of));
  if (!probe) return Error(Errc::internal, "an echo of no probe");
  HUECRY_TRY(auto const before, pair(transaction, envelope.asker, envelope.from));
  if (!before) return Error(Errc::internal, "an echo of one who was not probed");
  Pair now = *before;
  bool const is_newest = now.probe.position == probe->entered.position;
  if (is_newest) now.echoed = record.received;
  if (!now.good_probe || *now.good_probe <= probe->entered.time) {
    now.good_probe = probe->entered.time;
    now.good_echo = record.received;
  }
  now.waiting_since = is_newest ? std::nullopt : std::optional(now.probe.time);
  transaction.put(Family::message, pair_key(envelope.asker, envelope.from), encode(now));
  return ok();
}

}
