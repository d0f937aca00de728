#include "storage/journal/detail/keys.hpp"

namespace huecry::journal::detail {
namespace {

constexpr char k_identity = 1;
constexpr char k_object = 2;

/// All versions of one document and of no other: ids hold no zero byte.
std::string versions_prefix(CountryCode iss, std::string_view id) {
  std::string key{k_identity};
  key += iss.text();
  key += id;
  key += '\0';
  return key;
}

}

std::string tile_key(log::TileId tile) {
  std::string key;
  append_be(key, tile.level);
  append_be(key, tile.index);
  return key;
}

std::string identity_key(CountryCode iss, std::string_view id, std::uint32_t ver) {
  std::string key = versions_prefix(iss, id);
  append_be(key, ver);
  return key;
}

kv::Range versions_range(CountryCode iss, std::string_view id, bool reverse) {
  return kv::prefix_range(versions_prefix(iss, id), reverse);
}

std::uint32_t version_of(std::string_view identity_key) {
  return read_be<std::uint32_t>(identity_key.substr(identity_key.size() - sizeof(std::uint32_t)));
}

std::string object_key(Digest const& object) {
  std::string key{k_object};
  key += as_text(object.view());
  return key;
}

std::string cosigned_key(std::uint16_t witnesses) {
  std::string key(k_cosigned_prefix);
  append_be(key, witnesses);
  return key;
}

}
