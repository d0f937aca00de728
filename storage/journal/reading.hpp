#pragma once
// Reading the journal and its log, on any kv::Reader. Any thread.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/tile.hpp"
#include "storage/journal/receipt.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal {

// Errors of all: Errc::corrupt, io; where said, Errc::not_found.

/// Errc::not_found beyond the end.
[[nodiscard]] Result<Record> read(kv::Reader const& state, Position position);
/// The bytes that were hashed. Errc::not_found beyond the end.
[[nodiscard]] Result<std::string> leaf_of(kv::Reader const& state, Position position);
/// As it was answered to whoever submitted it. Errc::not_found also while no checkpoint covers it.
[[nodiscard]] Result<Receipt> receipt_of(kv::Reader const& state, Position position);

/// A checkpoint, and how many leaves it covers.
struct Covering {
  Position size = 0;
  std::string checkpoint;
};
/// With the size that stands in it. Errors: Errc::log_text_invalid.
[[nodiscard]] Result<Covering> covering_of(std::string checkpoint);

/// The newest that is persisted, by this log's own word: nothing of it is verified. nullopt in a new store.
[[nodiscard]] Result<std::optional<Covering>> newest_checkpoint(kv::Reader const& state);

/// One that witnesses have cosigned, with their lines in the note.
struct Cosigned {
  Covering covering;
  std::uint16_t witnesses = 0;  // how many
};
/// The newest checkpoint that at least so many witnesses have cosigned.
[[nodiscard]] Result<std::optional<Covering>> newest_cosigned(kv::Reader const& state, std::uint16_t witnesses_min);

/// The proof in the tree of that first checkpoint. Errc::not_found while none covers it.
[[nodiscard]] Result<log::Receipt> proof_of(kv::Reader const& state, Position position);
/// The same in the tree of a later one. REQUIRES: it covers the position, and the log is as long.
[[nodiscard]] Result<log::Receipt> proof_in(kv::Reader const& state, Position position, Covering covering);

/// Where an identity entered, and with which signing input.
struct Entered {
  Position position = 0;
  Digest signing;
};
[[nodiscard]] Result<std::optional<Entered>> find(kv::Reader const& state, CountryCode iss, std::string_view id,
                                                  std::uint32_t ver);
/// The newest version of (iss, id).
[[nodiscard]] Result<std::optional<std::uint32_t>> newest_version(kv::Reader const& state, CountryCode iss,
                                                                  std::string_view id);
/// The first entry with this object digest.
[[nodiscard]] Result<std::optional<Position>> find_object(kv::Reader const& state, Digest const& object);

/// The rule of signing.md §2.3: the same identity and signing input is a duplicate of the first; the same identity with
/// another signing input is Errc::id_conflict; else proceed.
[[nodiscard]] Result<Settled> settle_identity(kv::Reader const& state, Record const& record);

/// The tiles of the log, for proofs and for serving. `state` outlives what is returned.
[[nodiscard]] log::TileReader tiles_of(kv::Reader const& state);

}
