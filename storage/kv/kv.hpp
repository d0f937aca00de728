#pragma once
// The ordered store, as everything above sees it: families of (key, value) rows in byte order, consistent reads, one
// atomic write. The rows and their versions, byte by byte: docs/storage.md. The implementation: rocks_store.hpp.
//
// Threads: a Store, and each Reader of it, may be used by any number of threads. A Transaction or Cursor belongs to one
// thread. There is one writer: only the journal calls begin() and commit() (docs/adr/0005). Errors: Errc::io,
// Errc::corrupt; commit and recover: Errc::storage_unavailable.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "storage/kv/secrets.hpp"

namespace huecry::kv {

/// A separate key space each. Order and names are part of the stored form: append only.
enum class Family : std::uint8_t {
  meta,
  record,
  leaf,
  tile,
  checkpoint,
  identity,
  mailbox,
  notice,
  status,
  index,
  trust,
  policy,
  sublog,
  time,
  message
};
inline constexpr std::size_t k_families = 15;
[[nodiscard]] std::string_view to_text(Family family) noexcept;

/// Keys k with from <= k < until; an empty `until` means to the end of the family. In reverse the last of them comes
/// first.
struct Range {
  std::string from;
  std::string until;
  bool reverse = false;
};

/// Walks a range. Lives no longer than the Reader that made it; a write through a Transaction ends the use of its
/// cursors.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// False at the end of the range and after an error: then ask status().
  [[nodiscard]] virtual bool valid() const = 0;
  /// REQUIRES valid(). The views live until next().
  [[nodiscard]] virtual std::string_view key() const = 0;
  [[nodiscard]] virtual std::string_view value() const = 0;
  virtual void next() = 0;
  virtual Result<> status() const = 0;
};

class Reader {
 public:
  virtual ~Reader() = default;
  [[nodiscard]] virtual Result<std::optional<std::string>> get(Family family, std::string_view key) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Cursor> scan(Family family, Range const& range) const = 0;
  /// What sealed values are opened with. Not of the state that is read: a key that is destroyed is so for all.
  [[nodiscard]] virtual Secrets const& secrets() const = 0;
};

/// Writes that wait for commit, and the store as it will be with them. Nothing is visible to others before the commit.
class Transaction : public Reader {
 public:
  virtual void put(Family family, std::string_view key, std::string_view value) = 0;
  virtual void erase(Family family, std::string_view key) = 0;

  /// Remembers this point; rollback() undoes what was written since the last mark and forgets it, release() only
  /// forgets it.
  virtual void mark() = 0;
  virtual void rollback() = 0;
  virtual void release() = 0;

  [[nodiscard]] virtual std::size_t bytes() const = 0;  // of all writes together, as they go to disk
};

enum class Sync : bool { no, yes };

struct Health {
  bool writable = true;
  std::string reason;                 // for the operator, empty when writable
  std::uint64_t disk_free_bytes = 0;  // as far as known
};

/// A Store read directly shows the newest state, each call by itself; a snapshot shows one state.
class Store : public Reader {
 public:
  using Reader::secrets;
  [[nodiscard]] virtual Secrets& secrets() = 0;

  /// One consistent state. Hold it for one request, not for longer: recover() must wait for it.
  [[nodiscard]] virtual std::unique_ptr<Reader const> snapshot() const = 0;

  /// REQUIRES: since the last failed commit recover() succeeded.
  [[nodiscard]] virtual std::unique_ptr<Transaction> begin() = 0;

  /// All of the transaction or nothing. With Sync::yes it survives a power cut once this returns.
  /// After Errc::storage_unavailable nothing is visible now, but after a recovery (or restart) the writes may be there:
  /// they may have reached the disk before the failure. Whoever keeps state of its own reads it again then.
  /// Later commits are refused at once until recover() succeeds.
  virtual Result<> commit(Transaction& transaction, Sync sync) = 0;

  [[nodiscard]] virtual Health health() const = 0;

  /// Tries to make writing work again; a healthy store answers ok at once. Readers may wait while it runs.
  /// Transactions begun before it must not be used any more.
  virtual Result<> recover() = 0;
};

}
