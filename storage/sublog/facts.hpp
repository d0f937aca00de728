#pragma once
// What the entry that ends a batch tells of it: which bureaus got the same items, and the digest of those. It travels
// in Record::facts. Pure; any thread. Stored form, byte by byte: docs/storage.md.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/journal/closer.hpp"

namespace huecry::sublog {

/// Bureaus whose items of the batch are the same, and there is at least one. A notice to all costs one digest, not two
/// hundred.
struct Alike {
  CountrySet bureaus;
  std::uint64_t items = 0;
  Digest digest;  // log::batch_digest
  friend bool operator==(Alike const&, Alike const&) = default;
};

struct BatchFacts {
  Digest seed;  // of the blinds of the heads after this batch
  std::vector<Alike> alike;
  friend bool operator==(BatchFacts const&, BatchFacts const&) = default;
};

[[nodiscard]] std::vector<Alike> alike_of(std::span<journal::Shared const> batch);

[[nodiscard]] std::string encode(BatchFacts const& facts);
/// nullopt: facts of another kind. Errors: Errc::corrupt.
[[nodiscard]] Result<std::optional<BatchFacts>> batch_facts(std::string_view facts);

}
