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

void PolicyKeeper::committed() {
  if (!document_expected_.exchange(false)) return;
  std::lock_guard const lock(mutex_);
  asked_.documents = true;
  wake_.notify_all();
}

void PolicyKeeper::owe(NoticeName notice) {
  std::lock_guard const lock(mutex_);
  asked_.notices.push_back(std::move(notice));
  wake_.notify_all();
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
    Asked const asked = wait();
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
  wake_.wait_for(lock, k_look_every, [this] {
    return stopping_ || asked_.documents || asked_.trust || asked_.everything || !asked_.notices.empty();
  });
  return std::exchange(asked_, {});
}

/// After a pause: what failed was the disk or the key, and will fail again at once.
void PolicyKeeper::ask_again(Asked const& asked) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, k_after_failure, [this] { return stopping_; });
  asked_.documents = asked_.documents || asked.documents;
  asked_.trust = asked_.trust || asked.trust;
  asked_.everything = asked_.everything || asked.everything;
  std::ranges::copy(asked.notices, std::back_inserter(asked_.notices));
}

Result<> PolicyKeeper::step(Asked const& asked) {
  if (asked.documents) HUECRY_CHECK(load_documents());
  HUECRY_TRY(bool const activated, activate_due());
  if (activated || must_review(asked)) return review_all();
  HUECRY_TRY(ReviewCount const count, releases_.review(asked.notices));
  next_turn_ = std::min(next_turn_, count.consent_ends);
  if (count.postponed > 0) return Error(Errc::state_conflict, "a publication was overtaken; it is planned again");
  return ok();
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

Result<> PolicyKeeper::review_all() {
  auto const now = to_seconds(services_.clock.now());
  auto const begun = std::chrono::steady_clock::now();
  all_due_ = true;
  audience_ = audience_of(*services_.trust.current());
  UnixSeconds const midnight = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1);
  next_turn_ = std::min(policy::next_turn(services_.policy.get().set(), now).value_or(midnight), midnight);
  HUECRY_TRY(ReviewCount const count, releases_.review_all([this] {
    std::lock_guard const lock(mutex_);
    return !stopping_;
  }));
  next_turn_ = std::min(next_turn_, count.consent_ends);
  auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  services_.log.write(LogLevel::info, "releases-reviewed",
                      {{"notices", count.notices},
                       {"given", count.given},
                       {"taken", count.taken},
                       {"postponed", count.postponed},
                       {"milliseconds", static_cast<std::uint64_t>(took.count())}});
  if (count.postponed > 0) return Error(Errc::state_conflict, "publications were overtaken; they are planned again");
  all_due_ = false;
  return ok();
}

}
