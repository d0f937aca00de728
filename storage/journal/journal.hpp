#pragma once
// The one write path. Everything that changes the world enters here, in one order, durably, with a place in the signed
// log (architecture §3, signing.md §4.5, docs/adr/0005).
//
// One committer thread takes what waits, entry by entry, settles each proposal against the state with all earlier
// entries, writes records, leaves, tiles and the rows of all views as ONE synced batch, signs and persists the
// checkpoint, answers, wakes the readers. Nobody gets a receipt before both syncs.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/clock.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/base/log.hpp"
#include "protocol/base/random.hpp"
#include "protocol/base/result.hpp"
#include "protocol/log/note_signer.hpp"
#include "storage/journal/closer.hpp"
#include "storage/journal/reading.hpp"
#include "storage/journal/receipt.hpp"
#include "storage/journal/record.hpp"
#include "storage/journal/view.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal {

/// Runs on the committer thread just before the record enters; `state` shows all earlier entries, those of this batch
/// too. It may complete the record (deliveries, decision, facts), not change its identity or document. An error refuses
/// this record alone. The identity rule of signing.md §2.3 has been applied before: Settle sees only identities that
/// are new.
using Settle = std::function<Result<Settled>(kv::Reader const& state, Record& record)>;

/// How soon the committer takes what waits (docs/adr/0025). Within a lane those who issue come by turns, entry by
/// entry. What changes who may be told or believed is flash, too: there is little of it, and everything after it
/// depends on it.
enum class Lane : std::uint8_t { flash, urgent, routine, last_ = routine };

struct Proposal {
  Record record;
  Settle settle;  // may be empty: proceed
  Lane lane = Lane::urgent;
  // Whose turn it takes, where that is not who has issued it: the hub writes for many.
  std::optional<CountryCode> whose{};  // NOLINT(readability-redundant-member-init): may be left out
};

/// Called exactly once with one result for each proposal, in their order: on the committer thread, or on the caller's
/// before submit returns when all are refused at once (Errc::busy, storage_unavailable, draining). Must be quick and
/// not throw.
using Done = std::function<void(std::vector<Result<Receipt>>)>;

/// Entries [first, end) are durable and covered by a checkpoint.
struct Commit {
  Position first = 0;
  Position end = 0;
  CountrySet recipients;  // of any entry; everyone when a recovery brought entries whose recipients nobody knows
  std::chrono::microseconds took{};  // batch and checkpoint, synced; zero for what a recovery brought
};

/// Committer thread, after the answers. Must be quick and not throw.
using OnCommit = std::function<void(Commit const&)>;

/// Like Done, of a probe.
using Probed = std::function<void(Result<>)>;

struct Options {
  std::size_t batch_leaves_max = limits::commit_leaves_max;
  // A batch takes up what waits and what comes for so long. Longer where a sync takes longer, lest a slow disk spend
  // all its time on syncs.
  std::chrono::milliseconds gather_time{10};
  std::size_t queue_entries_max = limits::commit_queue_entries_max;
  std::size_t queue_bytes_max = limits::commit_queue_bytes_max;
  std::chrono::milliseconds recover_every{250};  // while the store cannot write
  std::filesystem::path signed_file;             // how far the log was signed (signed_mark.hpp); empty: nobody keeps it
  kv::Sync sync = kv::Sync::yes;                 // no: only to fill a store for a test or a benchmark
};

/// Any thread, except where said. The store, clock, randomness, log and views outlive the journal.
class Journal {
 public:
  /// Verifies that the log on disk is whole (tiles fit the last checkpoint) and not older than what was signed, signs a
  /// checkpoint that a crash prevented, starts the committer. Does not read the journal itself: the time does not grow
  /// with its length. Errors: Errc::log_inconsistent, log_rewound, corrupt, io, storage_unavailable. `closer`: who ends
  /// each batch; nobody without one.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(Options options, kv::Store& store, Clock const& clock,
                                                             Random& random, Log& log, log::NoteSigner signer,
                                                             std::vector<View*> views, Closer* closer = nullptr);
  ~Journal();  // stop()
  Journal(Journal const&) = delete;
  Journal& operator=(Journal const&) = delete;

  /// Each proposal enters or is refused by itself. Those of one call keep their order, have one issuer, and wait in the
  /// lane of the one that is least in a hurry. They need not be in one batch, nor side by side: some may be durable and
  /// read by others long before the call is answered, and others' entries stand between them. Other calls may overtake
  /// this one, and it others. After a failure to write, all that has not entered is refused, whoever waits.
  void submit(std::vector<Proposal> proposals, Done done);

  /// Signs, writes and syncs as a commit does, but adds nothing: whether the hub could accept a document now.
  void probe(Probed done);

  /// Keeps a checkpoint with the lines of its witnesses, durably when it has called back; of each number of witnesses
  /// the newest alone. No entry: what witnesses say is not of the log. REQUIRES: it is a checkpoint of this log.
  void keep_cosigned(Cosigned cosigned, Probed done);

  /// Call before the traffic starts.
  void subscribe(OnCommit listener);

  /// Refuses new proposals (Errc::draining), finishes those that wait, ends the committer. Idempotent.
  void stop();

  /// The number of entries that are durable and covered by the persisted checkpoint; serve nothing at or beyond it.
  [[nodiscard]] Position end() const;
  /// The newest persisted checkpoint, a signed note.
  [[nodiscard]] std::string checkpoint() const;

 private:
  struct Rep;
  explicit Journal(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}
