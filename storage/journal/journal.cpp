#include "storage/journal/journal.hpp"

#include <algorithm>
#include <memory>
#include <thread>

#include "protocol/base/assert.hpp"
#include "storage/journal/detail/committer.hpp"
#include "storage/journal/detail/identity_view.hpp"

namespace huecry::journal {
namespace {

using detail::Job;

constexpr std::size_t k_record_overhead_bytes = 512;  // digests, deliveries, the structures themselves

std::size_t bytes_of(Proposal const& proposal) {
  Record const& record = proposal.record;
  return k_record_overhead_bytes + record.document.size() + record.decision.size() + record.facts.size() +
         record.content.size();
}

std::shared_ptr<Job> job_of(std::vector<Proposal> proposals, Done done) {
  auto job = std::make_shared<Job>();
  job->entries = proposals.size();
  job->of = proposals.front().whose.value_or(proposals.front().record.iss);
  for (Proposal const& proposal : proposals) {
    job->bytes += bytes_of(proposal);
    job->lane = std::max(job->lane, proposal.lane);
  }
  job->proposals = std::move(proposals);
  job->results.reserve(job->entries);
  job->done = std::move(done);
  return job;
}

void refuse(Job& job, Error const& why) {
  if (job.probed) return job.probed(why);
  job.done(std::vector<Result<Receipt>>(job.entries, Result<Receipt>(why)));
}

/// Two owners of one family would make a rebuild impossible.
void check_owners(std::vector<View*> const& views) {
  std::vector<kv::Family> owned{kv::Family::meta, kv::Family::record, kv::Family::leaf, kv::Family::tile,
                                kv::Family::checkpoint};
  for (View const* view : views) {
    for (kv::Family const family : view->families()) {
      HUECRY_ASSERT(std::ranges::find(owned, family) == owned.end());
      owned.push_back(family);
    }
  }
}

}

struct Journal::Rep {
  Rep(Options o, std::unique_ptr<SignedMark> m, kv::Store& store, Clock const& clock, Random& random, Log& log,
      log::NoteSigner s, std::vector<View*> v, Closer* closer, detail::Covered covered)
      : options(std::move(o)),
        signer(std::move(s)),
        mark(std::move(m)),
        views(std::move(v)),
        queue(options.queue_entries_max, options.queue_bytes_max),
        published(covered.head.size(), std::move(covered.checkpoint)),
        committer(options, store, {clock, random, log, views, closer}, signer, mark.get(), std::move(covered.head),
                  queue, published) {
    views.insert(views.begin(), &identity);
    check_owners(views);
  }

  void put(std::shared_ptr<Job> const& job);

  Options const options;
  log::NoteSigner const signer;
  std::unique_ptr<SignedMark> const mark;  // none: nobody keeps it
  detail::IdentityView identity;
  std::vector<View*> views;
  detail::Queue queue;
  detail::Published published;
  detail::Committer committer;
  std::thread thread;
};

void Journal::Rep::put(std::shared_ptr<Job> const& job) {
  if (!published.writable()) return refuse(*job, Error(Errc::storage_unavailable, "the store cannot write"));
  if (Result<> taken = queue.push(job); !taken) refuse(*job, taken.error());
}

Journal::Journal(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {
  rep_->thread = std::thread([committer = &rep_->committer] { committer->run(); });
}

Result<std::unique_ptr<Journal>> Journal::open(Options options, kv::Store& store, Clock const& clock, Random& random,
                                               Log& log, log::NoteSigner signer, std::vector<View*> views,
                                               Closer* closer) {
  HUECRY_ASSERT(options.batch_leaves_max >= 1 && options.batch_leaves_max <= limits::commit_leaves_max);
  std::unique_ptr<SignedMark> mark;
  if (!options.signed_file.empty()) {
    HUECRY_TRY(mark, SignedMark::open(options.signed_file));
  }
  HUECRY_TRY(detail::Covered covered, detail::load_covered(store, signer, options.sync, 0, mark.get()));
  Position const end = covered.head.size();
  HUECRY_CHECK(store.secrets().prepare(end, end + options.batch_leaves_max + 1));  // a file of another store ends here
  auto rep = std::make_unique<Rep>(std::move(options), std::move(mark), store, clock, random, log, std::move(signer),
                                   std::move(views), closer, std::move(covered));
  return std::unique_ptr<Journal>(new Journal(std::move(rep)));
}

Journal::~Journal() { stop(); }

void Journal::submit(std::vector<Proposal> proposals, Done done) {
  if (proposals.empty()) return done({});
  rep_->put(job_of(std::move(proposals), std::move(done)));
}

void Journal::probe(Probed done) {
  auto job = std::make_shared<Job>();
  job->probed = std::move(done);
  rep_->put(job);
}

void Journal::keep_cosigned(Cosigned cosigned, Probed done) {
  auto job = std::make_shared<Job>();
  job->entries = 1;  // as one, in the queue
  job->bytes = cosigned.covering.checkpoint.size();
  job->cosigned = std::move(cosigned);
  job->probed = std::move(done);
  rep_->put(job);
}

void Journal::subscribe(OnCommit listener) { rep_->published.subscribe(std::move(listener)); }

void Journal::stop() {
  rep_->queue.close();
  if (rep_->thread.joinable()) rep_->thread.join();
}

Position Journal::end() const { return rep_->published.end(); }

std::string Journal::checkpoint() const { return rep_->published.checkpoint(); }

}
