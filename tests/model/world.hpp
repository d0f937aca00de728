#pragma once
// The exchange as it is, from the journal to the index, without its network and without the signatures of those who
// submit: what they send is proposed to the journal as the intake would. The hub's own threads are called by hand, so
// that a run is a function of its seed. What cannot be set up throws (tests/support/must.hpp).

#include <memory>
#include <set>
#include <string>

#include "certs/trust/trust_store.hpp"
#include "protocol/documents/evidence.hpp"
#include "protocol/documents/hit.hpp"
#include "protocol/documents/notice.hpp"
#include "protocol/documents/review_decision.hpp"
#include "server/exchange/duties.hpp"
#include "server/exchange/releases.hpp"
#include "server/exchange/review.hpp"
#include "storage/index/desk.hpp"
#include "storage/index/index_view.hpp"
#include "storage/index/lookup.hpp"
#include "storage/kv/rocks_store.hpp"
#include "storage/mailbox/mailbox_view.hpp"
#include "tests/support/clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace huecry::model {

class World {
 public:
  /// The members are those of `federation`, which must be there.
  World(std::filesystem::path const& federation, UnixMillis now, std::size_t cache_bytes = std::size_t{8} << 20);
  ~World();

  [[nodiscard]] test::ManualClock& clock() noexcept { return clock_; }
  [[nodiscard]] UnixSeconds now() const { return to_seconds(clock_.now()); }
  [[nodiscard]] kv::Store const& state() const noexcept { return *store_; }
  [[nodiscard]] std::uint64_t entries() const { return journal_->end(); }
  [[nodiscard]] std::filesystem::path store_directory() const { return dir_ / "store"; }
  [[nodiscard]] CountrySet members() const { return trust_.current()->members(); }
  /// Whether the signatures of that certificate count now.
  [[nodiscard]] bool stands(Digest const& signer) const;
  [[nodiscard]] std::optional<index::Head> head(std::string const& id) const;

  Result<> submit(documents::Notice notice);
  Result<> decide(documents::ReviewDecision const& decision, exchange::Decider const& decider);
  Result<> say(documents::EvidenceKind kind, CountryCode by, std::string const& id, std::uint32_t ver);
  Result<> say(documents::EvidenceKind kind, CountryCode by, std::vector<documents::EvidenceItem> items);
  Result<> hit(documents::Hit hit);
  /// Puts these policies in force and has the live notices follow.
  void install(policy::PolicySet set);
  /// Everything that the hub owes by now, to its end.
  void catch_up();
  /// Closes and opens again, as after a stop.
  void restart();
  /// What a view made again from the journal has otherwise; empty: nothing.
  [[nodiscard]] std::string rebuilt_differently();

 private:
  void open();
  Result<> propose(journal::Record record, journal::Settle settle);
  void follow_all();
  void follow_some();

  std::size_t cache_bytes_;
  test::TempDir dir_;
  test::ManualClock clock_;
  test::SeededRandom random_{1};
  NullLog log_;
  documents::Schemas schemas_;
  certs::TrustStore trust_;
  exchange::HubSigner signer_;
  std::shared_ptr<crypto::Signer> log_key_;
  std::shared_ptr<policy::Vocabulary const> words_;
  exchange::CurrentPolicy policy_;
  exchange::ProvenTime time_;
  mailbox::MailboxView mailbox_view_;
  index::IndexView index_view_;
  std::vector<journal::View*> views_{&mailbox_view_, &index_view_};
  std::uint64_t count_ = 0;
  std::set<exchange::NoticeName> followed_;
  std::unique_ptr<kv::RocksStore> store_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<blob::BlobStore> blobs_;
  std::unique_ptr<exchange::Services> services_;
  std::unique_ptr<exchange::Releases> releases_;
  std::unique_ptr<exchange::Duties> duties_;
};

/// Of the first certificate in a file.
[[nodiscard]] Digest thumbprint_of(std::filesystem::path const& pem);

[[nodiscard]] inline CountryCode cc(std::string_view code) { return *CountryCode::parse(code); }

}
