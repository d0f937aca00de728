#include "server/exchange/policy_keeper.hpp"

#include <algorithm>
#include <iterator>

#include "protocol/base/encoding.hpp"
#include "protocol/base/error_table.hpp"
#include "protocol/crypto/hash.hpp"
#include "server/exchange/activation.hpp"
#include "server/exchange/commit.hpp"

namespace huecry::exchange {
namespace {

using namespace std::chrono_literals;

constexpr auto k_look_every = 100ms;  // how late a set may come into force
constexpr auto k_after_failure = 1s;
constexpr std::size_t k_owed_max = 100'000;  // single notices; more than these are everything
constexpr std::size_t k_part = 1000;         // notices in memory

}

Audience audience_of(certs::TrustSnapshot const& trust) {
  Audience audience{{trust.members(), trust.suspended()}, {}};
  for (certs::Party const& party : trust.parties())
    if (party.role == certs::Role::entity)
      audience.entities.push_back({{party.country, party.organisation}, party.suspended ? std::string() : party.kind});
  return audience;
}

PolicyKeeper::PolicyKeeper(Services const& services, HubSigner signer)
    : services_(services), next_signer_(signer), signer_(std::move(signer)), releases_(services_, signer_) {}

PolicyKeeper::~PolicyKeeper() { stop(); }

Result<> PolicyKeeper::restore() {
  HUECRY_CHECK(load_documents());
  HUECRY_TRY(auto const in_force, policy_rows::in_force(services_.store));
  if (!in_force) return ok();
  HUECRY_TRY(auto set, restored_set(services_.store, in_force->set, documents_));
  policy::CompiledPolicy compiled(std::move(set),
                                  std::make_shared<policy::Vocabulary const>(services_.schemas.codes()));
  services_.policy.install(std::move(compiled));
  return ok();
}

void PolicyKeeper::start() {
  asked_.everything = true;
  thread_ = std::thread([this] { run(); });
}

void PolicyKeeper::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PolicyKeeper::Expected::expect(NoticeName notice) {
  if (notices.size() < k_owed_max)
    notices.insert(std::move(notice));
  else
    everything = true;
}

void PolicyKeeper::Expected::add(Expected const& other) {
  documents = documents || other.documents;
  everything = everything || other.everything;
  for (NoticeName const& notice : other.notices) expect(notice);
}

void PolicyKeeper::expect_document() { expected_.documents = true; }
void PolicyKeeper::expect_notice(NoticeName notice) { expected_.expect(std::move(notice)); }

/// What was expected of a batch that failed stays expected: it may be on the disk after all.
void PolicyKeeper::committed() {
  if (expected_.nothing()) return;
  std::lock_guard const lock(mutex_);
  asked_.add(std::exchange(expected_, {}));
  wake_.notify_all();
}

void PolicyKeeper::owe(NoticeName notice) {
  std::lock_guard const lock(mutex_);
  asked_.expect(std::move(notice));
  wake_.notify_all();
}

bool PolicyKeeper::stopping() {
  std::lock_guard const lock(mutex_);
  return stopping_;
}

/// What was asked for stays asked for until it is done.
Result<> PolicyKeeper::load_asked() {
  {
    std::lock_guard const lock(mutex_);
    if (!std::exchange(asked_.documents, false)) return ok();
  }
  auto loaded = load_documents();
  if (loaded) return loaded;
  std::lock_guard const lock(mutex_);
  asked_.documents = true;
  return loaded;
}

void PolicyKeeper::trust_changed() {
  std::lock_guard const lock(mutex_);
  asked_.trust = true;
  wake_.notify_all();
}

void PolicyKeeper::use(HubSigner signer) {
  std::lock_guard const lock(mutex_);
  next_signer_ = std::move(signer);
}

HubSigner PolicyKeeper::signer() {
  std::lock_guard const lock(mutex_);
  return next_signer_;
}

void PolicyKeeper::run() {
  while (true) {
    Asked asked = wait();
    {
      std::lock_guard const lock(mutex_);
      if (stopping_) return;
      signer_ = next_signer_;
    }
    Result<> const done = step(asked);
    if (done) continue;
    services_.log.write(LogLevel::error, "policy-not-applied",
                        {{"code", token_of(done.error().code)}, {"reason", std::string_view(done.error().detail)}});
    ask_again(asked);
  }
}

PolicyKeeper::Asked PolicyKeeper::wait() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, k_look_every, [this] { return stopping_ || asked_.trust || !asked_.nothing(); });
  return std::exchange(asked_, {});
}

/// After a pause: what failed was the disk or the key, and will fail again at once.
void PolicyKeeper::ask_again(Asked const& asked) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, k_after_failure, [this] { return stopping_; });
  asked_.trust = asked_.trust || asked.trust;
  asked_.add(asked);
}

