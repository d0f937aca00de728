#include "storage/journal/detail/committer.hpp"

#include <algorithm>

#include "storage/journal/detail/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal::detail {
namespace {

/// However slow the disk: what is in a hurry and has missed a batch waits for the next one's gathering, too.
constexpr std::chrono::milliseconds k_gather_most{100};

Error unavailable(std::string detail) { return Error(Errc::storage_unavailable, std::move(detail)); }

/// With the head too in a new store, so that it never has one without the other.
Result<std::string> write_checkpoint(kv::Store& store, Head const& head, log::NoteSigner const& signer, kv::Sync sync,
                                     bool with_head = false) {
  auto const transaction = store.begin();
  if (with_head) put_head(*transaction, head, {});
  HUECRY_TRY(std::string note, put_checkpoint(*transaction, head, signer));
  HUECRY_CHECK(store.commit(*transaction, sync));
  return note;
}

/// Writes it into the transaction, if it is newer than what is kept; whether it is.
bool put_cosigned(Cosigned const& cosigned, kv::Transaction& transaction) {
  Covering const& covering = cosigned.covering;
  std::string const key = cosigned_key(cosigned.witnesses);
  auto const kept = transaction.get(kv::Family::meta, key);
  bool const newer =
      kept && (!*kept || (*kept)->size() < sizeof(Position) || read_be<Position>(**kept) < covering.size);
  if (newer) transaction.put(kv::Family::meta, key, kv::be64(covering.size) + covering.checkpoint);
  return newer;
}

}

Result<Covered> load_covered(kv::Store& store, log::NoteSigner const& signer, kv::Sync sync, Position entries_min,
                             SignedMark* mark) {
  HUECRY_TRY(Loaded loaded, load_head(store, signer));
  if (loaded.head.size() < entries_min) return Error(Errc::log_inconsistent, "acknowledged entries are gone");
  if (mark != nullptr) HUECRY_CHECK(check_mark(store, loaded.head.size(), *mark, signer.name()));
  bool const is_new = loaded.checkpoint.empty();
  std::string note = std::move(loaded.checkpoint);
  if (is_new || loaded.checkpoint_size != loaded.head.size()) {
    HUECRY_TRY(note, write_checkpoint(store, loaded.head, signer, sync, is_new));
  }
  if (mark != nullptr) HUECRY_CHECK(mark->set(note));
  return Covered{std::move(loaded.head), std::move(note)};
}

/// Sleeps only when nothing waits; while the store cannot write, only until the next attempt.
void Committer::run() {
  for (;;) {
    std::optional<std::chrono::milliseconds> wait_max;
    if (!published_.writable()) wait_max = options_.recover_every;
    if (!queue_.wait(wait_max)) return;
    if (is_writable()) {
      work();
    } else {
      refuse_all();
    }
  }
}

void Committer::work() {
  if (queue_.empty()) return;
  Result<> const ready = store_.secrets().prepare(head_.size(), head_.size() + options_.batch_leaves_max + 1);
  if (!ready) {
    stop_writing(ready.error());
    return refuse_all();
  }
  auto transaction = store_.begin();
  Batch batch(tools_, head_, *transaction);
  Round round = fill(batch);
  Position const before = head_.size();
  auto const began = std::chrono::steady_clock::now();
  Result<> const written = write(batch, *transaction, round);
  auto const took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  transaction.reset();  // the store cannot recover while it lives
  if (!written) stop_writing(written.error());
  answer(round, written);
  if (!written) refuse_all();  // the rest of a call may rest on what has failed
  if (head_.size() != before) published_.notify({before, head_.size(), batch.recipients(), took});
}

/// Takes up what comes meanwhile, too.
Committer::Round Committer::fill(Batch& batch) {
  Round round;
  auto const began = std::chrono::steady_clock::now();
  while (!is_full(batch, round.size(), std::chrono::steady_clock::now() - began)) {
    std::optional<Turn> turn = queue_.next();
    if (!turn) break;
    Item item{std::move(turn->job), std::nullopt};
    if (turn->proposal != nullptr) item.placed = batch.add(std::move(*turn->proposal));
    round.push_back(std::move(item));
  }
  return round;
}

/// Duplicates count too, so that a flood of them cannot keep the others waiting for their answers.
bool Committer::is_full(Batch const& batch, std::size_t taken, std::chrono::steady_clock::duration gathered) const {
  if (taken >= options_.batch_leaves_max || batch.bytes() >= limits::commit_bytes_max) return true;
  return taken > 0 && gathered >= gather_time();
}

