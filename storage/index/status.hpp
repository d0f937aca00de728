#pragma once
// Who was sent a version of a notice, and what was heard of it since. Reads only; any thread, on any Reader.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/country.hpp"
#include "protocol/base/result.hpp"
#include "storage/index/rows.hpp"
#include "storage/journal/record.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::index {

/// A recipient is overdue when it was sent the current version of a published notice longer than `after` ago and has
/// not acknowledged it; or a recall, and has not said that it purged what it had.
struct Overdue {
  UnixMillis now{};
  std::chrono::milliseconds after{};
};

/// Of one version. Whoever has come further counts as having come as far.
struct Counts {
  std::size_t released = 0;
  std::size_t retrieved = 0;     // of those released to
  std::size_t acknowledged = 0;  // of those released to
  std::size_t overdue = 0;       // of those released to
  std::size_t recalled = 0;      // sent as a recall
  std::size_t recalls_acknowledged = 0;
  std::size_t purged = 0;          // of those recalled
  std::size_t purges_overdue = 0;  // of the notice: of all that were recalled at any time
  std::size_t rejected = 0;        // of those released to; heard of since, or not
  std::size_t disputed = 0;        // of the notice: recalls
  std::size_t delivered = 0;       // of those released to: in the national system
  friend bool operator==(Counts const&, Counts const&) = default;
};

/// The furthest that it has said; rejected: nothing but that, disputed: of a recall that is not purged.
enum class Stage : std::uint8_t { pending, rejected, retrieved, delivered, acknowledged, disputed, purged };
[[nodiscard]] std::string_view to_text(Stage stage) noexcept;

struct RecipientStatus {
  CountryCode recipient;
  journal::DeliveryKind sent = journal::DeliveryKind::document;
  Marks marks;                     // evidence about this version
  std::optional<Moment> recalled;  // when a recall of this version was sent to it
  // When the hub said that it was not heard of in time:
  std::optional<Moment> not_retrieved{}, not_delivered{},
      not_acknowledged{};  // NOLINT(readability-redundant-member-init)

  [[nodiscard]] Stage stage() const noexcept;
  friend bool operator==(RecipientStatus const&, RecipientStatus const&) = default;
};

struct Status {
  Head head;
  Version version;
  Counts counts;
  std::vector<RecipientStatus> recipients;  // all of the version, also those not heard of; by slot
};

/// Of one version, by default the current one. Errors: Errc::not_found (no such notice or version), corrupt, io.
[[nodiscard]] Result<Status> status_of(kv::Reader const& state, CountryCode iss, std::string_view id,
                                       Overdue const& overdue, std::optional<std::uint32_t> ver = std::nullopt);

/// Who was heard of the current version. Errors: Errc::corrupt, io.
[[nodiscard]] Result<Progress> progress_of(kv::Reader const& state, Head const& head);

/// What one recipient has said of a version. Errors: Errc::corrupt, io.
[[nodiscard]] Result<Marks> marks_of(kv::Reader const& state, Head const& head, std::uint32_t ver,
                                     CountryCode recipient);

/// Of the current version. Errors: Errc::corrupt, io.
[[nodiscard]] Result<Counts> counts_of(kv::Reader const& state, Head const& head, Overdue const& overdue);

/// Who is overdue with the current version, with an acknowledgement or a purge. Errors: Errc::corrupt, io.
[[nodiscard]] Result<CountrySet> overdue_recipients(kv::Reader const& state, Head const& head, Overdue const& overdue);

}
