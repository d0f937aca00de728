#pragma once
// What authorised entities have of notices. Bureaus are sets in the rows of the notice itself; entities are few, each
// with a row of its own. Reads only; any thread, on any Reader. Errors of all: Errc::corrupt, io.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// The newest that an entity was given of a notice. It stays when it is recalled: the evidence about it counts still.
struct Holding {
  journal::Entity entity;
  std::uint32_t ver = 0;
  std::uint8_t missing = 0;  // blocks, by bit; 0: the issuer's document as it was signed
  Digest object;             // of what it was given
  Moment given;
  std::optional<Moment> recalled;
  std::optional<Moment> retrieved, acknowledged, purged, delivered;  // by its own evidence

  [[nodiscard]] bool held() const noexcept { return !recalled; }
  /// It has said that it retrieved it, and still has it.
  [[nodiscard]] bool taken() const noexcept { return held() && (retrieved || delivered || acknowledged); }
  /// It is of the version in force, and its bureau has it too. Between an update and the entity's own copy of it, or
  /// its recall, the entity has nothing to read.
  [[nodiscard]] bool is_current(Head const& head) const noexcept {
    return held() && ver == head.content_ver && head.holders.contains(entity.country);
  }
  friend bool operator==(Holding const&, Holding const&) = default;
};

/// Of the notice whose first version is at `first`; in the order of countries and organisations.
[[nodiscard]] Result<std::vector<Holding>> holdings_of(kv::Reader const& state, journal::Position first);
/// nullopt: it was never given anything of it.
[[nodiscard]] Result<std::optional<Holding>> holding_of(kv::Reader const& state, journal::Position first,
                                                        journal::Entity const& entity);

}
