#pragma once
// The heads of all sub-logs, and the entry with which each batch commits to them (protocol/log/sublog.hpp).

#include <optional>
#include <string_view>
#include <vector>

#include "protocol/log/sublog.hpp"
#include "storage/journal/closer.hpp"
#include "storage/journal/view.hpp"

namespace huecry::sublog {

/// The identity of these entries is (XP, this, 1, 2, 3, …); `ver` counts the batches.
inline constexpr std::string_view k_id = "heads";

/// The heads after a batch, and the entry that has their root as its object.
struct Heads {
  std::uint32_t batches = 0;
  journal::Position entry = 0;
  Digest seed;
  log::SublogHeads of{};
};

/// nullopt before the first batch. Errors: Errc::corrupt, io.
[[nodiscard]] Result<std::optional<Heads>> newest_heads(kv::Reader const& state);
/// The entry that ended the batch with this position. Errors: Errc::not_found while no batch has it; corrupt, io.
[[nodiscard]] Result<journal::Position> end_of_batch(kv::Reader const& state, journal::Position position);

class HeadsView final : public journal::View, public journal::Closer {
 public:
  [[nodiscard]] std::string_view name() const override { return "sublog"; }
  [[nodiscard]] std::vector<kv::Family> families() const override { return {kv::Family::sublog}; }
  Result<> apply(journal::Record const& record, kv::Transaction& transaction) override;
  Result<journal::Record> close(kv::Reader const& state, std::span<journal::Shared const> shared, journal::Position at,
                                Random& random) override;

 private:
  /// What close() has computed for the entry that apply() gets next, by its seed, which is random. Not of the view's
  /// rows: without it they are computed again, as in a rebuild, and are the same.
  std::optional<Heads> closed_;
};

}