/// Where two syncs take longer than it should be, as long as they do: half of the time is for entries. By the
/// checkpoint's sync, which does not grow with the batch, and the quickest of the last: one that was held up says
/// nothing of the disk, and would hold up the next batch, too.
std::chrono::steady_clock::duration Committer::gather_time() const {
  using Time = std::chrono::steady_clock::duration;
  Time const two_syncs = 2 * *std::ranges::min_element(syncs_took_);
  return std::max<Time>(options_.gather_time, std::min<Time>(two_syncs, k_gather_most));
}

/// The order of signing.md §4.5: the batch is durable, then the checkpoint is signed and durable, then others know.
Result<> Committer::write(Batch& batch, kv::Transaction& transaction, Round const& round) {
  bool keeps = false, probes = false;
  for (Item const& item : round) {
    if (item.job->cosigned) {
      keeps |= put_cosigned(*item.job->cosigned, transaction);
    } else {
      probes |= !item.placed;
    }
  }
  bool const grows = batch.entries() != 0;
  if (!grows && !probes) return keeps ? store_.commit(transaction, options_.sync) : ok();
  if (grows) {
    HUECRY_CHECK(batch.close());
  }
  Head next = batch.finish();
  if (grows || keeps) {
    HUECRY_CHECK(store_.commit(transaction, options_.sync));
  }
  auto const began = std::chrono::steady_clock::now();
  HUECRY_TRY(std::string note, write_checkpoint(store_, next, signer_, options_.sync));
  std::ranges::rotate(syncs_took_, syncs_took_.begin() + 1);
  syncs_took_.back() = std::chrono::steady_clock::now() - began;
  if (mark_ != nullptr) HUECRY_CHECK(mark_->set(note));
  head_ = std::move(next);
  published_.set(head_.size(), std::move(note));
  return ok();
}

void Committer::answer(Round& round, Result<> const& written) {
  for (Item& item : round) {
    if (item.placed) item.job->results.push_back(receipt_for(*item.placed, written));
    finish_if_whole(*item.job, written);
  }
}

/// After a failure everybody gets the same answer, refusals too: they may rest on an entry that failed with them.
Result<Receipt> Committer::receipt_for(Result<Placed>& placed, Result<> const& written) {
  if (!written) return unavailable(written.error().detail);
  if (!placed) return std::move(placed).error();
  if (!placed->duplicate) return new_receipt(*placed);
  Receipt first;
  first.position = placed->position;
  first.duplicate = true;
  return first;
}

/// A proof that cannot be made now says nothing of the entry, which is there: whoever asks again gets it.
Result<Receipt> Committer::new_receipt(Placed& placed) {
  prover_.grow(head_.size());
  auto proof = prover_.inclusion(placed.position);
  if (!proof) return unavailable("proof of " + std::to_string(placed.position) + ": " + proof.error().detail);
  return Receipt{placed.position,
                 placed.received,
                 {std::move(placed.leaf), placed.position, *std::move(proof), published_.checkpoint()},
                 std::move(placed.deliveries),
                 false};
}

void Committer::finish_if_whole(Job& job, Result<> const& written) {
  if (job.results.size() != job.proposals.size()) return;
  queue_.finished(job);
  if (job.done) job.done(std::move(job.results));
  if (job.probed) job.probed(written);
}

void Committer::refuse_all() {
  Result<> const refused = unavailable(failure_);
  while (std::optional<Turn> const turn = queue_.next()) {
    if (turn->proposal != nullptr) turn->job->results.emplace_back(unavailable(failure_));
    finish_if_whole(*turn->job, refused);
  }
}

void Committer::stop_writing(Error const& why) {
  published_.set_writable(false);
  failure_ = why.detail;
  tools_.log.write(LogLevel::error, "journal.commit_failed", {{"reason", std::string_view(failure_)}});
}

/// When it is not, tries to change that, not more often than the options say.
bool Committer::is_writable() {
  if (published_.writable()) return true;
  auto const now = std::chrono::steady_clock::now();
  if (now < next_attempt_) return false;
  next_attempt_ = now + options_.recover_every;
  Result<> restored = restore();
  if (restored) return true;
  if (restored.error().detail != failure_) stop_writing(restored.error());
  return false;
}

/// The failed batch may be on disk after all, so what the store says now counts, not what we remember.
Result<> Committer::restore() {
  HUECRY_CHECK(store_.recover());
  Position const before = published_.end();
  HUECRY_TRY(Covered covered, load_covered(store_, signer_, options_.sync, before, mark_));
  head_ = std::move(covered.head);
  published_.set(head_.size(), std::move(covered.checkpoint));
  published_.set_writable(true);
  tools_.log.write(LogLevel::warning, "journal.writing_again", {{"entries", head_.size()}});
  if (head_.size() != before) published_.notify({before, head_.size(), CountrySet::everyone(), {}});
  return ok();
}

}
