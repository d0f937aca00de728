#pragma once
// Time-stamps of checkpoints (RFC 3161), each an entry of its own: which there are, and the first that covers an entry.
// Rows: docs/storage.md.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/clock.hpp"
#include "storage/journal/view.hpp"

namespace huecry::time_rows {

/// What the entry tells the rows; it travels in Record::facts. The reply itself is the record's document, and its
/// SHA-256 the record's object.
struct StampFacts {
  journal::Position size = 0;  // of the tree whose checkpoint was stamped: entries below it
  Digest root;
  std::string authority;  // its name in the hub's configuration, 1 to 255 bytes
  UnixMillis at{};        // that the authority says
  friend bool operator==(StampFacts const&, StampFacts const&) = default;
};
[[nodiscard]] std::string encode(StampFacts const& facts);
/// nullopt: facts of another kind. Errors: Errc::corrupt.
[[nodiscard]] Result<std::optional<StampFacts>> stamp_facts(std::string_view facts);

/// The identity of these entries is (XP, this, 1, 2, 3, …).
inline constexpr std::string_view k_id = "time";

struct Stamp {
  journal::Position size = 0;
  journal::Position entry = 0;
  std::string authority;
};
/// Those of the smallest stamped tree that covers the entry; empty while none does. Errors: Errc::corrupt, io.
[[nodiscard]] Result<std::vector<Stamp>> stamps_covering(kv::Reader const& state, journal::Position position);
/// Of the largest tree that any, or this, authority has stamped.
[[nodiscard]] Result<std::optional<Stamp>> newest_stamp(kv::Reader const& state, std::string_view authority = {});

class TimeView final : public journal::View {
 public:
  [[nodiscard]] std::string_view name() const override { return "time"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::time}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override;
};

}