Result<> PolicyKeeper::step(Asked& asked) {
  if (asked.documents) HUECRY_CHECK(load_documents());
  HUECRY_TRY(bool const activated, activate_due());
  if (activated || must_review(asked)) return review_all();
  add_ended(asked);
  return review_some(asked.notices);
}

void PolicyKeeper::add_ended(Asked& asked) {
  auto const now = to_seconds(services_.clock.now());
  while (!ends_.empty() && ends_.begin()->first <= now)
    asked.notices.insert(ends_.extract(ends_.begin()).value().second);
}

/// In parts, so that many that are owed at once take no more memory than few.
Result<> PolicyKeeper::review_some(std::set<NoticeName> const& names) {
  std::vector<NoticeName> part;
  for (auto at = names.begin(); at != names.end();) {
    part.push_back(*at);
    if (++at != names.end() && part.size() < k_part) continue;
    HUECRY_TRY(Reviewed const reviewed, releases_.review(part));
    follow_up(reviewed);
    part.clear();
  }
  return ok();
}

void PolicyKeeper::follow_up(Reviewed const& reviewed) {
  ends_.insert(reviewed.ends.begin(), reviewed.ends.end());
  for (NoticeName const& name : reviewed.overtaken) owe(name);
}

bool PolicyKeeper::must_review(Asked const& asked) const {
  if (asked.everything || all_due_ || to_seconds(services_.clock.now()) >= next_turn_) return true;
  return asked.trust && audience_of(*services_.trust.current()) != audience_;
}

Result<> PolicyKeeper::load_documents() {
  HUECRY_TRY(auto const rows, policy_rows::documents_of(services_.store));
  for (policy_rows::DocumentRow const& row : rows) {
    if (loaded_.contains(row.position)) continue;
    HUECRY_TRY(auto document, stored_policy(services_.store, services_.schemas, row.position));
    documents_.push_back(std::move(document));
    loaded_.insert(row.position);
    next_change_ = {};
  }
  return ok();
}

Result<bool> PolicyKeeper::activate_due() {
  auto const now = to_seconds(services_.clock.now());
  if (now < next_change_) return false;
  // What the journal says, not what decides: an activation that decides already may have failed to enter.
  HUECRY_TRY(auto const in_force, policy_rows::in_force(services_.store));
  auto set = policy::in_force(documents_, now);
  std::string const manifest = policy::manifest(set);
  bool const due = in_force ? crypto::sha256(manifest) != in_force->set : manifest != policy::manifest({});
  if (due) {
    policy::CompiledPolicy next(std::move(set), std::make_shared<policy::Vocabulary const>(services_.schemas.codes()));
    HUECRY_CHECK(activate(std::move(next), in_force ? in_force->activation + 1 : 1));
  }
  next_change_ = policy::next_change(documents_, now).value_or(UnixSeconds::max());
  return due;
}

Result<> PolicyKeeper::activate(policy::CompiledPolicy next, std::uint32_t number) {
  Digest const set = next.digest();
  std::size_t const documents = next.set().size();
  HUECRY_TRY(auto proposal, activation(services_, signer_, std::move(next), number));
  HUECRY_TRY(auto const receipt, commit_and_wait(services_.journal, std::move(proposal)));
  services_.log.write(LogLevel::info, "policy-activated",
                      {{"activation", std::uint64_t{number}},
                       {"position", receipt.position},
                       {"documents", std::uint64_t{documents}},
                       {"set", std::string_view(to_base64url(set))}});
  return ok();
}

/// A set that comes into force meanwhile decides from then on; what was looked at before is looked at once more
/// afterwards, so that a bureau that keeps changing its policy cannot keep the rest from its turn.
Result<> PolicyKeeper::review_all() {
  auto const now = to_seconds(services_.clock.now());
  auto const begun = std::chrono::steady_clock::now();
  all_due_ = true;
  Digest const set = services_.policy.get().digest();
  audience_ = audience_of(*services_.trust.current());
  UnixSeconds const midnight = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1);
  next_turn_ = std::min(policy::next_turn(services_.policy.get().set(), now).value_or(midnight), midnight);
  Reviewed all;
  bool changed = false;
  std::optional<journal::Position> before;
  do {
    if (stopping()) return ok();
    HUECRY_CHECK(load_asked());
    HUECRY_TRY(bool const activated, activate_due());
    changed = changed || activated;
    HUECRY_TRY(Reviewed page, releases_.review_page(before));
    all.add(std::move(page));
  } while (before);
  all_due_ = changed;
  if (!changed) services_.policy.set_followed(set, next_turn_);
  follow_up(all);
  auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  services_.log.write(LogLevel::info, "releases-reviewed",
                      {{"notices", all.notices},
                       {"given", all.given},
                       {"taken", all.taken},
                       {"overtaken", std::uint64_t{all.overtaken.size()}},
                       {"milliseconds", static_cast<std::uint64_t>(took.count())}});
  return ok();
}

}
