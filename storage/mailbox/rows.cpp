#include "storage/mailbox/rows.hpp"

#include "storage/kv/key.hpp"

namespace huecry::mailbox {
namespace {

using journal::DeliveryKind;
using journal::Position;
using Kind = Result<std::optional<DeliveryKind>>;

constexpr char k_direct = 1;
constexpr char k_broadcast = 2;
constexpr char k_entity = 3;
constexpr std::size_t k_share_bytes = 32 + 1;  // a bitmap and what it gets

std::string direct_prefix(CountryCode member) { return {k_direct, static_cast<char>(member.slot())}; }

/// The length keeps one name from being the beginning of another.
std::string entity_prefix(journal::Entity const& entity) {
  std::string prefix{k_entity, static_cast<char>(entity.country.slot()), static_cast<char>(entity.organisation.size())};
  return prefix += entity.organisation;
}

std::string broadcast_prefix() { return {k_broadcast}; }

kv::Range from_position(std::string const& prefix, Position from, bool reverse) {
  kv::Range range = kv::prefix_range(prefix, reverse);
  append_be(range.from, from);
  return range;
}

Kind kind_from_byte(char byte) {
  auto const kind = static_cast<DeliveryKind>(byte);
  if (kind != DeliveryKind::document && kind != DeliveryKind::recall)
    return Error(Errc::corrupt, "mailbox row of an unknown kind");
  return Kind(kind);
}

bool bit_of(std::string_view bitmap, std::uint8_t slot) {
  return (static_cast<std::uint8_t>(bitmap[slot / 8]) >> slot % 8 & 1) != 0;
}

}

std::string direct_key(CountryCode member, Position position) {
  std::string key = direct_prefix(member);
  append_be(key, position);
  return key;
}

std::string direct_value(DeliveryKind kind) { return {static_cast<char>(kind)}; }

std::string entity_key(journal::Entity const& entity, Position position) {
  std::string key = entity_prefix(entity);
  append_be(key, position);
  return key;
}

std::string broadcast_key(Position position) {
  std::string key = broadcast_prefix();
  append_be(key, position);
  return key;
}

void append_share(std::string& broadcast_value, DeliveryKind kind, CountrySet const& to) {
  auto const bitmap = to.pack();
  broadcast_value += as_text(bitmap);
  broadcast_value += static_cast<char>(kind);
}

kv::Range direct_range(CountryCode member, Position from, bool reverse) {
  return from_position(direct_prefix(member), from, reverse);
}

kv::Range entity_range(journal::Entity const& entity, Position from, bool reverse) {
  return from_position(entity_prefix(entity), from, reverse);
}

kv::Range broadcast_range(Position from, bool reverse) { return from_position(broadcast_prefix(), from, reverse); }

Result<Position> position_of(std::string_view key) {
  if (key.size() < sizeof(Position)) return Error(Errc::corrupt, "mailbox key too short");
  return read_be<Position>(key.substr(key.size() - sizeof(Position)));
}

Kind direct_share(std::string_view value) {
  if (value.size() != 1) return Error(Errc::corrupt, "direct mailbox row of a wrong length");
  return kind_from_byte(value.front());
}

Kind broadcast_share(std::string_view value, CountryCode member) {
  if (value.empty() || value.size() % k_share_bytes != 0)
    return Error(Errc::corrupt, "broadcast row of a wrong length");
  for (; !value.empty(); value.remove_prefix(k_share_bytes))
    if (bit_of(value, member.slot())) return kind_from_byte(value[k_share_bytes - 1]);
  return Kind(std::nullopt);
}

}
