#include "storage/messages/lookup.hpp"

#include <algorithm>
#include <limits>

#include "protocol/base/assert.hpp"
#include "protocol/base/codec.hpp"
#include "storage/messages/facts.hpp"
#include "storage/messages/keys.hpp"
#include "storage/messages/requests.hpp"

namespace huecry::messages {
namespace {

using kv::Family;

constexpr std::size_t k_position_bytes = sizeof(journal::Position);

Result<journal::Position> position_of(std::string_view bytes) {
  if (bytes.size() < k_position_bytes) return Error(Errc::corrupt, "row of a message");
  return read_be<journal::Position>(bytes.substr(bytes.size() - k_position_bytes));
}

/// Of one who was asked its own answer is awaited, of the one who asks that of anybody.
Result<std::vector<Asked>> asked_for(kv::Reader const& state, CountryCode member, Row const& row) {
  if (member == row.envelope.from) return asked_of(state, row.entered.position);
  HUECRY_TRY(auto const own, asked(state, row.entered.position, member));
  return own ? std::vector{*own} : std::vector<Asked>();
}

/// `looked` counts the rows that it costs.
Result<bool> passes(kv::Reader const& state, CountryCode member, Row const& row, Filter const& filter,
                    std::size_t& looked) {
  if (filter.act && row.envelope.act != *filter.act) return false;
  if (!filter.open && !filter.overdue) return true;
  HUECRY_TRY(auto const all, asked_for(state, member, row));
  looked += all.size();
  return std::ranges::any_of(all, [&filter](Asked const& asked) {
    auto const awaited = asked.awaited();
    return awaited && (!filter.overdue || *awaited <= *filter.overdue);
  });
}

kv::Range range_of(CountryCode member, Filter const& filter, std::optional<journal::Position> before) {
  return filter.conversation ? conversation_range(member, *filter.conversation, before) : list_range(member, before);
}

}

bool Row::concerns(CountryCode member) const noexcept {
  return envelope.from == member || envelope.to.contains(member);
}

std::string encode(Row const& row) {
  std::string bytes;
  Encoder out(bytes);
  out.number(row.entered.position);
  out.time(row.entered.time);
  out.digest(row.object);
  out.text(encode(row.envelope));
  return bytes;
}

Result<Row> decode_row(std::string_view value) {
  Decoder in(value);
  Row row;
  row.entered.position = in.number<journal::Position>();
  row.entered.time = in.time();
  row.object = in.digest();
  HUECRY_TRY(auto envelope, message_facts(in.text()));
  HUECRY_CHECK(in.finish("row of a message"));
  if (!envelope) return Error(Errc::corrupt, "row of a message without it");
  row.envelope = *std::move(envelope);
  return row;
}

Result<std::optional<Row>> message_named(kv::Reader const& state, CountryCode from, std::string_view id) {
  HUECRY_TRY(auto const bytes, state.get(Family::message, name_key(from, id)));
  if (!bytes) return std::optional<Row>();
  HUECRY_TRY(journal::Position const position, position_of(*bytes));
  HUECRY_TRY(Row row, message_at(state, position));
  return std::optional(std::move(row));
}

Result<Row> message_at(kv::Reader const& state, journal::Position position) {
  HUECRY_TRY(auto const bytes, state.get(Family::message, message_key(position)));
  if (!bytes) return Error(Errc::corrupt, "a message without its row");
  return decode_row(*bytes);
}

Result<std::vector<Heard>> heard_of(kv::Reader const& state, journal::Position message) {
  std::vector<Heard> heard;
  std::size_t const prefix = message_key(message).size();
  auto const cursor = state.scan(Family::message, heard_range(message));
  for (; cursor->valid(); cursor->next()) {
    Decoder key(cursor->key().substr(prefix)), value(cursor->value());
    Heard one{key.country(), key.code(documents::EvidenceKind::last_), {}};
    one.entered.position = value.number<journal::Position>();
    one.entered.time = value.time();
    HUECRY_CHECK(key.finish("evidence of a message"));
    HUECRY_CHECK(value.finish("evidence of a message"));
    heard.push_back(one);
  }
  HUECRY_CHECK(cursor->status());
  return heard;
}

Result<Page> list(kv::Reader const& state, CountryCode member, Filter const& filter,
                  std::optional<journal::Position> before, std::size_t items_max, std::size_t rows_max) {
  Page page;
  auto const cursor = state.scan(Family::message, range_of(member, filter, before));
  for (std::size_t looked = 0; cursor->valid(); cursor->next(), ++looked) {
    if (page.rows.size() == items_max || looked >= rows_max) return page;
    HUECRY_TRY(page.next, position_of(cursor->key()));
    HUECRY_TRY(Row row, message_at(state, *page.next));
    HUECRY_TRY(bool const wanted, passes(state, member, row, filter, looked));
    if (wanted) page.rows.push_back(std::move(row));
  }
  HUECRY_CHECK(cursor->status());
  page.next.reset();
  return page;
}

Result<bool> any_referring(kv::Reader const& state, CountryCode sender, Digest const& attachment, std::size_t rows_max,
                           std::function<bool(Row const&)> const& holds) {
  auto const cursor = state.scan(Family::message, attachment_range(sender, attachment));
  for (std::size_t looked = 0; cursor->valid() && looked < rows_max; cursor->next(), ++looked) {
    HUECRY_TRY(journal::Position const position, position_of(cursor->key()));
    HUECRY_TRY(Row const row, message_at(state, position));
    if (holds(row)) return true;
  }
  HUECRY_CHECK(cursor->status());
  return false;
}

Result<std::vector<journal::Position>> due(kv::Reader const& state, UnixSeconds until, std::size_t rows_max) {
  std::vector<journal::Position> positions;
  auto const cursor = state.scan(Family::message, due_range(until));
  for (; cursor->valid() && positions.size() < rows_max; cursor->next()) {
    HUECRY_TRY(journal::Position const position, position_of(cursor->key()));
    positions.push_back(position);
  }
  HUECRY_CHECK(cursor->status());
  return positions;
}

Result<bool> is_due(kv::Reader const& state, Row const& row) {
  HUECRY_TRY(auto const there, state.get(Family::message, due_key(row.envelope.expires, row.entered.position)));
  return there.has_value();
}

Result<std::vector<Expired>> expired(kv::Reader const& state, journal::Position from, std::size_t rows_max) {
  std::vector<Expired> found;
  auto const cursor = state.scan(Family::message, expired_range(from));
  for (; cursor->valid() && found.size() < rows_max; cursor->next()) {
    HUECRY_TRY(journal::Position const at, position_of(cursor->key()));
    HUECRY_TRY(journal::Position const of, position_of(cursor->value()));
    found.push_back({at, of});
  }
  HUECRY_CHECK(cursor->status());
  return found;
}

Result<Hurried> hurried(kv::Reader const& state, CountryCode member, documents::Urgency urgency,
                        std::optional<journal::Position> after, std::size_t messages_max) {
  HUECRY_ASSERT(urgency != documents::Urgency::routine);
  Hurried found;
  if (after == std::numeric_limits<journal::Position>::max()) return found;
  auto const cursor = state.scan(Family::message, hurried_range(member, urgency, after ? *after + 1 : 0));
  for (; cursor->valid() && found.messages.size() < messages_max; cursor->next()) {
    HUECRY_TRY(journal::Position const position, position_of(cursor->key()));
    found.messages.push_back(position);
  }
  HUECRY_CHECK(cursor->status());
  found.more = cursor->valid();
  return found;
}

Result<bool> takes_part(kv::Reader const& state, CountryCode member, std::string_view conversation) {
  auto const cursor = state.scan(Family::message, conversation_range(member, conversation, {}));
  bool const any = cursor->valid();
  HUECRY_CHECK(cursor->status());
  return any;
}

}
