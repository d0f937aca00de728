#include "storage/journal/detail/committer.hpp"

#include <algorithm>

#include "storage/journal/detail/keys.hpp"
#include "storage/kv/key.hpp"

namespace huecry::journal::detail {
namespace {

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

void Committer::run() {
  while (gather()) {
    if (is_writable()) {
      work();
    } else {
      refuse_all();
    }
  }
}

/// Takes what waits; sleeps only when there is nothing to do. False: closed, and all is answered.
bool Committer::gather() {
  std::optional<std::chrono::milliseconds> wait_max;
  if (!pending_.empty()) wait_max = std::chrono::milliseconds(0);
  if (pending_.empty() && !published_.writable()) wait_max = options_.recover_every;
  auto jobs = queue_.take(room(), wait_max);
  if (!jobs) return !pending_.empty();
  for (Job& job : *jobs) pending_.push_back(std::move(job));
  return true;
}

/// Of the next batch. What was begun comes first.
Room Committer::room() const {
  Room left{options_.batch_leaves_max, limits::commit_bytes_max};
  for (Job const& job : pending_) {
    std::size_t const entries = job.entries - job.taken;
    std::size_t const bytes = job.entries == 0 ? 0 : job.bytes / job.entries * entries;
    left.entries -= std::min(left.entries, entries);
    left.bytes -= std::min(left.bytes, bytes);
  }
  return left;
}

void Committer::work() {
  if (pending_.empty()) return;
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
  Result<> const written = write(batch, *transaction);
  auto const took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  transaction.reset();  // the store cannot recover while it lives
  if (!written) stop_writing(written.error());
  answer(round, written);
  if (head_.size() != before) published_.notify({before, head_.size(), batch.recipients(), took});
}

Committer::Round Committer::fill(Batch& batch) {
  Round round;
  for (Job& job : pending_) {
    fill_from(job, batch, round);
    if (is_full(batch, round)) break;
  }
  return round;
}

void Committer::fill_from(Job& job, Batch& batch, Round& round) {
  while (job.taken < job.proposals.size() && !is_full(batch, round)) {
    Proposal& proposal = job.proposals[job.taken++];
    round.push_back({&job, batch.add(std::move(proposal))});
  }
}

// Duplicates count too, so that a flood of them cannot keep the others waiting for their answers.
bool Committer::is_full(Batch const& batch, Round const& round) const {
  return round.size() >= options_.batch_leaves_max || batch.bytes() >= limits::commit_bytes_max;
}

bool Committer::probe_waits() const {
  for (Job const& job : pending_) {
    if (job.probed && !job.cosigned) return true;
  }
  return false;
}

bool Committer::put_cosigned(kv::Transaction& transaction) const {
  bool any = false;
  for (Job const& job : pending_) {
    if (!job.cosigned) continue;
    Covering const& covering = job.cosigned->covering;
    std::string const key = cosigned_key(job.cosigned->witnesses);
    auto const kept = transaction.get(kv::Family::meta, key);
    bool const newer =
        kept && (!*kept || (*kept)->size() < sizeof(Position) || read_be<Position>(**kept) < covering.size);
    if (!newer) continue;
    transaction.put(kv::Family::meta, key, kv::be64(covering.size) + covering.checkpoint);
    any = true;
  }
  return any;
}

/// The order of signing.md §4.5: the batch is durable, then the checkpoint is signed and durable, then others know.
Result<> Committer::write(Batch& batch, kv::Transaction& transaction) {
  bool const keeps = put_cosigned(transaction);
  bool const grows = batch.entries() != 0;
  if (!grows && !probe_waits()) return keeps ? store_.commit(transaction, options_.sync) : ok();
  if (grows) {
    HUECRY_CHECK(batch.close());
  }
  Head next = batch.finish();
  if (grows || keeps) {
    HUECRY_CHECK(store_.commit(transaction, options_.sync));
  }
  HUECRY_TRY(std::string note, write_checkpoint(store_, next, signer_, options_.sync));
  if (mark_ != nullptr) HUECRY_CHECK(mark_->set(note));
  head_ = std::move(next);
  published_.set(head_.size(), std::move(note));
  return ok();
}

void Committer::answer(Round& round, Result<> const& written) {
  for (Item& item : round) item.job->results.push_back(receipt_for(item.placed, written));
  finish_jobs(written);
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

void Committer::finish_jobs(Result<> const& written) {
  while (!pending_.empty() && pending_.front().results.size() == pending_.front().proposals.size()) {
    Job job = std::move(pending_.front());
    pending_.pop_front();
    queue_.finished(job);
    if (job.done) job.done(std::move(job.results));
    if (job.probed) job.probed(written);
  }
}

void Committer::refuse_all() {
  Result<> const refused = unavailable(failure_);
  for (Job& job : pending_) {
    while (job.results.size() < job.proposals.size()) job.results.emplace_back(unavailable(failure_));
  }
  finish_jobs(refused);
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
