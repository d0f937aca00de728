#include "storage/time/time_view.hpp"

#include "protocol/base/codec.hpp"
#include "storage/kv/key.hpp"

namespace huecry::time_rows {
namespace {

using kv::Family;

constexpr std::uint8_t k_tag = 'T', k_form = 1;
constexpr std::size_t k_number_bytes = sizeof(journal::Position);

Result<Stamp> stamp_of(std::string_view key, std::string_view value) {
  if (key.size() != 2 * k_number_bytes || value.empty()) return Error(Errc::corrupt, "row of a time-stamp");
  return Stamp{read_be<journal::Position>(key), read_be<journal::Position>(key.substr(k_number_bytes)),
               std::string(value)};
}

}

std::string encode(StampFacts const& facts) {
  std::string bytes;
  Encoder out(bytes);
  out.number(k_tag);
  out.number(k_form);
  out.number(facts.size);
  out.digest(facts.root);
  out.word(facts.authority);
  out.time(facts.at);
  return bytes;
}

Result<std::optional<StampFacts>> stamp_facts(std::string_view facts) {
  if (facts.empty() || static_cast<std::uint8_t>(facts.front()) != k_tag) return std::optional<StampFacts>();
  Decoder in(facts.substr(1));
  in.expect(in.number<std::uint8_t>() == k_form);
  StampFacts stamp;
  stamp.size = in.number<journal::Position>();
  stamp.root = in.digest();
  stamp.authority = in.word();
  stamp.at = in.time();
  HUECRY_CHECK(in.finish("facts of a time-stamp"));
  return std::optional(std::move(stamp));
}

Result<std::vector<Stamp>> stamps_covering(kv::Reader const& state, journal::Position position) {
  std::vector<Stamp> stamps;
  auto const cursor = state.scan(Family::time, {kv::be64(position + 1), {}, false});
  for (; cursor->valid(); cursor->next()) {
    HUECRY_TRY(Stamp stamp, stamp_of(cursor->key(), cursor->value()));
    if (!stamps.empty() && stamp.size != stamps.front().size) break;
    stamps.push_back(std::move(stamp));
  }
  HUECRY_CHECK(cursor->status());
  return stamps;
}

Result<std::optional<Stamp>> newest_stamp(kv::Reader const& state, std::string_view authority) {
  auto const cursor = state.scan(Family::time, {{}, {}, true});
  for (; cursor->valid(); cursor->next()) {
    HUECRY_TRY(Stamp stamp, stamp_of(cursor->key(), cursor->value()));
    if (authority.empty() || stamp.authority == authority) return std::optional(std::move(stamp));
  }
  HUECRY_CHECK(cursor->status());
  return std::optional<Stamp>();
}

Result<> TimeView::apply(journal::Record const& record, kv::Transaction& transaction) {
  HUECRY_TRY(auto const facts, stamp_facts(record.facts));
  if (facts) transaction.put(Family::time, kv::be64(facts->size) + kv::be64(record.position), facts->authority);
  return ok();
}

}
