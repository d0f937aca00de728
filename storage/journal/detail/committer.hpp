#pragma once
// The committer: gathers what waits into batches, makes them durable in the order of signing.md §4.5, answers. When the
// store cannot write it refuses, and tries to get the store back. Its own thread, but for start().

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/log/note_signer.hpp"
#include "protocol/log/proof.hpp"
#include "storage/journal/detail/batch.hpp"
#include "storage/journal/detail/head.hpp"
#include "storage/journal/detail/published.hpp"
#include "storage/journal/detail/queue.hpp"
#include "storage/journal/reading.hpp"
#include "storage/journal/signed_mark.hpp"
#include "storage/kv/kv.hpp"

namespace huecry::journal::detail {

/// A head whose checkpoint is durable.
struct Covered {
  Head head;
  std::string checkpoint;
};

/// Loads and verifies the head, and signs the checkpoint that a crash (or the first start) left to be signed. Refuses
/// with Errc::log_inconsistent, before it signs anything, when there are less than `entries_min`; with log_rewound,
/// when the mark (nullptr: none is kept) says that more was signed, or something else.
[[nodiscard]] Result<Covered> load_covered(kv::Store& store, log::NoteSigner const& signer, kv::Sync sync,
                                           Position entries_min, SignedMark* mark);

class Committer {
 public:
  /// All references outlive it.
  Committer(Options const& options, kv::Store& store, Tools tools, log::NoteSigner const& signer, SignedMark* mark,
            Head head, Queue& queue, Published& published)
      : options_(options),
        store_(store),
        tools_(tools),
        signer_(signer),
        mark_(mark),
        head_(std::move(head)),
        prover_(head_.size(), tiles_of(store)),
        queue_(queue),
        published_(published) {}

  /// The thread's body: until the queue is closed and all of it answered.
  void run();

 private:
  struct Item {
    std::shared_ptr<Job> job;
    std::optional<Result<Placed>> placed;  // none: the job has no proposals
  };
  using Round = std::vector<Item>;

  void work();
  [[nodiscard]] Round fill(Batch& batch);
  [[nodiscard]] bool is_full(Batch const& batch, std::size_t taken, std::chrono::steady_clock::duration gathered) const;
  [[nodiscard]] std::chrono::steady_clock::duration gather_time() const;

  Result<> write(Batch& batch, kv::Transaction& transaction, Round const& round);

  void answer(Round& round, Result<> const& written);
  [[nodiscard]] Result<Receipt> receipt_for(Result<Placed>& placed, Result<> const& written);
  [[nodiscard]] Result<Receipt> new_receipt(Placed& placed);
  void finish_if_whole(Job& job, Result<> const& written);
  void refuse_all();

  void stop_writing(Error const& why);
  [[nodiscard]] bool is_writable();
  Result<> restore();

  Options const& options_;
  kv::Store& store_;
  Tools tools_;
  log::NoteSigner const& signer_;
  SignedMark* mark_;  // none: nobody keeps it
  Head head_;         // of the last batch that was written whole
  log::Prover prover_;
  Queue& queue_;
  Published& published_;
  std::array<std::chrono::steady_clock::duration, 4> syncs_took_{};  // of the last checkpoints, the newest last
  std::string failure_;  // why the last attempt to restore failed, so that it is logged once
  std::chrono::steady_clock::time_point next_attempt_{};
};

}
